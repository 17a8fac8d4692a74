import type { InternalAxiosRequestConfig } from 'axios';
import { invalidInput } from '../protocol/invalid-input.js';
import { GATEWAY_PATH } from '../protocol/request.js';
import { V3_PREFIX } from '../protocol/v3-request.js';

/** Where at the gateway a request goes, and in which protocol it is to be spoken. */
export interface GatewayPlace {
  readonly protocol: 'v2' | 'v3';
  readonly path: string;
  /** That of the URL; empty where it has none. */
  readonly query: URLSearchParams;
}

/**
 * Where at the gateway a request goes; `undefined` for a request to anywhere else, which is none of our business. A bare
 * `/gateway.do` or `/v3/...` without a `baseURL` is the gateway's.
 *
 * @throws TypeError for another path of the gateway's origin, where an unsigned request would only be refused
 */
export function readGatewayPlace(config: InternalAxiosRequestConfig, gateway: string): GatewayPlace | undefined {
  // What createAlipay's own instances ask for, nearly always.
  if (config.baseURL === gateway && config.url === GATEWAY_PATH) return V2_PLACE;
  const url = fullUrl(config, gateway);
  if (url === undefined) return undefined;
  if (url.origin !== gateway) return passThrough(url, gateway);
  const { pathname: path, searchParams: query } = url;
  if (path === GATEWAY_PATH) return { protocol: 'v2', path, query };
  if (path.startsWith(V3_PREFIX) && path.length > V3_PREFIX.length) return { protocol: 'v3', path, query };
  throw invalidInput('url', {
    en: `asks the gateway for ${path}, where nothing is spoken; the paths are ${GATEWAY_PATH} and ${V3_PREFIX}...`,
    zh: `请求了网关的 ${path}，该路径不提供服务；正确的路径是 ${GATEWAY_PATH} 或 ${V3_PREFIX}...`,
  });
}

// Anywhere else is none of our business, but the gateway's own host in plain text would carry tokens unsigned.
function passThrough(url: URL, gateway: string): undefined {
  const isOurs = isGatewayPath(url.pathname);
  const isPlain = url.protocol === 'http:' && isOurs && `https://${url.hostname}` === gateway;
  if (!isPlain) return undefined;
  throw invalidInput('url', {
    en: `is the gateway over plain http; use ${gateway}${url.pathname}`,
    zh: `以明文 http 访问网关；请使用 ${gateway}${url.pathname}`,
  });
}

/** Where requests of the v2 protocol go that have no query in their URL. */
export const V2_PLACE: GatewayPlace = { protocol: 'v2', path: GATEWAY_PATH, query: new URLSearchParams() };

const ABSOLUTE = /^(?:[a-z][a-z\d+.-]*:)?\/\//i;

// The rules by which axios itself puts baseURL and url together.
function fullUrl(config: InternalAxiosRequestConfig, gateway: string): URL | undefined {
  const { baseURL, url = '', allowAbsoluteUrls } = config;
  const isRelative = !ABSOLUTE.test(url) || allowAbsoluteUrls === false;
  if (isRelative && baseURL && url === '') return parse(baseURL);
  if (isRelative && baseURL) return parse(`${baseURL.replace(/\/?\/$/, '')}/${url.replace(/^\/+/, '')}`);
  if (isRelative) return isGatewayPath(url.split('?')[0] ?? '') ? parse(gateway + url) : undefined;
  return parse(url);
}

function isGatewayPath(path: string): boolean {
  return path === GATEWAY_PATH || path.startsWith(V3_PREFIX);
}

function parse(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}
