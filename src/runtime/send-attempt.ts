import type { AxiosResponse } from 'axios';
import type { AttemptResult } from '../policy/attempt-result.js';
import { classifyReply } from '../policy/classify.js';
import { classifyV3Reply } from '../policy/classify-v3.js';
import { strangeEcho } from '../policy/echo.js';
import { readRetryAfter } from '../policy/retry-after.js';
import { readDateHeader, readSkew } from '../policy/skew.js';
import type { Reply, ReplyNode } from '../protocol/open-reply.js';
import { openReply } from '../protocol/open-reply.js';
import { openV3Reply } from '../protocol/open-v3-reply.js';
import type { EngineParts } from './call-context.js';
import { elapsedMs } from './clock.js';
import type { GatewayCall } from './gateway-call.js';
import type { HttpRequest } from './http-request.js';
import { Interruption } from './interruption.js';
import { readEvents } from './read-events.js';
import { unsentCause } from './send-failure.js';
import { SendWatch } from './send-watch.js';
import type { SentAttempt, TakeOver } from './sent-attempt.js';
import type { Settings } from './settings.js';
import type { StopSignal } from './stop-signal.js';
import type { Unfinished } from './time-limit.js';
import { withTimeLimit } from './time-limit.js';
import type { textsOf } from './tokens/held-token.js';
import type { SendResult } from './transport.js';
import { writeV2 } from './v2-wire.js';
import { writeV3 } from './v3-wire.js';

/** The attempt's own share of a call: which tokens it carries and how long it may take, in milliseconds. */
export interface AttemptOrder {
  readonly tokens: ReturnType<typeof textsOf>;
  readonly limitMs: number;
  /** What to add to our clock to get the gateway's, in milliseconds. */
  readonly offsetMs: number;
  /** What was left of the call's time when it began, in milliseconds. */
  readonly leftMs: number;
  /** Takes it over when its time is up and it is under way. */
  readonly takeOver: TakeOver | undefined;
}

/**
 * Sends a call once: time stamp, signature, send, verification, reading. Every attempt is signed afresh; the content's
 * bytes stay the same. Never rejects for anything that can happen on a network.
 */
export async function sendAttempt(
  parts: EngineParts,
  call: GatewayCall,
  order: AttemptOrder,
  stop: StopSignal,
): Promise<SentAttempt> {
  const { clock, connectTimeoutMs, lateReplyMs } = parts.settings;
  const watch = new SendWatch(clock, connectTimeoutMs);
  const beganMs = elapsedMs(clock);
  const startedAtMs = clock.now();
  let isSent = false;
  const send = async (own: StopSignal): Promise<SentRequest> => {
    const request = await writeRequest(parts.settings, call, order.tokens, startedAtMs + order.offsetMs);
    if (own.reason !== undefined) throw own.reason;
    isSent = true;
    return { request, sent: await call.send(request, own, watch), own };
  };
  const read = ({ request, sent, own }: SentRequest, isLate: boolean): SentAttempt | Promise<SentAttempt> => {
    const tookMs = elapsedMs(clock) - beganMs;
    const span = { startedAtMs, endedAtMs: clock.now(), offsetMs: order.offsetMs, tookMs };
    // Who listens on to a late one breaks it off by its own stop, and may do so when the call itself is over.
    const terms = isLate ? { leftMs: lateReplyMs, stop: own } : { leftMs: order.leftMs - tookMs, stop };
    return readSent({ parts, call, request, ...terms }, sent, span);
  };
  const takeOver = (unfinished: Unfinished<SentRequest>): boolean => {
    // One of a bounded number of connections goes to whoever waits for it.
    if (order.takeOver === undefined || watch.isBounded) return false;
    if (!isSent || unsentCause(watch.phase(), true) !== undefined) return false;
    watch.letGo();
    return order.takeOver({ ...unfinished, end: unfinished.end.then((sent) => read(sent, true)) });
  };
  try {
    return await read(await withTimeLimit(clock, order.limitMs, stop, send, takeOver), false);
  } catch (error) {
    if (!(error instanceof Interruption)) throw error;
    const span = { startedAtMs, endedAtMs: clock.now(), offsetMs: order.offsetMs };
    const result = isSent ? brokenOff(watch, error) : UNSENT;
    return { result, ...span, ...(error.kind === 'time-up' ? {} : { interruption: error }) };
  }
}

const UNSENT: AttemptResult = { kind: 'not_sent', cause: 'not-written' };

function brokenOff(watch: SendWatch, { kind }: Interruption): AttemptResult {
  const isTimeUp = kind === 'time-up';
  const unsent = unsentCause(watch.phase(), isTimeUp);
  if (unsent !== undefined) return { kind: 'not_sent', cause: unsent };
  return { kind: 'unknown', cause: isTimeUp ? 'timeout' : 'canceled' };
}

function writeRequest(
  settings: Settings,
  call: GatewayCall,
  tokens: AttemptOrder['tokens'],
  atMs: number,
): Promise<HttpRequest> {
  const { v3 } = call;
  return v3 === undefined ? writeV2(settings, call, tokens, atMs) : writeV3(settings, { ...call, v3 }, tokens, atMs);
}

interface SentRequest {
  readonly request: HttpRequest;
  readonly sent: SendResult;
  /** The stop of this attempt alone. */
  readonly own: StopSignal;
}

interface Span {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** The offset that the attempt's time stamp was made with. */
  readonly offsetMs: number;
  /** By a clock that nobody sets, in milliseconds. */
  readonly tookMs: number;
}

interface Sending {
  readonly parts: EngineParts;
  readonly call: GatewayCall;
  readonly request: HttpRequest;
  /** What is left of the call's time, in milliseconds. */
  readonly leftMs: number;
  readonly stop: StopSignal;
}

