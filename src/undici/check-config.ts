import type { AxiosRequestConfig } from 'axios';
import { invalidInput, kindOf } from '../protocol/invalid-input.js';

/** What axios options would do that this transport does elsewhere, or does not do. */
const ELSEWHERE: Readonly<Record<string, { readonly en: string; readonly zh: string }>> = {
  httpAgent: {
    en: 'is for node:http; set `connections` and `keepAliveTimeoutMs` of createUndiciAdapter',
    zh: '只用于 node:http；请设置 createUndiciAdapter 的 `connections` 与 `keepAliveTimeoutMs`',
  },
  httpsAgent: {
    en: 'is for node:https; set `tls`, `connections` and `keepAliveTimeoutMs` of createUndiciAdapter',
    zh: '只用于 node:https；请设置 createUndiciAdapter 的 `tls`、`connections` 与 `keepAliveTimeoutMs`',
  },
  lookup: {
    en: 'belongs to a connection, which many requests share; set `lookup` of createUndiciAdapter',
    zh: '属于连接而非单个请求；请设置 createUndiciAdapter 的 `lookup`',
  },
  family: {
    en: 'belongs to a connection, which many requests share; set `lookup` of createUndiciAdapter',
    zh: '属于连接而非单个请求；请设置 createUndiciAdapter 的 `lookup`',
  },
  transport: {
    en: 'is for node:http, which the undici adapter does not use; leave it out, or use the adapter of axios',
    zh: '只用于 node:http，undici 适配器不使用它；请去掉，或改用 axios 自带的适配器',
  },
  socketPath: {
    en: 'is not something the undici adapter connects to; leave it out, or use the adapter of axios',
    zh: '不受 undici 适配器支持；请去掉，或改用 axios 自带的适配器',
  },
  httpVersion: {
    en: 'cannot be chosen, the undici adapter speaks HTTP/1.1; leave it out, or use the adapter of axios',
    zh: '无法选择，undici 适配器只使用 HTTP/1.1；请去掉，或改用 axios 自带的适配器',
  },
  insecureHTTPParser: {
    en: 'cannot be had, the undici adapter reads HTTP strictly; leave it out, or use the adapter of axios',
    zh: '不受支持，undici 适配器严格解析 HTTP；请去掉，或改用 axios 自带的适配器',
  },
  maxRate: {
    en: 'is not something the undici adapter does; leave it out, or use the adapter of axios',
    zh: '不受 undici 适配器支持；请去掉，或改用 axios 自带的适配器',
  },
  onUploadProgress: {
    en: 'is not something the undici adapter reports; leave it out, or use the adapter of axios',
    zh: '不受 undici 适配器支持；请去掉，或改用 axios 自带的适配器',
  },
  onDownloadProgress: {
    en: 'is not something the undici adapter reports; leave it out, or use the adapter of axios',
    zh: '不受 undici 适配器支持；请去掉，或改用 axios 自带的适配器',
  },
};

const NAMES: readonly string[] = Object.keys(ELSEWHERE);

/**
 * Refuses options of axios that this transport would have to ignore.
 *
 * @throws TypeError that names the option and says what to do
 */
export function checkConfig(config: AxiosRequestConfig): void {
  const given = config as Readonly<Record<string, unknown>>;
  for (const name of NAMES) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    const complaint = ELSEWHERE[name];
    if (value === undefined || value === null || value === false || complaint === undefined) continue;
    if (name !== 'httpVersion' || Number(value) !== 1) throw invalidInput(name, complaint);
  }
  const proxy = Object.hasOwn(config, 'proxy') ? config.proxy : undefined;
  if (!proxy || (typeof proxy.host === 'string' && proxy.host !== '')) return;
  throw invalidInput('proxy', {
    en: `must be an object with the host and the port of a proxy, or false for none, got ${kindOf(proxy).en}`,
    zh: `应为含 host 与 port 的对象；不用代理时为 false，收到的是${kindOf(proxy).zh}`,
  });
}
