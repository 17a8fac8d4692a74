import type { IncomingMessage, ServerResponse } from 'node:http';
import { invalidInput, kindOf } from '../../protocol/invalid-input.js';
import { checkKeys, readFunction, readWhole } from '../check-keys.js';
import type { Clock } from '../clock.js';
import type { Notification } from './notification.js';
import type { BodyReading, BodySource } from './read-body.js';
import { parsedBody, readNodeBody, readStream } from './read-body.js';
import type { SeenNotifications } from './seen.js';
import { createMemorySeen } from './seen.js';
import type { NotificationAnswer, WorkOff } from './work-off.js';
import { createWorkOff } from './work-off.js';

/** What `notificationHandler` takes. */
export interface NotificationHandlerOptions {
  /**
   * The work: book the payment, and resolve when that is written down. Where it throws, the gateway is told to come again.
   * It is called once for each notification, however often that is repeated.
   */
  readonly onNotification: (notification: Notification) => Promise<void> | void;
  /** Which notifications have been worked off. Default: the memory of this process. */
  readonly seen?: SeenNotifications;
  /** The longest body that is read, in bytes. Default 131 072. */
  readonly maxBodyBytes?: number;
  /** Told of notifications that are not believed, and of what `onNotification` threw. Default: a process warning. */
  readonly onError?: (error: unknown) => void;
}

/** The part of a Koa context that is used. */
export interface KoaContext {
  readonly req: IncomingMessage & BodySource;
  readonly res: ServerResponse;
  readonly request: BodySource;
  status: number;
  body: unknown;
}

/** Handles a request in plain Node http, Express, Koa, or a server that speaks Request and Response. */
export interface NotificationHandler {
  (request: IncomingMessage & BodySource, response: ServerResponse, next?: unknown): Promise<void>;
  (context: KoaContext, next?: unknown): Promise<void>;
  (request: Request): Promise<Response>;
}

const NAMES: readonly (keyof NotificationHandlerOptions)[] = ['onNotification', 'seen', 'maxBodyBytes', 'onError'];

/**
 * Makes a handler of notifications. It answers `success` only after the work is done, and never for what is not verified.
 *
 * @throws TypeError for a wrong option
 */
export function createNotificationHandler(
  given: NotificationHandlerOptions,
  verify: (input: unknown) => Promise<Notification>,
  clock: Clock,
): NotificationHandler {
  const options = checkKeys(given, 'options', NAMES) as unknown as NotificationHandlerOptions;
  const work = readFunction(options.onNotification, 'onNotification');
  if (work === undefined) throw invalidInput('onNotification', NO_WORK);
  const limit = readWhole(options.maxBodyBytes, 'maxBodyBytes', 1, 128 * 1024);
  const onError = readFunction(options.onError, 'onError') ?? warn;
  const seen = options.seen === undefined ? createMemorySeen(clock) : checkSeen(options.seen);
  const workOff = createWorkOff({ verify, work, seen, report: guarded(onError) });

  const handle = async (first: unknown, second?: unknown): Promise<unknown> => {
    if (isFetchRequest(first)) return answerFetch(first, workOff, limit);
    if (isKoa(first)) return answerKoa(first, workOff, limit);
    if (isObject(second) && typeof second['end'] === 'function') {
      return answerNode(first as IncomingMessage & BodySource, second as unknown as ServerResponse, workOff, limit);
    }
    throw invalidInput('request', NO_REQUEST);
  };
  return handle as NotificationHandler;
}

const TOO_LONG: NotificationAnswer = { status: 413, body: 'fail' };
const NOT_POST: NotificationAnswer = { status: 405, body: 'fail' };
const BROKEN: NotificationAnswer = { status: 400, body: 'fail' };

async function answerTo(
  method: string | undefined,
  read: () => Promise<BodyReading>,
  workOff: WorkOff,
): Promise<NotificationAnswer> {
  if (method !== 'POST') return NOT_POST;
  // A connection that breaks within the body; nobody hears the answer.
  const reading = await read().catch(() => undefined);
  if (reading === undefined) return BROKEN;
  return reading === 'too-long' ? TOO_LONG : workOff(reading.input);
}

async function answerNode(
  request: IncomingMessage & BodySource,
  response: ServerResponse,
  workOff: WorkOff,
  limit: number,
): Promise<void> {
  const { status, body } = await answerTo(request.method, () => readNodeBody(request, limit), workOff);
  // What is left of a body that is too long is not read.
  const close = status === 413 ? { Connection: 'close' } : {};
  response.writeHead(status, { 'Content-Type': 'text/plain', ...close });
  response.end(body);
}

async function answerKoa(context: KoaContext, workOff: WorkOff, limit: number): Promise<void> {
  const read = async (): Promise<BodyReading> => {
    const parsed = parsedBody(context.request);
    return parsed === undefined ? readNodeBody(context.req, limit) : { input: parsed };
  };
  const { status, body } = await answerTo(context.req.method, read, workOff);
  context.status = status;
  context.body = body;
}

async function answerFetch(request: Request, workOff: WorkOff, limit: number): Promise<Response> {
  const read = async (): Promise<BodyReading> =>
    request.body === null
      ? { input: new Uint8Array() }
      : readStream(request.body as unknown as AsyncIterable<Uint8Array>, limit);
  const { status, body } = await answerTo(request.method, read, workOff);
  return new Response(body, { status, headers: { 'Content-Type': 'text/plain' } });
}

function isFetchRequest(value: unknown): value is Request {
  return isObject(value) && typeof value['arrayBuffer'] === 'function' && typeof value['url'] === 'string';
}

function isKoa(value: unknown): value is KoaContext {
  return isObject(value) && isObject(value['req']) && isObject(value['res']) && isObject(value['request']);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function checkSeen(seen: SeenNotifications): SeenNotifications {
  const wrong = (['begin', 'done', 'failed'] as const).find((name) => typeof seen?.[name] !== 'function');
  if (wrong === undefined) return seen;
  throw invalidInput('seen', {
    en: `must be { begin(id), done(id), failed(id) }, and ${wrong} is not there; got ${kindOf(seen).en}`,
    zh: `应为 { begin(id), done(id), failed(id) }，缺少 ${wrong}，收到的是${kindOf(seen).zh}`,
  });
}

function guarded(onError: (error: unknown) => void): (error: unknown) => void {
  return (error) => {
    try {
      onError(error);
    } catch (thrown) {
      warn(thrown);
    }
  };
}

function warn(error: unknown): void {
  const said = error instanceof Error ? error.message : 'something that is no error was thrown';
  process.emitWarning(`A notification was not worked off: ${said}`, {
    type: 'AlipayWarning',
    code: 'ALIPAY_NOTIFICATION',
  });
}

const NO_WORK = {
  en: 'is missing; it is the function that does the work, such as booking the payment',
  zh: '缺失；它是处理通知的函数，例如给订单入账',
};

const NO_REQUEST = {
  en: 'is none that is known: pass (req, res) of Node or Express, the context of Koa, or a Request',
  zh: '无法识别：请传入 Node 或 Express 的 (req, res)、Koa 的 ctx，或 Fetch 的 Request',
};