/** Reads what came; a promise only where a certificate has to be fetched first. */
function readSent(sending: Sending, sent: SendResult, span: Span): SentAttempt | Promise<SentAttempt> {
  const times = { startedAtMs: span.startedAtMs, endedAtMs: span.endedAtMs, offsetMs: span.offsetMs };
  if (sent.kind === 'streams') return { ...readStream(sending, sent), ...times };
  if (sent.kind !== 'replied') return { result: sent, ...times };
  const opened = openSent(sending, sent);
  if (!(opened instanceof Promise)) return judgeReply(sending, sent, span, opened);
  return opened.then((reply) => judgeReply(sending, sent, span, reply));
}

function judgeReply(sending: Sending, { response }: Replied, span: Span, reply: Reply): SentAttempt {
  const { parts, call, request } = sending;
  const classify = call.v3 === undefined ? classifyReply : classifyV3Reply;
  const result = ownResult(classify(reply, response.status, call.method, parts.findRow), reply, call);
  const traceId = headerOf(response, 'trace_id') ?? headerOf(response, 'alipay-trace-id');
  const skewMs = tellsTime(reply, result, call) ? skewOf(response, span, parts.settings.clockSkewMs) : undefined;
  const retryAfterMs = retryAfterOf(response, result, span);
  return {
    result,
    startedAtMs: span.startedAtMs,
    endedAtMs: span.endedAtMs,
    offsetMs: span.offsetMs,
    response,
    ...('node' in reply ? { node: reply.node } : {}),
    ...('certSn' in reply && reply.certSn !== undefined ? { certSn: reply.certSn } : {}),
    ...(traceId === undefined ? {} : { traceId }),
    ...(result.kind === 'refused' && request.params !== undefined ? { params: request.params } : {}),
    ...(skewMs === undefined ? {} : { skewMs }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

type Replied = Extract<SendResult, { kind: 'replied' }>;

/** Opens a reply, and once more where the certificate that signed it has to be fetched first. Source: protocol.md 3.3. */
function openSent({ parts, call, leftMs, stop }: Sending, sent: Replied): Reply | Promise<Reply> {
  const { certificates, settings } = parts;
  const open = (): Reply => {
    const verifier = call.verifier ?? certificates.verifier;
    if (call.v3 === undefined) return openReply(sent.bytes, call.method, verifier);
    return openV3Reply({ bytes: sent.bytes, header: (name) => headerOf(sent.response, name) }, verifier);
  };
  const reply = open();
  // Whoever brings a verifier is the download itself.
  if (reply.kind !== 'stranger' || call.verifier !== undefined || leftMs <= 0) return reply;
  const learning = withTimeLimit(settings.clock, leftMs, stop, () => certificates.learn(reply.certSn, 'gateway'));
  return learning.then((isKnown) => (isKnown ? open() : reply));
}

// Events are signed by nobody: whoever asks for them is told so. Source: protocol.md 5.2.
function readStream(
  { parts, call }: Sending,
  { stream, response }: Extract<SendResult, { kind: 'streams' }>,
): Pick<SentAttempt, 'result' | 'node' | 'response' | 'traceId'> {
  const row = parts.findRow('10000', undefined, call.method);
  const traceId = headerOf(response, 'alipay-trace-id');
  return {
    result: { kind: 'succeeded', answer: { code: '10000', signed: false, row }, pending: false },
    response,
    node: readEvents(stream) as unknown as ReplyNode,
    ...(traceId === undefined ? {} : { traceId }),
  };
}

function ownResult(result: AttemptResult, reply: Reply, call: GatewayCall): AttemptResult {
  const isSuccess = result.kind === 'succeeded' || ('answer' in result && result.answer?.code === '10000');
  const strange = isSuccess && 'node' in reply ? strangeEcho(reply.node, call.content()) : undefined;
  if (strange === undefined) return result;
  return { kind: 'unknown', cause: 'malformed', detail: `it speaks of another ${strange}` };
}

// v3 signs no refusals, and one about the time has to be believed for its time. Source: protocol.md 5.2.
function tellsTime(reply: Reply, result: AttemptResult, call: GatewayCall): boolean {
  if (reply.kind === 'verified') return true;
  return call.v3 !== undefined && result.kind === 'refused' && result.answer.row.clock === true;
}

// Measured against the clock as the attempt was signed with it: another call may have corrected it meanwhile.
function skewOf(response: AxiosResponse, span: Span, thresholdMs: number | undefined): number | undefined {
  const { startedAtMs, endedAtMs, offsetMs, tookMs } = span;
  // What has lain in a cache tells the time at which it got there. Source: resilience.md 1.1.
  const age = headerOf(response, 'age');
  if (thresholdMs === undefined || (age !== undefined && age !== '0')) return undefined;
  const sample = {
    sentAtMs: startedAtMs + offsetMs,
    receivedAtMs: endedAtMs + offsetMs,
    gatewayAtMs: readDateHeader(headerOf(response, 'date')),
    tookMs,
  };
  const moreMs = readSkew(sample, thresholdMs);
  return moreMs === undefined ? undefined : moreMs + offsetMs;
}

function retryAfterOf(response: AxiosResponse, result: AttemptResult, span: Span): number | undefined {
  const isThrottled = 'answer' in result && result.answer?.row.action === 'throttle';
  if (!isThrottled && response.status !== 429 && response.status !== 503) return undefined;
  const gatewayAtMs = readDateHeader(headerOf(response, 'date')) ?? span.endedAtMs + span.offsetMs;
  return readRetryAfter(headerOf(response, 'retry-after'), gatewayAtMs);
}

function headerOf(response: AxiosResponse, name: string): string | undefined {
  const value: unknown = response.headers?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
