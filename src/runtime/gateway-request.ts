import type { InternalAxiosRequestConfig } from 'axios';
import { invalidInput } from '../protocol/invalid-input.js';
import { GATEWAY_PATH } from '../protocol/request.js';

/**
 * The query of a request to the gateway, empty where it has none; `undefined` for a request to anywhere else, which is none
 * of our business. A bare `/gateway.do` without a `baseURL` is the gateway's.
 *
 * @throws TypeError for another path of the gateway's origin, where an unsigned request would only be refused
 */
export function readGatewayQuery(config: InternalAxiosRequestConfig, gateway: string): URLSearchParams | undefined {
  // What createAlipay's own instances ask for, nearly always.
  if (config.baseURL === gateway && config.url === GATEWAY_PATH) return new URLSearchParams();
  const url = fullUrl(config, gateway);
  if (url === undefined) return undefined;
  if (url.origin !== gateway) return passThrough(url, gateway);
  if (url.pathname === GATEWAY_PATH) return url.searchParams;
  throw invalidInput('url', {
    en: `asks the gateway for ${url.pathname}, where nothing is spoken; the path is ${GATEWAY_PATH}`,
    zh: `请求了网关的 ${url.pathname}，该路径不提供服务；正确的路径是 ${GATEWAY_PATH}`,
  });
}

// Anywhere else is none of our business, but the gateway's own host in plain text would carry tokens unsigned.
function passThrough(url: URL, gateway: string): undefined {
  const isPlain = url.protocol === 'http:' && url.pathname === GATEWAY_PATH && `https://${url.hostname}` === gateway;
  if (!isPlain) return undefined;
  throw invalidInput('url', {
    en: `is the gateway over plain http; use ${gateway}${GATEWAY_PATH}`,
    zh: `以明文 http 访问网关；请使用 ${gateway}${GATEWAY_PATH}`,
  });
}

const ABSOLUTE = /^(?:[a-z][a-z\d+.-]*:)?\/\//i;

// The rules by which axios itself puts baseURL and url together.
function fullUrl(config: InternalAxiosRequestConfig, gateway: string): URL | undefined {
  const { baseURL, url = '', allowAbsoluteUrls } = config;
  const isRelative = !ABSOLUTE.test(url) || allowAbsoluteUrls === false;
  if (isRelative && baseURL && url === '') return parse(baseURL);
  if (isRelative && baseURL) return parse(`${baseURL.replace(/\/?\/$/, '')}/${url.replace(/^\/+/, '')}`);
  if (isRelative) return url.split('?')[0] === GATEWAY_PATH ? parse(gateway + url) : undefined;
  return parse(url);
}

function parse(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}
