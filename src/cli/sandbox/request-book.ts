import type { KeyObject } from 'node:crypto';
import { findCode } from '../../catalog/find-code.js';
import { signedPairs } from '../../diagnosis/pairs.js';
import { parseTimestamp } from '../../protocol/timestamp.js';
import type { LogEntry } from '../../testing/index.js';
import { diagnoseSignature } from './diagnose-signature.js';
import { markDifference, plainParts } from './mark-difference.js';
import { createShow } from './show.js';
import type { Part, RequestView, Trouble, Why } from './views.js';

/** A request that is being answered. */
export interface OpenRequest {
  /** Its reply is out, or will never be. */
  close(durationMs: number, troubles: readonly Trouble[]): void;
}

/** The newest requests, as the page shows them. */
export interface RequestBook {
  open(entry: LogEntry): OpenRequest;
  clear(): void;
  readonly views: readonly RequestView[];
}

/** What a book takes. */
export interface RequestBookOptions {
  /** What signatures are verified with. */
  readonly appKey: KeyObject;
  /** How many requests are kept. */
  readonly limit: number;
  /** Told of each request when it comes, and again when it is over. */
  readonly told: (view: RequestView) => void;
}

/** Creates an empty book. */
export function createRequestBook({ appKey, limit, told }: RequestBookOptions): RequestBook {
  const views = new Map<number, RequestView>();
  let count = 0;
  const put = (view: RequestView): void => {
    views.set(view.id, view);
    told(view);
  };
  return {
    open: (entry) => {
      const id = ++count;
      const [oldest] = views.keys();
      if (views.size === limit && oldest !== undefined) views.delete(oldest);
      const show = createShow(entry.params);
      const parts = plainParts(signedPairs(entry.params), show);
      const method = entry.method === '' ? '' : show('method', entry.method);
      const { atMs, httpMethod } = entry;
      // Before the gateway has looked, nothing is known of it.
      const came = { id, atMs, httpMethod, method, parts, isVerified: false, why: undefined };
      const open = { code: undefined, subCode: undefined, meaning: undefined, troubles: [], durationMs: undefined };
      put({ ...came, ...open });
      return {
        close: (durationMs, troubles) => {
          const verdict = entry.signatureValid ? { why: undefined, parts } : verdictOf(entry, appKey, parts);
          // It may have left the book by now.
          if (views.has(id)) put({ ...came, ...answerOf(entry), ...verdict, troubles, durationMs });
        },
      };
    },
    clear: () => views.clear(),
    get views(): readonly RequestView[] {
      return [...views.values()];
    },
  };
}

function answerOf(entry: LogEntry): Pick<RequestView, 'isVerified' | 'code' | 'subCode' | 'meaning'> {
  const { code, subCode, signatureValid: isVerified } = entry;
  return { isVerified, code, subCode, meaning: meaningOf(entry) };
}

function meaningOf({ code, subCode, method }: LogEntry): RequestView['meaning'] {
  if (code === undefined || code === '10000') return undefined;
  const { zh, en } = findCode(code, subCode, method).meaning;
  return { zh, en };
}

function verdictOf(
  entry: LogEntry,
  appKey: KeyObject,
  parts: readonly Part[],
): { readonly why: Why; readonly parts: readonly Part[] } {
  const { params, subCode, atMs } = entry;
  if (subCode === 'isv.invalid-timestamp') {
    const saidMs = parseTimestamp(params['timestamp'] ?? '');
    const why: Why = saidMs === undefined ? { kind: 'code' } : { kind: 'clock', offMs: saidMs - atMs };
    return { parts, why };
  }
  // Of v3, where a header is signed, the log does not hold the signature.
  if (subCode !== 'isv.invalid-signature' || params['sign'] === undefined) return { parts, why: { kind: 'code' } };
  const { cause, signed } = diagnoseSignature(params, appKey);
  if (signed === undefined) return { parts, why: { kind: 'signature', cause, client: undefined } };
  const marked = markDifference(signedPairs(params), signed, createShow(params));
  return { parts: marked.gateway, why: { kind: 'signature', cause, client: marked.client } };
}
