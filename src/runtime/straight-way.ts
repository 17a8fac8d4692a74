import type { AxiosInstance, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import axios, { AxiosHeaders } from 'axios';
import { isAlipayError } from '../errors.js';
import type { Clock } from './clock.js';
import { elapsedMs } from './clock.js';
import { defaultHeaders } from './default-headers.js';
import { asItIs } from './transport.js';

type Fields = Readonly<Record<string, unknown>>;
type Interceptor = (config: InternalAxiosRequestConfig) => InternalAxiosRequestConfig;

/** What a call of `execute` says beside the defaults of its instance. */
export interface Said {
  readonly url: string;
  readonly baseURL: string;
  readonly alipay: object;
  readonly data: { readonly method: string; readonly biz_content: unknown };
}

/** Makes the config of a POST as axios's core would; `undefined` where only axios's core itself can say what it is. */
export type StraightWay = (said: Said) => InternalAxiosRequestConfig | undefined;

/**
 * The way of a call past axios's core, which takes longer to merge its defaults than the engine takes for all that it does. It is
 * open only where nobody could tell: the instance is as `axios.create` made it, has no interceptor but the engine's, and defaults
 * that are passed on as they are. All of that is looked at anew for each call. Source: axios's core (`Axios.request`,
 * `mergeConfig`, `dispatchRequest`).
 *
 * @param instance as it was made just now, so that its `request` is known to be axios's own
 * @param ours the engine's interceptor
 */
export function createStraightWay(instance: AxiosInstance, ours: Interceptor): StraightWay {
  // The core has its own hold of these two: what is put in their place on the instance means nothing to it.
  const { request, defaults, interceptors } = instance;
  return (said) => {
    const isBare = instance.request === request && hasNoneBut(interceptors, ours);
    return isBare ? configOf(defaults as unknown as Fields, said) : undefined;
  };
}

function hasNoneBut({ request, response }: AxiosInstance['interceptors'], ours: Interceptor): boolean {
  const [first, ...others] = request.handlers ?? [];
  return first?.fulfilled === ours && others.every(isEjected) && response.handlers?.every(isEjected) === true;
}

// axios before 1.19 leaves null in the place of an interceptor that was taken away.
function isEjected(handler: unknown): boolean {
  return handler === null;
}

// Fast objects all the same, where those of `Object.create(null)` are not: nothing that is on Object.prototype is on them.
class Config {}
Object.setPrototypeOf(Config.prototype, null);
Reflect.deleteProperty(Config.prototype, 'constructor');
Object.defineProperty(Config.prototype, 'hasOwnProperty', {
  value: Object.prototype.hasOwnProperty,
  writable: true,
  configurable: true,
});

function configOf(defaults: Fields, said: Said): InternalAxiosRequestConfig | undefined {
  const { headers, transitional } = defaults;
  if (typeof headers !== 'object' || headers === null || !isUsual(transitional)) return undefined;
  if (Object.getOwnPropertySymbols(defaults).length > 0) return undefined;
  const config = new Config() as Record<string, unknown>;
  for (const name of Object.keys(defaults)) {
    if (IN_CORE.has(name)) return undefined;
    const value = defaults[name];
    if (value !== undefined && name !== 'headers') config[name] = copyOf(value);
  }
  const flat = defaultHeaders(headers as AxiosInstance['defaults']['headers'], 'post');
  flat.setContentType('application/x-www-form-urlencoded', false);
  const { method, biz_content: content } = said.data;
  const data = { method, biz_content: copyOf(content) };
  config['allowAbsoluteUrls'] ??= true;
  Object.assign(config, said, OURS, { data, headers: flat, alipay: copyOf(said.alipay) });
  return config as unknown as InternalAxiosRequestConfig;
}

const OURS = { method: 'post', transformRequest: asItIs, transformResponse: asItIs };

// Names by which prototypes are reached; axios's core leaves them out wherever it copies.
const PROTOTYPES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

// What axios's core acts on, refuses, warns of, or puts together with what a call says.
const IN_CORE: ReadonlySet<string> = new Set([
  ...['alipay', 'signal', 'cancelToken', 'params', 'paramsSerializer', 'baseUrl', 'withXsrfToken'],
  ...PROTOTYPES,
]);

// Anything else the core refuses.
function isUsual(transitional: unknown): boolean {
  if (typeof transitional !== 'object' || transitional === null) return transitional === undefined;
  const known = axios.defaults.transitional ?? {};
  return Object.entries(transitional).every(([name, one]) => typeof one === 'boolean' && Object.hasOwn(known, name));
}

/**
 * A copy of plain objects, so that what is told of a call later does not change with an object that its caller goes on using. As
 * axios's core makes it: elements of arrays are handed on, and names by which prototypes are reached are left out.
 *
 * @param room how much is copied at most: what contains itself is handed on, and refused by whoever writes it down
 */
function copyOf(value: unknown, room = { left: MOST_OBJECTS }): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.slice();
  if (!isPlain(value) || room.left === 0) return value;
  room.left--;
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    if (!PROTOTYPES.has(name)) copy[name] = copyOf((value as Fields)[name], room);
  }
  return copy;
}

// No API takes more.
const MOST_OBJECTS = 1000;

// As axios has it: those of another realm are plain as well, and what says by a symbol what it is, is not.
function isPlain(value: object): boolean {
  if (Symbol.toStringTag in value || Symbol.iterator in value) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * What axios's core does around its adapter: makes its headers of those of the response, notes how long it took, and puts below
 * the frames of an error, which are the engine's, those of whoever called.
 */
export async function asInCore(clock: Clock, run: () => Promise<AxiosResponse>): Promise<AxiosResponse> {
  const startedAt = elapsedMs(clock);
  const finish = (response: AxiosResponse): void => {
    response.duration = Math.max(0, Math.round(elapsedMs(clock) - startedAt));
    response.headers = AxiosHeaders.from(response.headers as AxiosHeaders);
  };
  try {
    const response = await run();
    finish(response);
    return response;
  } catch (error) {
    if (isAlipayError(error) && error.response !== undefined) finish(error.response);
    addFrames(error);
    throw error;
  }
}

function addFrames(error: unknown): void {
  if (!(error instanceof Error)) return;
  try {
    const here: { stack?: unknown } = {};
    Error.captureStackTrace(here, addFrames);
    const { stack } = error;
    if (typeof here.stack !== 'string' || typeof stack !== 'string') return;
    const frames = here.stack.split('\n').slice(1).join('\n');
    // One that was thrown here before has them.
    if (frames !== '' && !stack.endsWith(frames)) error.stack = `${stack}\n${frames}`;
  } catch {
    // It is frozen, or a hook of the user's (`Error.prepareStackTrace`) takes only errors: how the call ended matters more.
  }
}
