/** Whether the gateway gets the request and does its work before the fault. */
interface Runs {
  readonly run: boolean;
}

/** What an answer from in front of the gateway can have beside its status. */
export interface StatusTerms {
  /** Default empty. */
  readonly body?: string;
  /** Default none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the gateway has done its work. Default false. */
  readonly run?: boolean;
}

// One member for each kind, so that a switch can tell them apart.
type Each<Kind extends string, Terms = unknown> = Kind extends string ? { readonly kind: Kind } & Terms : never;

/** A fault as plain data, which can be sent to a server in another process; see `faults` for what each does. */
export type Fault =
  | Each<'pass' | 'resetOnAccept' | 'resetAfterHead' | 'resetInBody' | 'halfReply' | 'headOnly' | 'truncatedJson'>
  | Each<'wrongSignature' | 'unsignedSuccess' | 'replay' | 'staleKeepAlive' | 'idleClose' | 'shortLength'>
  | Each<'longLength' | 'notHttp' | 'earlyHints'>
  | Each<'resetAfterRequest' | 'closeWithoutReply' | 'silence', Runs>
  | Each<'drip', { readonly everyMs: number }>
  | Each<'slowHead', { readonly ms: number }>
  | Each<'oversized' | 'gzipBomb', { readonly bytes: number }>
  | Each<'status', Required<StatusTerms> & { readonly status: number }>;

/** The name of a fault. */
export type FaultKind = Fault['kind'];

const status = (code: number, body: string, headers: Readonly<Record<string, string>>, run: boolean): Fault => ({
  kind: 'status',
  status: code,
  body,
  headers,
  run,
});

/** The faults, each made by a function of its name. Where it says "ran", the ledger has it. */
export interface Faults {
  /** None: the gateway's own reply. Ran. */
  pass(): Fault;
  /** The connection is reset as soon as it is there; for the next connection, from the general queue. Not reached. */
  resetOnAccept(): Fault;
  /** Reset when the head of the request has been read. Not reached. */
  resetAfterHead(): Fault;
  /** Reset when part of the body has been read. Not reached. */
  resetInBody(): Fault;
  /** Reset after the whole request, before or (`run`) after the ledger took it. */
  resetAfterRequest(options: Runs): Fault;
  /** Closed in good order without a reply; with `run` the ledger took it. */
  closeWithoutReply(options: Runs): Fault;
  /** No reply, and the connection stays open; with `run` the ledger took it. */
  silence(options: Runs): Fault;
  /** The head and half of the body of the real reply, then a reset. Ran. */
  halfReply(): Fault;
  /** The head of the real reply, then closed in good order. Ran. */
  headOnly(): Fault;
  /** The real reply byte by byte, one every so many milliseconds. Ran. */
  drip(everyMs: number): Fault;
  /** The real reply, begun only after so many milliseconds. Ran. */
  slowHead(ms: number): Fault;
  /** A whole HTTP reply whose JSON ends in the middle. Ran. */
  truncatedJson(): Fault;
  /** The real reply with a signature that does not fit. Ran. */
  wrongSignature(): Fault;
  /** The real reply without its signature. Ran. */
  unsignedSuccess(): Fault;
  /** The last signed reply to this method once more, whatever was asked; the real one where there is none. Not reached. */
  replay(): Fault;
  /** The real reply; the next request on its connection is read and answered with a reset. Ran. */
  staleKeepAlive(): Fault;
  /** The real reply, which promises to keep the connection, and then the connection is closed. Ran. */
  idleClose(): Fault;
  /** The real reply with a content-length that is too short. Ran. */
  shortLength(): Fault;
  /** The real reply with a content-length that is too long, then closed. Ran. */
  longLength(): Fault;
  /** Something that is not HTTP, then closed. Ran. */
  notHttp(): Fault;
  /** A 103 before the real reply, which is no fault. Ran. */
  earlyHints(): Fault;
  /** An answer from in front of the gateway. Ran only with `run`. */
  status(code: number, options?: StatusTerms): Fault;
  /** 500 with nothing. Not reached, or with `run` the ledger took it. */
  http500(options?: Runs): Fault;
  /** 502 with a page of HTML. Not reached, or with `run` the ledger took it. */
  badGateway(options?: Runs): Fault;
  /** 302 to somewhere else. Not reached. */
  redirect(to: string, code?: number): Fault;
  /** 429 or 503 with a Retry-After, of which `RETRY_AFTER_FORMS` has all forms. Not reached. */
  throttled(code: 429 | 503, retryAfter: string | undefined): Fault;
  /** A reply of so many bytes, in chunks. Ran. */
  oversized(bytes: number): Fault;
  /** A small reply that unpacks to so many bytes. Ran. */
  gzipBomb(bytes: number): Fault;
}

