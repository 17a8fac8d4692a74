import { invalidInput, kindOf } from '../../protocol/invalid-input.js';
import type { TokenStore } from './token-store.js';

const METHODS: readonly (keyof TokenStore)[] = ['read', 'compareAndSet', 'setAside', 'acquireLease', 'releaseLease'];

/**
 * Refuses a value that is no store.
 *
 * @throws TypeError that names the option, what came or what is missing, and what to do
 */
export function checkStore(value: unknown, name: string): TokenStore {
  const methods =
    typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  const missing = METHODS.filter((method) => typeof methods?.[method] !== 'function');
  if (missing.length === 0) return value as TokenStore;
  const came =
    methods === undefined
      ? kindOf(value)
      : { en: `an object without ${missing.join(', ')}`, zh: `缺少 ${missing.join('、')} 方法的对象` };
  throw invalidInput(name, {
    en: `must be a token store, as createRedisTokenStore(client) of alipay-axios/redis makes one, got ${came.en}`,
    zh: `应为令牌存储，例如 alipay-axios/redis 的 createRedisTokenStore(client)，收到的是${came.zh}`,
  });
}
