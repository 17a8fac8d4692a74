import type { AxiosRequestConfig, InternalAxiosRequestConfig } from 'axios';
import type { SendWatch } from './send-watch.js';

/**
 * Where the config of a gateway call's attempt carries its watch. An adapter that makes no requests of node:http tells it how
 * far they came; of one that does not, only its errors can tell.
 */
export const SEND_WATCH: unique symbol = Symbol.for('alipay-axios.send-watch');

/** Where an adapter carries its own check of a config: it throws a TypeError for what it would have to ignore. */
export const CHECK_CONFIG: unique symbol = Symbol.for('alipay-axios.check-config');

/** The config of one attempt of a gateway call. */
export interface AttemptConfig extends InternalAxiosRequestConfig {
  readonly [SEND_WATCH]: SendWatch;
}

/**
 * Has an adapter look at the config that it will be used with, before anything is sent.
 *
 * @throws TypeError for what the adapter cannot do
 */
export function checkFor(adapter: unknown, config: AxiosRequestConfig): void {
  if (typeof adapter !== 'function' || !(CHECK_CONFIG in adapter)) return;
  (adapter[CHECK_CONFIG] as (config: AxiosRequestConfig) => void)(config);
}
