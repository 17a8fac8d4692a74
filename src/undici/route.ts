import type { AxiosRequestConfig } from 'axios';
import { bare as ownFields } from '../runtime/bare.js';
import type { Plan } from './options.js';
import type { ProxyServer } from './proxy.js';
import { bare, basic, proxyFromEnv } from './proxy.js';

/** The way to an origin. */
export interface Route {
  /** The same for two requests that may share a connection. */
  readonly key: string;
  readonly origin: string;
  readonly secure: boolean;
  readonly hostname: string;
  readonly port: number;
  readonly proxy: ProxyServer | undefined;
  /** True where the proxy reads the request itself; through any other it goes in a tunnel. */
  readonly isForwarded: boolean;
}

/** Finds the way to an origin. */
export type FindRoute = (origin: string, proxy: AxiosRequestConfig['proxy']) => Route;

/**
 * Makes what finds the way to an origin: through the proxy of the request, else of the adapter, else of the environment as it is
 * now.
 */
export function createRouter(plan: Plan, env: Readonly<Record<string, string | undefined>>): FindRoute {
  const usual = new Map<string, Route>();
  const kept = { ...env };
  return (origin, ofRequest) => {
    if (ofRequest) return routeThrough(origin, readAxiosProxy(ofRequest));
    if (ofRequest === false) return routeThrough(origin, undefined);
    let found = usual.get(origin);
    if (found === undefined) {
      const proxy = plan.proxy === undefined ? proxyFromEnv(new URL(origin), kept) : plan.proxy || undefined;
      found = routeThrough(origin, proxy);
      usual.set(origin, found);
    }
    return found;
  };
}

function routeThrough(origin: string, proxy: ProxyServer | undefined): Route {
  const { protocol, hostname, port } = new URL(origin);
  const secure = protocol === 'https:';
  return {
    key:
      proxy === undefined ? origin : [origin, proxy.secure, proxy.hostname, proxy.port, proxy.authorization].join(' '),
    origin,
    secure,
    hostname: bare(hostname),
    port: port === '' ? (secure ? 443 : 80) : Number(port),
    proxy,
    isForwarded: proxy !== undefined && !secure,
  };
}

function readAxiosProxy(proxy: Exclude<AxiosRequestConfig['proxy'], false | undefined>): ProxyServer {
  const { protocol = '', host, port, auth } = ownFields(proxy);
  const secure = /^https/.test(protocol);
  return {
    secure,
    hostname: bare(host),
    port: Number(port || (secure ? 443 : 80)),
    authorization: auth === undefined ? undefined : basic(auth.username, auth.password),
  };
}
