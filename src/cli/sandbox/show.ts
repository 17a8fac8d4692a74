/** Shows what may be shown of a request's parameters; made for one request. */
export type Show = (name: string, value: string) => string;

const WORD = /^[\w.-]{1,16}$/;
const SERIAL = /^[0-9a-f_]{1,200}$/i;

// What is not named here, or does not look as it should, is hidden: a list of secrets would have to know the ones of tomorrow.
const PUBLIC_PARAMS: ReadonlyMap<string, RegExp> = new Map([
  ['alipay_root_cert_sn', SERIAL],
  ['app_cert_sn', SERIAL],
  ['app_id', /^\d{1,32}$/],
  ['charset', WORD],
  ['encrypt_type', WORD],
  ['format', WORD],
  ['grant_type', /^(?:authorization_code|refresh_token)$/],
  ['method', /^[a-z]+(?:\.[a-z]\w*)+$/i],
  ['sign_type', WORD],
  ['timestamp', /^[\d :-]{1,19}$/],
  ['version', WORD],
]);

const PUBLIC_KEYS: ReadonlySet<string> = new Set([
  'amount',
  'auth_no',
  'biz_scene',
  'operation_id',
  'order_title',
  'out_biz_no',
  'out_order_no',
  'out_request_no',
  'out_trade_no',
  'product_code',
  'quantity',
  'refund_amount',
  'refund_reason',
  'scene',
  'subject',
  'timeout_express',
  'total_amount',
  'trade_no',
  'trans_amount',
]);

const URL_PARAMS: ReadonlySet<string> = new Set(['notify_url', 'return_url']);
/** Longer texts are cut, in characters. */
const LONGEST = 1_000;
/** Shorter texts are no secrets, and would be found everywhere. */
const SHORTEST_SECRET = 6;

/**
 * Makes the `Show` of a request: frame and business numbers as they are, URLs without their queries, of all else the length
 * alone. What is hidden in one place is hidden in all of them.
 */
export function createShow(params: Readonly<Record<string, string>>): Show {
  const secrets = new Set<string>();
  for (const [name, value] of Object.entries(params)) {
    if (name === 'biz_content') readContent(value, secrets);
    else if (!isPublic(name, value) && value.length >= SHORTEST_SECRET) secrets.add(value);
  }
  const clean = (text: string): string => {
    let left = text;
    for (const secret of secrets) left = left.replaceAll(secret, dots(secret));
    return left.length > LONGEST ? `${left.slice(0, LONGEST)}…` : left;
  };
  return (name, value) => {
    if (name === 'biz_content') return clean(readContent(value, new Set()));
    if (isPublic(name, value)) return clean(value);
    return URL_PARAMS.has(name) ? clean(withoutQuery(value, secrets)) : dots(value);
  };
}

function isPublic(name: string, value: string): boolean {
  return PUBLIC_PARAMS.get(name)?.test(value) ?? false;
}

/** A parameter's name, unless it is a text that no parameter is called by. */
export function showName(name: string): string {
  return /^[\w.-]{1,64}$/.test(name) ? name : dots(name);
}

/** A URL without its query and its user. */
export function showUrl(text: string): string {
  if (!URL.canParse(text)) return dots(text);
  const { origin, pathname, search } = new URL(text);
  return `${origin}${pathname}${search === '' ? '' : `?${dots(search.slice(1))}`}`;
}

function withoutQuery(value: string, secrets: Set<string>): string {
  // The whole is no secret, as its parts are shown.
  secrets.delete(value);
  return showUrl(value);
}

/** Stands for a text that is not shown. */
export function dots(text: string): string {
  return `•••(${text.length})`;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[-\d][\d.eE+-]*|[A-Za-z]+|[{}[\],:]|\s+/y;

// As it was written, blanks included: re-serialising would hide the very differences that break a signature.
function readContent(text: string, secrets: Set<string>): string {
  let shown = '';
  let key = '';
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const [token] = TOKEN.exec(text) ?? [];
    // What is no JSON, a ciphertext or a percent-encoded text, is hidden as a whole.
    if (token === undefined) return shown + dots(text.slice(at));
    at += token.length;
    if (token.startsWith('"') && /^\s*:/.test(text.slice(at, at + 20))) {
      key = token.slice(1, -1);
      shown += `"${showName(key)}"`;
      continue;
    }
    if (token === '}' || token === ']') key = '';
    const isPlain = /^(?:[{}[\],:]|\s+|true|false|null)$/.test(token);
    if (!isPlain && !PUBLIC_KEYS.has(key)) keepSecret(token, secrets);
    shown += isPlain || PUBLIC_KEYS.has(key) ? token : hidden(token);
  }
  return shown;
}

function keepSecret(token: string, secrets: Set<string>): void {
  const bare = token.startsWith('"') ? token.slice(1, -1) : token;
  if (bare.length >= SHORTEST_SECRET) secrets.add(bare);
}

function hidden(token: string): string {
  return token.startsWith('"') ? `"${dots(token.slice(1, -1))}"` : dots(token);
}
