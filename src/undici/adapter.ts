import type { AxiosAdapter, AxiosRequestConfig, InternalAxiosRequestConfig } from 'axios';
import axios from 'axios';
import type { AttemptConfig } from '../runtime/adapter-contract.js';
import { CHECK_CONFIG, SEND_WATCH } from '../runtime/adapter-contract.js';
import { checkConfig } from './check-config.js';
import type { UndiciAdapterOptions } from './options.js';
import { readOptions } from './options.js';
import { createPool } from './pool.js';
import { createRouter } from './route.js';
import { send } from './send.js';

/** An axios adapter that sends gateway calls with undici, and every other request as axios itself would. */
export interface UndiciAdapter extends AxiosAdapter {
  /**
   * Ends idle connections at once and the others when their requests are over; resolves when none is left. Gateway calls that
   * come later fail, unsent.
   */
  close(): Promise<void>;
}

/**
 * Makes a lean transport for gateway calls: undici's connections in a pool of its own, one request at a time on each. The engine
 * hears of each request what it hears from axios's own adapter: whether it was provably not sent, or may have arrived. An instance
 * does not close it, since several may share it; idle connections keep no process alive.
 *
 * @throws TypeError for a wrong option: it names the option, what came and what to do
 * @example
 * const adapter = createUndiciAdapter();
 * const alipay = createAlipay({ appId, privateKey, alipayPublicKey, axios: { adapter } });
 */
export function createUndiciAdapter(options: UndiciAdapterOptions = {}): UndiciAdapter {
  const plan = readOptions(options);
  const pool = createPool(plan);
  const findRoute = createRouter(plan, process.env);
  const adapter: AxiosAdapter = (config) => {
    if (isAttempt(config)) {
      if (plan.connections < Number.POSITIVE_INFINITY) config[SEND_WATCH].bound();
      return send(config, pool, findRoute);
    }
    const { adapter: usual } = axios.defaults;
    return axiosAdapter(usual === adapter ? AXIOS_OWN : usual)(config);
  };
  return Object.assign(adapter, { [CHECK_CONFIG]: checkConfig, close: pool.close });
}

const axiosAdapter = axios.getAdapter as unknown as (names: AxiosRequestConfig['adapter']) => AxiosAdapter;

// Where this adapter has been made the default of all.
const AXIOS_OWN: AxiosRequestConfig['adapter'] = ['xhr', 'http', 'fetch'];

function isAttempt(config: InternalAxiosRequestConfig): config is AttemptConfig {
  return SEND_WATCH in config && config[SEND_WATCH] !== undefined;
}
