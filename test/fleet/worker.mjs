// @ts-check
// One process of the fleet. It gets a task and then orders, the last of them to leave, and then perhaps another task; what
// it sends back are changes to what the parent knows of it. It ends when the parent lets go of it.

import { createAlipay } from 'alipay-axios';
import { createRedisTokenStore } from 'alipay-axios/redis';
import { createBrake, withBrake } from './brake.mjs';
import { startLanes } from './lanes.mjs';
import { openClient } from './redis-clients.mjs';

/** @import { AlipayInstance, TokenKind } from 'alipay-axios' */
/** @import { ClientCredentials } from 'alipay-axios/testing' */
/** @import { Phase } from './brake.mjs' */
/** @import { LaneNews } from './lanes.mjs' */
/** @import { ClientName } from './redis-clients.mjs' */

/**
 * @typedef {object} WorkerTask
 * @property {ClientName} client
 * @property {string} redis
 * @property {string} gateway
 * @property {ClientCredentials} credentials
 * @property {TokenKind} kind
 * @property {string} owner
 * @property {number} lanes
 */

/**
 * What the parent may order.
 *
 * @typedef {object} Order
 * @property {number} [allow] how many calls may have been begun, all in all
 * @property {boolean} [again] makes the calls that have failed once more
 * @property {Phase | 'nowhere'} [brake]
 * @property {string} [grant] trades a code
 * @property {boolean} [leave] closes everything
 */

/**
 * What the parent is told.
 *
 * @typedef {object} State
 * @property {true} isReady
 * @property {Phase} at
 * @property {Phase | 'nowhere'} brake
 * @property {string} granted
 * @property {true} hasLeft
 */

/** @typedef {Partial<LaneNews & State>} News */

/** @type {(order: Order) => Promise<void>} */
let obey = async () => {};
process.on('message', async (/** @type {{ task?: WorkerTask, order?: Order }} */ { task, order }) => {
  if (task !== undefined) {
    obey = await begin(task);
    tell({ isReady: true });
  }
  if (order !== undefined) await obey(order);
});
process.once('disconnect', () => process.exit());

/** @param {News} news */
function tell(news) {
  // A parent that is gone needs no news, and its going ends this process.
  process.send?.(news, undefined, undefined, () => {});
}

/**
 * Opens what a task takes; returns what carries out its orders.
 *
 * @param {WorkerTask} task
 * @returns {Promise<typeof obey>}
 */
async function begin(task) {
  const redis = await openClient(task.client, task.redis);
  const brake = createBrake((at) => tell({ at }));
  const store = withBrake(createRedisTokenStore(redis.client), brake);
  const alipay = createAlipay({ ...task.credentials, gateway: task.gateway, tokens: { store } });
  const lanes = startLanes(() => callOnce(alipay, task), task.lanes, tell);
  return async ({ allow, again, brake: where, grant, leave }) => {
    if (allow !== undefined) lanes.allow(allow);
    if (again === true) lanes.again();
    if (where !== undefined) {
      brake.set(where === 'nowhere' ? undefined : where);
      tell({ brake: where });
    }
    if (grant !== undefined) {
      await alipay.tokens.grant(task.kind, grant, { owner: task.owner });
      tell({ granted: grant });
    }
    if (leave === true) {
      lanes.stop();
      await alipay.close();
      redis.leave();
      tell({ hasLeft: true });
    }
  };
}

/**
 * @param {AlipayInstance} alipay
 * @param {WorkerTask} task
 */
function callOnce(alipay, { kind, owner }) {
  if (kind === 'auth_token') return alipay.execute('alipay.user.info.share', undefined, { authToken: { owner } });
  const bill = { bill_type: 'trade', bill_date: '2026-11-22' };
  return alipay.execute('alipay.data.dataservice.bill.downloadurl.query', bill, { appAuthToken: { owner } });
}
