import type { InternalAxiosRequestConfig } from 'axios';
import { findMethod } from '../catalog/find-method.js';
import { encryptContent } from '../protocol/content-cipher.js';
import type { Came } from '../protocol/invalid-input.js';
import { invalidInput, kindOf } from '../protocol/invalid-input.js';
import { encodeContent, parseObject } from '../protocol/json-content.js';
import type { ReplyNode } from '../protocol/open-reply.js';
import { v3MethodOf } from '../protocol/v3-request.js';
import { encodeParams, wellFormed } from '../protocol/wire-params.js';
import { bare } from './bare.js';
import type { GatewayCall } from './gateway-call.js';
import type { GatewayPlace } from './gateway-request.js';
import { checkNumbers, NO_JSON_OBJECT, optionFields, readFields, readToken } from './read-call.js';
import { readOptions, readTerms } from './read-terms.js';
import type { Settings } from './settings.js';
import type { CallTokens } from './tokens/held-token.js';
import { readEncryption } from './travelling.js';
import { checkHeaderToken } from './v3-wire.js';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads an axios request to `/v3/...` into a call: the path names the API, `params` and the URL's query become the query,
 * `data` becomes the JSON body. They are final here, once for all attempts. Source: protocol.md 5.1.
 *
 * @throws TypeError that names what is wrong, before anything is sent
 */
export function readV3Call(
  config: InternalAxiosRequestConfig & { readonly alipay?: unknown },
  { path, query }: GatewayPlace,
  settings: Settings,
  way: Pick<GatewayCall, 'callId' | 'send'>,
): GatewayCall {
  const said = readOptions(config);
  const verb = readVerb(config.method);
  const given = { ...readFields(config.params, 'params'), ...readFields(said['params'], 'alipay.params') };
  const { auth_token: queryToken, ...others } = bare({ ...Object.fromEntries(query), ...given });
  const options = bare(optionFields(said));
  refuseForV3(options);
  const params = encodeParams(others);
  const text = readBody(config.data, verb, said['files'] !== undefined);
  const fields = parseObject(text) ?? {};
  const key = text === '' ? undefined : readEncryption(said, settings);
  const content = { ...params, ...fields };
  checkNumbers(content);
  const method = v3MethodOf(path);
  const asked = new URLSearchParams(params).toString().replaceAll('+', '%20');
  return bare<GatewayCall>({
    callId: way.callId,
    send: way.send,
    method,
    params: {},
    content: () => content as ReplyNode,
    tokens: bare({
      ...readMerchantToken(options['app_auth_token']),
      ...readToken('auth_token', options['auth_token'] ?? queryToken),
    }),
    // GET says that it only reads; what else a verb says is not to be relied upon. Source: protocol.md 8.7.
    ...(verb === 'get' && findMethod(method) === undefined ? { repeat: 'safe' } : {}),
    ...readTerms(config, said, settings),
    v3: {
      verb,
      target: asked === '' ? path : `${path}?${asked}`,
      body: key === undefined ? text : encryptContent(text, key),
      encrypted: key !== undefined,
      asStream: config.responseType === 'stream',
    },
  });
}

function readMerchantToken(value: unknown): CallTokens {
  if (typeof value === 'string') checkHeaderToken(value);
  return readToken('app_auth_token', value);
}

function readVerb(method: string | undefined): string {
  return (method ?? 'get').toLowerCase();
}

const BODILESS: ReadonlySet<string> = new Set(['get', 'head', 'delete']);

function readBody(data: unknown, verb: string, isForm: boolean): string {
  if (data === undefined || data === null || data === '') {
    // What is signed for a form is its data, which is there even where it is empty.
    return isForm || !BODILESS.has(verb) ? '{}' : '';
  }
  if (typeof data !== 'string') {
    const prototype: unknown = typeof data === 'object' ? Object.getPrototypeOf(data) : undefined;
    if (prototype !== Object.prototype && prototype !== null) throw notJson(kindOf(data));
    refuseV2Body(data as Fields);
    return encodeContent(data, 'data');
  }
  const fields = parseObject(data);
  if (fields === undefined) throw notJson(NO_JSON_OBJECT);
  refuseV2Body(fields);
  return wellFormed('data', data);
}

function notJson(came: Came): TypeError {
  return invalidInput('data', {
    en: `must be the business fields as an object, or the JSON text of one, got ${came.en}`,
    zh: `应为业务字段组成的对象，或该对象的 JSON 文本，收到的是${came.zh}`,
  });
}

function refuseV2Body(fields: Fields): void {
  const v2 = ['biz_content', 'method', 'sign_type', 'app_auth_token'].find((name) => Object.hasOwn(fields, name));
  if (v2 === undefined) return;
  throw invalidInput(`data.${v2}`, {
    en: 'is how v2 writes a request; v3 takes the business fields themselves as the body, names the API in the path, and the token in `alipay.appAuthToken`',
    zh: '是 v2（gateway.do）的写法；v3 的请求体就是业务字段本身，接口由路径指定，商户令牌写在 `alipay.appAuthToken`',
  });
}

function refuseForV3(options: Fields): void {
  for (const [wire, name] of [
    ['notify_url', 'notifyUrl'],
    ['return_url', 'returnUrl'],
  ] as const) {
    if (options[wire] === undefined) continue;
    throw invalidInput(`alipay.${name}`, {
      en: `is an option of v2; v3 takes it as a field of the body, write ${wire} into data`,
      zh: `是 v2 的选项；v3 把它放在请求体中，请在 data 中写 ${wire}`,
    });
  }
}
