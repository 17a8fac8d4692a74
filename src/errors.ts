import { inspect } from 'node:util';
import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { AxiosError } from 'axios';
import type { Text } from './catalog/rows.js';
import type { Finding } from './diagnosis/finding.js';
import type { ErrorCode, Exhausted, Outcome } from './policy/outcome.js';
import type { AttemptRecord } from './runtime/attempt-record.js';

/** What to do about an error, in both languages, and where to read on. */
export interface Advice extends Text {
  /** The gateway's own page about this very call, where the reply had a trace id; else the page of its codes. */
  readonly url: string;
}

/** What an `AlipayError` is made of. */
export interface AlipayErrorParts {
  readonly code: ErrorCode;
  readonly message: string;
  readonly outcome: Outcome;
  readonly method: string;
  readonly attempts: readonly AttemptRecord[];
  readonly advice: Advice;
  readonly gatewayCode?: string;
  readonly gatewayMsg?: string;
  readonly subCode?: string;
  readonly subMsg?: string;
  readonly traceId?: string;
  readonly reauthorize?: boolean;
  readonly exhausted?: Exhausted;
  readonly findings?: readonly Finding[];
  readonly cause?: Error;
  readonly config?: InternalAxiosRequestConfig;
  readonly request?: unknown;
  readonly response?: AxiosResponse;
}

const BRAND: unique symbol = Symbol.for('alipay-axios.AlipayError');

const SHOWN = [
  'name',
  'message',
  'code',
  'outcome',
  'method',
  'gatewayCode',
  'gatewayMsg',
  'subCode',
  'subMsg',
  'traceId',
  'reauthorize',
  'exhausted',
  'status',
  'findings',
  'advice',
  'attempts',
] as const;

/**
 * A call that failed. It is an `AxiosError`, so handlers that ask `isAxiosError` go on working; it is safe to log:
 * `toJSON`, `inspect` and `message` show the fields below and nothing else, and `config`, `request` and `response`, which
 * may hold secrets of the caller's, are there for whoever asks but not enumerable. Source: design.md 3.
 */
export class AlipayError extends AxiosError {
  /** What failed; see `ErrorCode`. */
  override readonly code: ErrorCode;
  /** What is known about the call; see `Outcome`. */
  readonly outcome: Outcome;
  /** The method's dotted name. */
  readonly method: string;
  /** One record for each attempt. */
  readonly attempts: readonly AttemptRecord[];
  /** What to do, in Chinese and in English. */
  readonly advice: Advice;
  /** The gateway's `code`, where a reply was read. */
  readonly gatewayCode?: string;
  /** The gateway's `msg`. */
  readonly gatewayMsg?: string;
  /** The gateway's `sub_code`, where it gave one. */
  readonly subCode?: string;
  /** The gateway's `sub_msg`, without the request's own text that it sometimes quotes. */
  readonly subMsg?: string;
  /** The gateway's id of the last reply. */
  readonly traceId?: string;
  /** True where nothing helps but that the merchant or user authorises again; left out otherwise. */
  readonly reauthorize?: boolean;
  /** What ran out, where that ended the call and not a reply alone: see `Exhausted`. */
  readonly exhausted?: Exhausted;
  /**
   * What the call most likely failed for, where a set-up or a request changed on its way can be the reason: the likeliest cause
   * first, at least one; left out otherwise. Nothing secret is in them.
   */
  readonly findings?: readonly Finding[];

  constructor(parts: AlipayErrorParts) {
    super(parts.message, parts.code);
    this.name = 'AlipayError';
    this.code = parts.code;
    this.outcome = parts.outcome;
    this.method = parts.method;
    this.attempts = parts.attempts;
    this.advice = parts.advice;
    if (parts.gatewayCode !== undefined) this.gatewayCode = parts.gatewayCode;
    if (parts.gatewayMsg !== undefined) this.gatewayMsg = parts.gatewayMsg;
    if (parts.subCode !== undefined) this.subCode = parts.subCode;
    if (parts.subMsg !== undefined) this.subMsg = parts.subMsg;
    if (parts.traceId !== undefined) this.traceId = parts.traceId;
    if (parts.reauthorize === true) this.reauthorize = true;
    if (parts.exhausted !== undefined) this.exhausted = parts.exhausted;
    if (parts.findings !== undefined && parts.findings.length > 0) this.findings = parts.findings;
    if (parts.response !== undefined) this.status = parts.response.status;
    hide(this, 'cause', parts.cause);
    hide(this, 'config', parts.config);
    hide(this, 'request', parts.request);
    hide(this, 'response', parts.response);
    hide(this, BRAND, true);
    // axios.isCancel() asks for this mark, and axios itself would otherwise put its own error in our place.
    if (parts.code === 'ERR_ALIPAY_CANCELED') hide(this, '__CANCEL__', true);
    hide(this, 'toJSON', () => shown(this));
    hide(this, inspect.custom, (_depth: number, options: object) => printed(this, options));
  }
}

/** Whether a value is an `AlipayError`, also one of another copy of this package. */
export function isAlipayError(value: unknown): value is AlipayError {
  return typeof value === 'object' && value !== null && BRAND in value;
}

/** Gives an error the config of the request as the caller made it: there for whoever asks, not enumerable. */
export function attachContext(error: AlipayError, config: InternalAxiosRequestConfig): void {
  hide(error, 'config', config);
  const { response } = error;
  if (response === undefined) return;
  hide(error, 'request', response.request);
  response.config = config;
}

function hide(error: object, key: PropertyKey, value: unknown): void {
  if (value === undefined) return;
  Object.defineProperty(error, key, { value, enumerable: false, writable: true, configurable: true });
}

function printed(error: AlipayError, options: object): string {
  const { name: _name, message: _message, ...fields } = shown(error);
  return `${error.stack} ${inspect(fields, options)}`;
}

function shown(error: AlipayError): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const key of SHOWN) if (error[key] !== undefined) fields[key] = error[key];
  // By its name alone: its text is somebody else's, and whoever wants it can ask for it.
  if (error.cause !== undefined) fields['cause'] = error.cause.name;
  return fields;
}
