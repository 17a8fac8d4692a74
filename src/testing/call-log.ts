/** One request as the gateway saw it, and what became of it. */
export interface LogEntry {
  /** Milliseconds since the epoch, by the gateway's clock. */
  readonly atMs: number;
  readonly httpMethod: string;
  /** `''` where the request named none. */
  readonly method: string;
  /** All text parameters as they were received, `sign` included. */
  readonly params: Readonly<Record<string, string>>;
  /** Whether the request came as far as its signature, and it fitted. */
  readonly signatureValid: boolean;
  /** The reply's `code`; `undefined` where there was no business node. */
  readonly code: string | undefined;
  /** The reply's `sub_code`. */
  readonly subCode: string | undefined;
  /** How the reply went out; `none` where it did not, `body` where it was no envelope. */
  readonly replied: 'signed' | 'unsigned' | 'forged' | 'body' | 'none';
  /** The reply's `trace_id` header. */
  readonly traceId: string;
  /** The request's own `timestamp`. */
  readonly timestamp: string | undefined;
}

/** A log entry while its request is being answered. */
export type OpenEntry = { -readonly [Name in keyof LogEntry]: LogEntry[Name] };

/** The newest requests, in the order of their arrival. */
export interface CallLog {
  readonly entries: readonly LogEntry[];
  add(entry: OpenEntry): void;
  clear(): void;
}

/** Creates a log that keeps the newest `limit` entries. */
export function createCallLog(limit: number): CallLog {
  const entries: OpenEntry[] = [];
  return {
    entries,
    add: (entry) => {
      if (limit === 0) return;
      entries.push(entry);
      if (entries.length > limit) entries.shift();
    },
    clear: () => {
      entries.length = 0;
    },
  };
}
