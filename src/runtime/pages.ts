import { FAILURE_ADVICE } from '../catalog/failure-advice.js';
import type { Text } from '../catalog/rows.js';
import { AlipayError } from '../errors.js';
import { percentEncode } from '../protocol/charset.js';
import { autoSubmitForm } from '../protocol/html-form.js';
import { invalidInput } from '../protocol/invalid-input.js';
import { GATEWAY_PATH, wireUpload } from '../protocol/request.js';
import { encodeParams } from '../protocol/wire-params.js';
import { bare } from './bare.js';
import type { EngineParts } from './call-context.js';
import { checkKeys, readWord } from './check-keys.js';
import { adviseOn } from './error-words.js';
import type { CallOptions } from './gateway-call.js';
import { checkContent, optionFields, ownFields, readMethod, readTokens } from './read-call.js';
import type { Settings } from './settings.js';
import type { CallTokens, HeldTokens, RefreshObserver } from './tokens/held-token.js';
import { RefreshFailed, textsOf } from './tokens/held-token.js';
import { travelling } from './travelling.js';
import type { SignedParams } from './v2-wire.js';
import { signParams } from './v2-wire.js';

type Fields = Readonly<Record<string, unknown>>;

/** What an order string for an app takes. */
export type SdkOptions = Pick<
  CallOptions,
  'appAuthToken' | 'authToken' | 'notifyUrl' | 'returnUrl' | 'encrypt' | 'params'
>;

/** What a page takes. */
export interface PageOptions extends SdkOptions {
  /** `POST` gives a form that submits itself, `GET` a URL. Default `POST`. */
  readonly verb?: 'GET' | 'POST';
}

/** Requests that somebody else sends: a browser, or an app. */
export interface Pages {
  page(method: string, bizContent: object | string | undefined, options: PageOptions): Promise<string>;
  order(method: string, bizContent: object | string | undefined, options: SdkOptions): Promise<string>;
}

const OPTION_NAMES: readonly (keyof SdkOptions)[] = [
  'appAuthToken',
  'authToken',
  'notifyUrl',
  'returnUrl',
  'encrypt',
  'params',
];

/** Makes them out of the parts of an engine. Source: protocol.md 10. */
export function createPages(parts: EngineParts): Pages {
  const { settings } = parts;
  const sign = async (name: string, method: unknown, content: unknown, said: Fields): Promise<SignedParams> => {
    const fields: Fields = bare({
      ...readParams(said['params']),
      ...optionFields(said),
      biz_content: content,
    });
    checkContent(content);
    const params = travelling(encodeParams(ownFields(fields, settings)), said, settings);
    const wanted = readTokens(fields);
    const own = readMethod(method);
    const held = await findTokens(parts, wanted, name, own);
    return signParams(settings, { method: own, params }, textsOf(held), settings.clock.now() + parts.clockOffsetMs);
  };
  return {
    page: async (method, content, options) => {
      const said = checkKeys(options, 'options', [...OPTION_NAMES, 'verb']);
      const verb = readWord(said['verb'], 'options.verb', ['GET', 'POST'] as const) ?? 'POST';
      const signed = await sign('pageExecute', method, content, said);
      return verb === 'GET' ? urlOf(settings, signed) : formOf(settings, signed);
    },
    order: async (method, content, options) => {
      const signed = await sign('sdkExecute', method, content, checkKeys(options, 'options', OPTION_NAMES));
      return queryOf(settings, signed);
    },
  };
}

async function findTokens(
  { tokens }: EngineParts,
  wanted: CallTokens,
  name: string,
  method: string,
): Promise<HeldTokens> {
  try {
    return await tokens.current(wanted, { callId: name, method, observe: () => UNOBSERVED });
  } catch (error) {
    if (!(error instanceof RefreshFailed)) throw error;
    const advice = adviseOn(FAILURE_ADVICE[error.advice ?? 'reauthorize'], undefined);
    const message = `${name} of ${method} has no token: ${error.because}. ${advice.en} / ${advice.zh}`;
    throw new AlipayError({ code: 'ERR_ALIPAY_TOKEN', outcome: 'not_sent', method, message, attempts: [], advice });
  }
}

const UNOBSERVED: RefreshObserver = { started: () => {}, succeeded: () => {}, failed: () => {} };

function readParams(params: unknown): Fields {
  if (params === undefined) return {};
  if (typeof params === 'object' && params !== null && !Array.isArray(params)) return { ...params };
  throw invalidInput('options.params', NOT_PARAMS);
}

const NOT_PARAMS: Text = {
  en: 'must be an object of wire parameters',
  zh: '应为由接口参数组成的对象',
};

function queryOf({ charset }: Settings, { params, sign }: SignedParams): string {
  const pairs = Object.keys(params).sort();
  const text = pairs.map((name) => `${percentEncode(name, charset)}=${percentEncode(params[name] ?? '', charset)}`);
  return [...text, `sign=${encodeURIComponent(sign)}`].join('&');
}

function urlOf(settings: Settings, signed: SignedParams): string {
  return `${settings.gateway}${GATEWAY_PATH}?${queryOf(settings, signed)}`;
}

// What the system reads stands in the URL, as in a call: the charset must be visible before the body is read.
function formOf(settings: Settings, { params, sign }: SignedParams): string {
  const { query, fields } = wireUpload(params, sign, settings.charset);
  return autoSubmitForm(`${settings.gateway}${GATEWAY_PATH}?${query}`, fields, settings.charset);
}
