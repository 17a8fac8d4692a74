import { isIPv4 } from 'node:net';
import { invalidInput, quoteSafe } from '../protocol/invalid-input.js';

/** The origins that have a name. Source: protocol.md 1.1. */
const ORIGINS: ReadonlyMap<string, string> = new Map([
  ['production', 'https://openapi.alipay.com'],
  ['sandbox', 'https://openapi-sandbox.dl.alipaydev.com'],
]);

/**
 * The gateway's origin out of the `gateway` option.
 *
 * @throws TypeError for what is no origin, and for plain http to anywhere but loopback
 */
export function resolveGateway(gateway: unknown = 'production'): string {
  const named = typeof gateway === 'string' ? ORIGINS.get(gateway) : undefined;
  if (named !== undefined) return named;
  const url = typeof gateway === 'string' && URL.canParse(gateway) ? new URL(gateway) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    const came = quoteSafe(gateway);
    throw invalidInput('gateway', {
      en: `must be production, sandbox or an origin such as https://openapi.alipay.com, got ${came.en}`,
      zh: `应为 production、sandbox 或形如 https://openapi.alipay.com 的地址，收到的是${came.zh}`,
    });
  }
  if (!/^\/?(?:gateway\.do)?$/.test(url.pathname) || url.search !== '' || url.username !== '') {
    throw invalidInput('gateway', {
      en: 'must be an origin alone: scheme, host and port, without path, query or user',
      zh: '只应包含协议、主机和端口，不带路径、查询串和用户名',
    });
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw invalidInput('gateway', {
      en: `is plain http to ${url.hostname}, where anyone on the way could read tokens; use https (http is for loopback only)`,
      zh: `以明文 http 连接 ${url.hostname}，途中任何人都能读到令牌；请改用 https（http 仅限本机回环地址）`,
    });
  }
  return url.origin;
}

/** Which of Alipay's gateways an origin is; `other` for a proxy, a test gateway or anybody else. */
export function gatewayNamed(origin: string): 'production' | 'sandbox' | 'other' {
  const { hostname } = new URL(origin);
  if (hostname.endsWith('.alipaydev.com')) return 'sandbox';
  return hostname.endsWith('.alipay.com') ? 'production' : 'other';
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'));
}
