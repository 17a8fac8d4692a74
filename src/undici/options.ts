import type { LookupFunction } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { invalidInput, kindOf, quoteSafe } from '../protocol/invalid-input.js';
import { checkKeys, readFunction, readWhole } from '../runtime/check-keys.js';
import type { ProxyServer } from './proxy.js';
import { readProxyUrl } from './proxy.js';

/** How the lean transport connects. */
export interface UndiciAdapterOptions {
  /**
   * How many connections to one origin may be open at once, at least 1; further requests wait in line, and were not sent.
   * Default: as many as there are requests, which `bulkhead` bounds.
   */
  readonly connections?: number;
  /**
   * How long an idle connection is kept, in milliseconds, at least 1. A server that says `Keep-Alive: timeout=` is believed, and
   * two seconds are taken off. Default: 4 000.
   */
  readonly keepAliveTimeoutMs?: number;
  /**
   * What `tls.connect` takes: `ca`, `cert`, `key`, `minVersion` and the like. It holds for the gateway, and for a proxy that
   * speaks TLS. Default: Node's own.
   */
  readonly tls?: ConnectionOptions;
  /** Finds the address of a host name, as `dns.lookup` does. Default: `dns.lookup`. */
  readonly lookup?: LookupFunction;
  /**
   * The proxy's URL, which may hold a name and a password; `false` for none, whatever the environment says. axios's `proxy` of a
   * request goes before it. Default: what `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` say when the adapter is made.
   */
  readonly proxy?: string | false;
}

/** The options, checked. */
export interface Plan {
  /** Infinity where nothing bounds them. */
  readonly connections: number;
  readonly keepAliveTimeoutMs: number;
  readonly tls: ConnectionOptions;
  readonly lookup: LookupFunction | undefined;
  /** `false` for none, `undefined` for that of the environment. */
  readonly proxy: ProxyServer | false | undefined;
}

const KNOWN: readonly string[] = [
  'connections',
  'keepAliveTimeoutMs',
  'tls',
  'lookup',
  'proxy',
] satisfies readonly (keyof UndiciAdapterOptions)[];

/**
 * Reads the options.
 *
 * @throws TypeError that names the option, what came and what to give
 */
export function readOptions(options: UndiciAdapterOptions): Plan {
  checkKeys(options, 'options', KNOWN);
  return {
    connections: readWhole(options.connections, 'connections', 1, Number.POSITIVE_INFINITY),
    keepAliveTimeoutMs: readWhole(options.keepAliveTimeoutMs, 'keepAliveTimeoutMs', 1, 4_000),
    tls: readTls(options.tls),
    lookup: readFunction(options.lookup, 'lookup'),
    proxy: readProxy(options.proxy),
  };
}

function readTls(tls: unknown): ConnectionOptions {
  if (tls === undefined) return {};
  if (typeof tls === 'object' && tls !== null && !Array.isArray(tls)) return { ...tls };
  throw invalidInput('tls', {
    en: `must be an object as tls.connect takes it, such as { ca }, got ${kindOf(tls).en}`,
    zh: `应为 tls.connect 所接受的对象，例如 { ca }，收到的是${kindOf(tls).zh}`,
  });
}

function readProxy(proxy: unknown): Plan['proxy'] {
  if (proxy === undefined || proxy === false) return proxy;
  const server = typeof proxy === 'string' ? readProxyUrl(proxy) : undefined;
  if (server !== undefined) return server;
  // A URL may hold a password.
  const came = typeof proxy === 'string' && proxy.includes('@') ? { en: 'a text', zh: '文本' } : quoteSafe(proxy);
  throw invalidInput('proxy', {
    en: `must be the URL of an http or https proxy, or false for none, got ${came.en}`,
    zh: `应为 http 或 https 代理的 URL；不用代理时为 false，收到的是${came.zh}`,
  });
}
