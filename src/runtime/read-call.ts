import type { InternalAxiosRequestConfig } from 'axios';
import { CALLER_KEYS } from '../catalog/methods.js';
import type { TokenKind } from '../catalog/rows.js';
import { invalidInput, kindOf, quoteSafe } from '../protocol/invalid-input.js';
import { parseObject } from '../protocol/json-content.js';
import type { ReplyNode } from '../protocol/open-reply.js';
import { FRAME_NAMES } from '../protocol/request.js';
import type { WireParams } from '../protocol/wire-params.js';
import { encodeParams, wellFormed } from '../protocol/wire-params.js';
import { bare } from './bare.js';
import { readText } from './check-keys.js';
import type { CallOptions, GatewayCall } from './gateway-call.js';
import type { GatewayPlace } from './gateway-request.js';
import { NO_OPTIONS, readOptions, readTerms } from './read-terms.js';
import { refusePage } from './refuse-page.js';
import type { Settings } from './settings.js';
import type { CallTokens } from './tokens/held-token.js';
import { NO_TOKENS } from './tokens/held-token.js';
import { readOwner } from './tokens/read-owner.js';
import { travelling } from './travelling.js';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads an axios request to the gateway into a call: parameters out of the URL's query, `params` and `data`, and what
 * `config.alipay` says, which comes last and wins. The content becomes its final text here, once for all attempts.
 *
 * @throws TypeError that names what is wrong, before anything is sent
 */
export function readCall(
  config: InternalAxiosRequestConfig & { readonly alipay?: unknown },
  { query }: GatewayPlace,
  settings: Settings,
  way: Pick<GatewayCall, 'callId' | 'send'>,
): GatewayCall {
  const said = readOptions(config);
  const given: Fields = Object.assign(
    Object.create(null),
    query.size === 0 ? undefined : Object.fromEntries(query),
    readFields(config.params, 'params'),
    readFields(config.data, 'data'),
    readFields(said['params'], 'alipay.params'),
    optionFields(said),
  );
  const method = readMethod(given['method']);
  refusePage(method);
  checkContent(given['biz_content']);
  const params = encodeParams(ownFields(given, settings));
  return bare({
    callId: way.callId,
    send: way.send,
    method,
    params: travelling(params, said, settings),
    content: contentOf(params),
    tokens: readTokens(given),
    ...readTerms(config, said, settings),
  });
}

/** The fields of an axios request: a plain object, or URLSearchParams. */
export function readFields(value: unknown, name: string): Fields {
  if (value === undefined || value === null) return NO_OPTIONS;
  if (value instanceof URLSearchParams) return Object.fromEntries(value);
  const prototype: unknown = typeof value === 'object' ? Object.getPrototypeOf(value) : undefined;
  if (prototype === Object.prototype || prototype === null) return value as Fields;
  throw invalidInput(name, {
    en: `must be an object of wire parameters such as { method, biz_content }, got ${kindOf(value).en}`,
    zh: `应为由接口参数组成的对象，例如 { method, biz_content }，收到的是${kindOf(value).zh}`,
  });
}

/** The wire parameters that call options stand for. */
export function optionFields(said: Fields): Fields {
  if (said === NO_OPTIONS) return NO_OPTIONS;
  const text = (name: keyof CallOptions, wireName: string): Fields => {
    const value = readText(said[name], `alipay.${name}`);
    return value === undefined ? {} : { [wireName]: value };
  };
  return {
    ...tokenOption(said, 'appAuthToken', 'app_auth_token'),
    ...tokenOption(said, 'authToken', 'auth_token'),
    ...text('notifyUrl', 'notify_url'),
    ...text('returnUrl', 'return_url'),
  };
}

// Which token it is, is read with the rest of the call.
function tokenOption(said: Fields, name: 'appAuthToken' | 'authToken', wireName: TokenKind): Fields {
  const value = said[name];
  if (typeof value === 'object' && value !== null) return { [wireName]: { owner: readOwner(value, `alipay.${name}`) } };
  const text = readText(value, `alipay.${name}`);
  return text === undefined ? {} : { [wireName]: text };
}

/** The name of an API method.
 *
 * @throws TypeError where it is none
 */
export function readMethod(method: unknown): string {
  if (typeof method === 'string' && /^[A-Za-z][\w.-]*$/.test(method)) return method;
  const came = quoteSafe(method);
  throw invalidInput('method', {
    en: `must be the name of an API such as alipay.trade.query, got ${came.en}`,
    zh: `应为接口名称，例如 alipay.trade.query，收到的是${came.zh}`,
  });
}

