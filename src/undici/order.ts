import { Readable } from 'node:stream';
import type { InternalAxiosRequestConfig } from 'axios';
import axios from 'axios';
import type { Dispatcher } from 'undici';
import { own } from './own.js';
import { basic } from './proxy.js';
import { CODINGS } from './reply.js';
import type { Route } from './route.js';

const USER_AGENT = `axios/${axios.VERSION}`;

/** Where a URL's origin ends and its path begins. */
export function splitUrl(url: string): { readonly origin: string; readonly path: string } {
  const at = url.indexOf('/', url.indexOf('://') + 3);
  return at === -1 ? { origin: url, path: '/' } : { origin: url.slice(0, at), path: url.slice(at) };
}

/** Writes the request of an attempt as undici takes it. */
export function orderOf(config: InternalAxiosRequestConfig, path: string, route: Route): Dispatcher.DispatchOptions {
  const { data } = config;
  return {
    method: (config.method ?? 'get').toUpperCase(),
    path: route.isForwarded ? route.origin + path : path,
    headers: headersOf(config, route),
    body:
      data === undefined || typeof data === 'string' || data instanceof Readable ? (data ?? null) : Buffer.from(data),
  };
}

function headersOf(config: InternalAxiosRequestConfig, route: Route): string[] {
  const { headers } = config;
  const auth = own(config, 'auth');
  const list: string[] = [];
  let hasAgent = false;
  let hasCodings = false;
  let hasHost = !route.isForwarded;
  for (const name of Object.keys(headers)) {
    const value: unknown = headers[name];
    if (value === undefined || value === null || value === false) continue;
    if (auth !== undefined && is(name, 'authorization')) continue;
    hasAgent ||= is(name, 'user-agent');
    hasCodings ||= is(name, 'accept-encoding');
    hasHost ||= is(name, 'host');
    if (Array.isArray(value)) for (const one of value) list.push(name, clean(String(one)));
    else list.push(name, clean(typeof value === 'string' ? value : String(value)));
  }
  if (!hasAgent) list.push('User-Agent', USER_AGENT);
  if (!hasCodings) list.push('Accept-Encoding', CODINGS);
  if (!hasHost) list.push('Host', route.origin.slice(route.origin.indexOf('://') + 3));
  if (auth !== undefined) list.push('Authorization', basic(auth.username ?? '', auth.password ?? ''));
  if (route.isForwarded && route.proxy?.authorization !== undefined) {
    list.push('Proxy-Authorization', route.proxy.authorization);
  }
  return list;
}

// Comparing lengths first spares most names the change of case.
function is(name: string, lower: string): boolean {
  return name.length === lower.length && name.toLowerCase() === lower;
}

// axios takes the same characters out of its requests.
function clean(value: string): string {
  return FOREIGN.test(value) ? value.replaceAll(ALL_FOREIGN, '').trim() : value;
}

const FOREIGN = /[^\t\x20-\x7e\x80-\xff]/;
const ALL_FOREIGN = /[^\t\x20-\x7e\x80-\xff]+/g;