/** The faults; see `Faults`. */
export const faults: Faults = {
  pass: () => ({ kind: 'pass' }),
  resetOnAccept: () => ({ kind: 'resetOnAccept' }),
  resetAfterHead: () => ({ kind: 'resetAfterHead' }),
  resetInBody: () => ({ kind: 'resetInBody' }),
  resetAfterRequest: ({ run }: Runs): Fault => ({ kind: 'resetAfterRequest', run }),
  closeWithoutReply: ({ run }: Runs): Fault => ({ kind: 'closeWithoutReply', run }),
  silence: ({ run }: Runs): Fault => ({ kind: 'silence', run }),
  halfReply: () => ({ kind: 'halfReply' }),
  headOnly: () => ({ kind: 'headOnly' }),
  drip: (everyMs: number): Fault => ({ kind: 'drip', everyMs }),
  slowHead: (ms: number): Fault => ({ kind: 'slowHead', ms }),
  truncatedJson: () => ({ kind: 'truncatedJson' }),
  wrongSignature: () => ({ kind: 'wrongSignature' }),
  unsignedSuccess: () => ({ kind: 'unsignedSuccess' }),
  replay: () => ({ kind: 'replay' }),
  staleKeepAlive: () => ({ kind: 'staleKeepAlive' }),
  idleClose: () => ({ kind: 'idleClose' }),
  shortLength: () => ({ kind: 'shortLength' }),
  longLength: () => ({ kind: 'longLength' }),
  notHttp: () => ({ kind: 'notHttp' }),
  earlyHints: () => ({ kind: 'earlyHints' }),
  status: (code, { body = '', headers = {}, run = false } = {}) => status(code, body, headers, run),
  http500: ({ run }: Runs = { run: false }): Fault => status(500, '', {}, run),
  badGateway: ({ run }: Runs = { run: false }): Fault =>
    status(502, '<html><h1>502 Bad Gateway</h1></html>', { 'content-type': 'text/html' }, run),
  redirect: (to: string, code = 302): Fault => status(code, '', { location: to }, false),
  throttled: (code: 429 | 503, retryAfter: string | undefined): Fault =>
    status(code, '', retryAfter === undefined ? {} : { 'retry-after': retryAfter }, false),
  oversized: (bytes: number): Fault => ({ kind: 'oversized', bytes }),
  gzipBomb: (bytes: number): Fault => ({ kind: 'gzipBomb', bytes }),
};

/** Every form of Retry-After: seconds, the three forms of a date, and what is none. Source: RFC 9110 5.6.7, 10.2.3. */
export const RETRY_AFTER_FORMS: readonly (string | undefined)[] = [
  '2',
  '0',
  '-1',
  '1.5',
  'Mon, 23 Nov 2026 04:00:03 GMT',
  'Monday, 23-Nov-26 04:00:03 GMT',
  'Mon Nov 23 04:00:03 2026',
  'Wed, 21 Oct 2015 07:28:00 GMT',
  'soon',
  '99999999999999999999',
  '',
  undefined,
];
