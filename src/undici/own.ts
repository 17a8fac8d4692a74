import type { InternalAxiosRequestConfig } from 'axios';

/** What a request says itself: what somebody has put on `Object.prototype` of this process is no proxy and no password of it. */
export function own<Name extends keyof InternalAxiosRequestConfig>(
  config: InternalAxiosRequestConfig,
  name: Name,
): InternalAxiosRequestConfig[Name] | undefined {
  return Object.hasOwn(config, name) ? config[name] : undefined;
}
