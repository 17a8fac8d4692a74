import type { AxiosResponse } from 'axios';
import type { AttemptResult } from '../policy/attempt-result.js';
import { classifyReply } from '../policy/classify.js';
import { strangeEcho } from '../policy/echo.js';
import { readHttpDate, readSkew } from '../policy/skew.js';
import { canonicalText } from '../protocol/canonical-text.js';
import type { Reply, ReplyNode } from '../protocol/open-reply.js';
import { openReply } from '../protocol/open-reply.js';
import { frameParams, wireRequest } from '../protocol/request.js';
import { signText } from '../protocol/signature.js';
import { formatTimestamp } from '../protocol/timestamp.js';
import type { EngineParts } from './call-context.js';
import type { GatewayCall } from './gateway-call.js';
import { Interruption } from './interruption.js';
import { unsentCause } from './send-failure.js';
import type { SendWatch } from './send-watch.js';
import { createSendWatch } from './send-watch.js';
import type { StopSignal } from './stop-signal.js';
import { withTimeLimit } from './time-limit.js';
import type { textsOf } from './tokens/held-token.js';
import type { SendResult } from './transport.js';

/** What one send came to, before anything is decided. */
export interface SentAttempt {
  readonly result: AttemptResult;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly node?: ReplyNode;
  readonly response?: AxiosResponse;
  readonly traceId?: string;
  readonly certSn?: string;
  /** What to add to our clock, where a verified reply shows that it is wrong, in milliseconds. */
  readonly skewMs?: number;
  /** Set where the caller broke the attempt off. */
  readonly interruption?: Interruption;
}

/** The attempt's own share of a call: which tokens it carries and how long it may take, in milliseconds. */
export interface AttemptOrder {
  readonly tokens: ReturnType<typeof textsOf>;
  readonly limitMs: number;
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
  const { clock, connectTimeoutMs } = parts.settings;
  const watch = createSendWatch(clock, connectTimeoutMs);
  const startedAtMs = clock.now();
  const offsetMs = parts.clockOffsetMs;
  let isSent = false;
  try {
    const sent = await withTimeLimit(clock, order.limitMs, stop, async (signal) => {
      const request = await signRequest(parts, call, order, startedAtMs + offsetMs);
      if (signal.aborted) throw signal.reason;
      isSent = true;
      return call.send(request, signal, watch);
    });
    return readSent(parts, call, sent, { startedAtMs, endedAtMs: clock.now(), offsetMs });
  } catch (error) {
    if (!(error instanceof Interruption)) throw error;
    const span = { startedAtMs, endedAtMs: clock.now() };
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

async function signRequest(
  { settings }: EngineParts,
  call: GatewayCall,
  order: AttemptOrder,
  atMs: number,
): Promise<ReturnType<typeof wireRequest>> {
  const { appId, signType, signKey } = settings;
  const frame = { appId, signType, method: call.method, timestamp: formatTimestamp(atMs) };
  const params = frameParams(frame, call.params, order.tokens);
  return wireRequest(params, await signText(canonicalText(params), signKey, signType));
}

interface Span {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** The offset that the attempt's time stamp was made with. */
  readonly offsetMs: number;
}

function readSent(parts: EngineParts, call: GatewayCall, sent: SendResult, span: Span): SentAttempt {
  const times = { startedAtMs: span.startedAtMs, endedAtMs: span.endedAtMs };
  if (sent.kind !== 'replied') return { result: sent, ...times };
  const { response } = sent;
  const reply = openReply(sent.bytes, call.method, parts.settings.verifier);
  const result = ownResult(classifyReply(reply, response.status, call.method, parts.findRow), reply, call);
  const traceId = headerOf(response, 'trace_id') ?? headerOf(response, 'alipay-trace-id');
  const skewMs = reply.kind === 'verified' ? skewOf(response, span) : undefined;
  return {
    result,
    ...times,
    response,
    ...('node' in reply ? { node: reply.node } : {}),
    ...('certSn' in reply && reply.certSn !== undefined ? { certSn: reply.certSn } : {}),
    ...(traceId === undefined ? {} : { traceId }),
    ...(skewMs === undefined ? {} : { skewMs }),
  };
}

function ownResult(result: AttemptResult, reply: Reply, call: GatewayCall): AttemptResult {
  const isSuccess = result.kind === 'succeeded' || ('answer' in result && result.answer?.code === '10000');
  const strange = isSuccess && 'node' in reply ? strangeEcho(reply.node, call.content()) : undefined;
  if (strange === undefined) return result;
  return { kind: 'unknown', cause: 'malformed', detail: `it speaks of another ${strange}` };
}

// Measured against the clock as the attempt was signed with it: another call may have corrected it meanwhile.
function skewOf(response: AxiosResponse, { startedAtMs, endedAtMs, offsetMs }: Span): number | undefined {
  const moreMs = readSkew({
    sentAtMs: startedAtMs + offsetMs,
    receivedAtMs: endedAtMs + offsetMs,
    gatewayAtMs: readHttpDate(headerOf(response, 'date')),
  });
  return moreMs === undefined ? undefined : moreMs + offsetMs;
}

function headerOf(response: AxiosResponse, name: string): string | undefined {
  const value: unknown = response.headers?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