/** The tokens among the fields of a call. */
export function readTokens({ app_auth_token: app, auth_token: user }: Fields): CallTokens {
  if (app === undefined && user === undefined) return NO_TOKENS;
  return bare({ ...readToken('app_auth_token', app), ...readToken('auth_token', user) });
}

/** One of the tokens of a call, by its wire name; empty where there is none. */
export function readToken(name: TokenKind, value: unknown): CallTokens {
  if (value === undefined || value === null || value === '') return {};
  if (typeof value === 'string') return { [name]: wellFormed(name, value) };
  return { [name]: { owner: readOwner(value, name) } };
}

/**
 * Refuses a content that is none; it may come as JSON text, which is sent as it came.
 *
 * @throws TypeError
 */
export function checkContent(content: unknown): void {
  if (content === undefined || content === null || content === '') return;
  const isObject = typeof content === 'object' && !Array.isArray(content);
  const fields = typeof content === 'string' ? parseObject(content) : isObject ? (content as Fields) : undefined;
  if (fields !== undefined) {
    checkNumbers(fields);
    return;
  }
  const came = typeof content === 'string' ? NO_JSON_OBJECT : kindOf(content);
  throw invalidInput('biz_content', {
    en: `must be an object, or the JSON text of one, got ${came.en}`,
    zh: `应为对象，或该对象的 JSON 文本，收到的是${came.zh}`,
  });
}

/** What came, where it is a text and not the JSON text of an object. */
export const NO_JSON_OBJECT = { en: 'a text that is not a JSON object', zh: '无法读作 JSON 对象的文本' };

// A number of 17 digits is another one by the time that JavaScript has read it, and a question would ask about that one.
/** Refuses keys that are numbers too long to be held. */
export function checkNumbers(content: Fields): void {
  for (const name of [...CALLER_KEYS, 'trade_no']) {
    const value = content[name];
    if (typeof value !== 'number' || Number.isSafeInteger(value)) continue;
    throw invalidInput(`biz_content: ${name}`, {
      en: 'is a number with more digits than JavaScript can hold; write it as a string',
      zh: '的位数超出 JavaScript 数字的精度；请改为字符串',
    });
  }
}

// Read from the very bytes that are sent, and only when somebody asks: a key that stands anywhere else is none to the
// gateway, and would make a repeat a second payment.
function contentOf(params: WireParams): () => ReplyNode {
  let read: ReplyNode | undefined;
  return () => {
    const text = params['biz_content'];
    read ??= text === undefined ? params : (parseObject(text) ?? {});
    return read;
  };
}

/**
 * What travels as a parameter of its own. What is signed for every request is set in one place: a caller's own would be
 * overwritten in silence.
 *
 * @throws TypeError for a name that is not the caller's to set, or that no gateway reads
 */
export function ownFields(given: Fields, { appId }: Settings): Fields {
  const own: Record<string, unknown> = Object.create(null);
  for (const name of Object.keys(given)) {
    const value = given[name];
    if (SEPARATE.has(name) || (name === 'app_id' && value === appId)) continue;
    if (FRAME_NAMES.has(name)) throw frameName(name);
    const right = CAMEL_CASE.get(name);
    if (right !== undefined) throw wireName(name, right);
    own[name] = value;
  }
  return own;
}

const SEPARATE: ReadonlySet<string> = new Set(['method', 'app_auth_token', 'auth_token']);

// How other clients and our own call options spell them; on the wire they would be parameters that nobody reads.
const CAMEL_CASE: ReadonlyMap<string, string> = new Map([
  ['bizContent', 'biz_content'],
  ['appAuthToken', 'app_auth_token'],
  ['authToken', 'auth_token'],
  ['notifyUrl', 'notify_url'],
  ['returnUrl', 'return_url'],
]);

function wireName(wrong: string, right: string): TypeError {
  return invalidInput(wrong, {
    en: `is no wire parameter; the data of a request takes wire names, write ${right}`,
    zh: `不是接口参数名；请求数据使用网关的参数名，请写 ${right}`,
  });
}

function frameName(name: string): TypeError {
  return invalidInput(name, {
    en: 'is set and signed by this library for every attempt; leave it out',
    zh: '由本库在每次发送时填写并签名，请不要传入',
  });
}
