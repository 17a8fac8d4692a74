import type { BackoffOptions } from '../policy/backoff.js';
import { invalidInput } from '../protocol/invalid-input.js';
import { checkKeys, readWhole } from './check-keys.js';
import type { Settings } from './settings.js';

/** How often and how patiently a call is sent again. */
export interface RetryOptions extends Partial<BackoffOptions> {
  /** Sends of a call, the first one included. A refresh's replay is not counted. Default 3, at most 10. */
  readonly maxAttempts?: number;
}

/**
 * Reads the option `retry`.
 *
 * @throws TypeError that names the option, what came and what to do
 */
export function readRetry(retry: unknown = {}): Settings['retry'] {
  const given = checkKeys(retry, 'retry', ['maxAttempts', 'baseMs', 'capMs', 'maxRetryAfterMs']);
  const maxAttempts = readWhole(given['maxAttempts'], 'retry.maxAttempts', 1, 3);
  if (maxAttempts > 10) {
    throw invalidInput('retry.maxAttempts', {
      en: `must be at most 10, got ${maxAttempts}: more only add load while the gateway is down`,
      zh: `不能超过 10，收到的是 ${maxAttempts}：更多的重试只会在网关故障时增加压力`,
    });
  }
  return {
    maxAttempts,
    baseMs: readWhole(given['baseMs'], 'retry.baseMs', 0, 200),
    capMs: readWhole(given['capMs'], 'retry.capMs', 0, 5_000),
    maxRetryAfterMs: readWhole(given['maxRetryAfterMs'], 'retry.maxRetryAfterMs', 0, 5_000),
  };
}
