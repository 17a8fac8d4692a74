import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Charset } from '../protocol/charset.js';
import { encodeText, percentEncode } from '../protocol/charset.js';
import { signBytes } from '../protocol/signature.js';
import { formatTimestamp } from '../protocol/timestamp.js';
import type { Signers } from './signers.js';

/** A notification that the gateway sends until it hears `success`. */
export interface SentNotification {
  readonly notifyId: string;
  readonly url: string;
  /** As they are sent, `sign` included. */
  readonly fields: Readonly<Record<string, string>>;
  /** The body as it is sent. */
  readonly body: string;
  /** Each delivery, by the gateway's clock, and what was answered; `undefined` where nothing came. */
  readonly deliveries: readonly { readonly atMs: number; readonly answer: string | undefined }[];
  /** Whether `success` was heard. */
  readonly delivered: boolean;
  /** Resolves when it was heard, or the gateway has given up. */
  readonly over: Promise<void>;
}

/** How a notification is signed and written. */
export interface NotificationTerms {
  /** `v1` leaves `sign_type` out of the signed text, as payments do; `v2` keeps it. Default `v1`. */
  readonly rule?: 'v1' | 'v2';
  /** Whether empty values are signed; they are sent either way. Default false. */
  readonly signEmpty?: boolean;
  /** What it is written in. Default `utf-8`. */
  readonly charset?: Charset;
}

/** Writes, signs and sends notifications. Source: protocol.md 9.1, 9.2. */
export interface Notifier {
  /** Begins to send one; `url` has to be on this machine. */
  send(url: string, fields: Readonly<Record<string, string>>, terms?: NotificationTerms): Promise<SentNotification>;
  /** Signs and writes fields without sending them: a notification, or the query of a return. */
  write(
    fields: Readonly<Record<string, string>>,
    terms?: NotificationTerms,
  ): Promise<{ readonly fields: Readonly<Record<string, string>>; readonly body: string }>;
  /** All that were begun, in their order. */
  readonly sent: readonly SentNotification[];
}

/** What a notifier takes of its gateway. */
export interface NotifierParts {
  readonly appId: string;
  readonly signers: Signers;
  /** Its clock; one that cannot sleep waits in real time. */
  readonly clock: { now(): number; sleep?(ms: number, signal?: AbortSignal): Promise<void> };
  readonly closing: AbortSignal;
  /** Told of each notification when it is begun and after each delivery. */
  readonly told?: ((notification: SentNotification) => void) | undefined;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The pauses between deliveries, in milliseconds: eight of them in a good day. Source: protocol.md 9.1. */
export const NOTIFY_PAUSES_MS: readonly number[] = [
  4 * MINUTE_MS,
  10 * MINUTE_MS,
  10 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  6 * HOUR_MS,
  15 * HOUR_MS,
];

/** Makes a notifier. */
export function createNotifier(parts: NotifierParts): Notifier {
  const sent: SentNotification[] = [];
  const write: Notifier['write'] = (fields, terms = {}) => writeNotification(parts, fields, terms);
  return {
    sent,
    write,
    send: async (url, fields, terms) => {
      const atMs = parts.clock.now();
      const own = { notify_time: formatTimestamp(atMs), notify_id: newNotifyId(atMs) };
      const written = await write({ ...own, ...fields }, terms);
      const notification = begin(parts, url, written);
      sent.push(notification);
      parts.told?.(notification);
      return notification;
    },
  };
}

function newNotifyId(atMs: number): string {
  return `${formatTimestamp(atMs).replaceAll(/\D/g, '')}${randomBytes(10).toString('hex')}`;
}

async function writeNotification(
  { appId, signers }: NotifierParts,
  given: Readonly<Record<string, string>>,
  { rule = 'v1', signEmpty = false, charset = 'utf-8' }: NotificationTerms,
): Promise<{ readonly fields: Readonly<Record<string, string>>; readonly body: string }> {
  const own = { charset, version: '1.0', app_id: appId, auth_app_id: appId };
  const fields: Record<string, string> = { ...own, ...given };
  const covered = rule === 'v2' ? { ...fields, sign_type: 'RSA2' } : fields;
  const text = Object.entries(covered)
    .filter(([, value]) => signEmpty || value !== '')
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const { key, certSn } = signers.current();
  const all: Record<string, string> = {
    ...fields,
    sign_type: 'RSA2',
    ...(certSn === undefined ? {} : { alipay_cert_sn: certSn }),
    sign: await signBytes(encodeText(text, charset), key, 'RSA2'),
  };
  const pairs = Object.entries(all).map(([name, value]) => `${name}=${percentEncode(value, charset)}`);
  return { fields: all, body: pairs.join('&') };
}

/** Whether a URL is plain http on this machine. */
export function isOnThisMachine(url: string): boolean {
  return /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])[:/]/.test(url);
}

function begin(
  parts: NotifierParts,
  url: string,
  { fields, body }: { readonly fields: Readonly<Record<string, string>>; readonly body: string },
): SentNotification {
  if (!isOnThisMachine(url)) {
    throw new Error(`The test gateway notifies this machine alone, over plain http; got ${url}`);
  }
  const deliveries: { readonly atMs: number; readonly answer: string | undefined }[] = [];
  let isDelivered = false;
  const deliver = async (): Promise<void> => {
    for (const pauseMs of [0, ...NOTIFY_PAUSES_MS]) {
      if (pauseMs > 0) await sleep(parts, pauseMs);
      if (parts.closing.aborted) return;
      const atMs = parts.clock.now();
      const answer = await post(url, body, parts.closing).catch(() => undefined);
      deliveries.push({ atMs, answer });
      isDelivered = answer === 'success';
      parts.told?.(notification);
      if (isDelivered) return;
    }
  };
  const notification: SentNotification = {
    notifyId: fields['notify_id'] ?? '',
    url,
    fields,
    body,
    deliveries,
    get delivered(): boolean {
      return isDelivered;
    },
    over: deliver(),
  };
  return notification;
}

async function sleep({ clock, closing }: NotifierParts, ms: number): Promise<void> {
  const napping =
    clock.sleep === undefined ? delay(ms, undefined, { signal: closing, ref: false }) : clock.sleep(ms, closing);
  await napping.catch(() => undefined);
}

/** Posts a form; resolves to what was answered with 200, and to `undefined` for any other status. */
function post(url: string, body: string, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const headers = {
      'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
    };
    const request = httpRequest(url, { method: 'POST', headers, signal, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve(response.statusCode === 200 ? Buffer.concat(chunks).toString() : undefined));
    });
    request.on('error', reject);
    request.end(body);
  });
}
