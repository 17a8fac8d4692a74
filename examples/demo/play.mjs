// @ts-check
import assert from 'node:assert/strict';
import { createStage } from './stage.mjs';
import { story as businessRefusal } from './stories/business-refusal.mjs';
import { story as failFast } from './stories/fail-fast.mjs';
import { story as forgedReply } from './stories/forged-reply.mjs';
import { story as lostReply } from './stories/lost-reply.mjs';
import { story as outage } from './stories/outage.mjs';
import { story as plainQuery } from './stories/plain-query.mjs';
import { story as staleTokens } from './stories/stale-tokens.mjs';
import { createTimeline } from './timeline.mjs';

/** @import { Gateway } from './gateway-link.mjs' */
/** @import { Story } from './stage.mjs' */

/** @type {readonly Story[]} */
const STORIES = [plainQuery, outage, staleTokens, failFast, businessRefusal, forgedReply, lostReply];

/**
 * Plays the stories one after another and returns the totals in one line.
 *
 * @param {Gateway} gateway
 */
export async function playAll(gateway) {
  const timeline = createTimeline();
  for (const [index, { title, play }] of STORIES.entries()) {
    timeline.begin(`${index + 1}. ${title.en} / ${title.zh}`);
    const stage = await createStage(gateway, timeline);
    try {
      timeline.end(await play(stage));
    } finally {
      stage.leave();
    }
  }
  const { attempts, refreshes, waits, asked } = timeline.tally;
  assert.equal(
    (await gateway.log()).length,
    attempts,
    'the gateway must have seen every attempt, and no other request',
  );
  assert.equal(await gateway.refreshCount(), refreshes, 'the gateway must have seen every refresh, and no other');
  const totals = [
    `${STORIES.length} stories`,
    counted(attempts, 'attempt'),
    counted(refreshes, 'refresh', 'refreshes'),
    counted(waits, 'wait'),
    `${counted(asked, 'payment')} asked after`,
  ];
  return `\n${totals.join(', ')}: all ended as they should`;
}

/** @param {number} count @param {string} one */
function counted(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}
