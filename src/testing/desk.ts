import type { CallLog, OpenEntry } from './call-log.js';
import type { CheckScene } from './check.js';
import { firstRefusal } from './check.js';
import { BUSINESS_CHECKS } from './check-business.js';
import { CONTENT_CHECKS, readContent } from './check-content.js';
import { FRAME_CHECKS, IDENTITY_CHECKS, replySignType } from './check-frame.js';
import type { Buyer, GatewaySetup } from './gateway-options.js';
import type { Grants } from './grants.js';
import type { GatewayCall, Handler } from './methods/call.js';
import type { Answer, Scene } from './perform.js';
import { perform } from './perform.js';
import type { GatewayRequest } from './read-request.js';
import type { BusinessNode } from './reply-words.js';
import { refusalNode, successNode } from './reply-words.js';
import type { Scripts } from './script.js';
import type { Seal } from './seal-reply.js';

/** All that answering a request takes. */
export interface DeskOptions {
  readonly setup: GatewaySetup;
  readonly grants: Grants;
  readonly scripts: Scripts;
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly log: CallLog;
  /** Real time, ended early when the gateway closes. */
  readonly wait: (ms: number) => Promise<void>;
}

/** Where requests are checked and answered, without any HTTP. */
export interface Desk {
  answer(request: GatewayRequest, traceId: string): Promise<Answer>;
  /** Answers a request of v3 whose frame has been looked at: with that refusal, or with the work. */
  answerV3(request: GatewayRequest, traceId: string, refusal: BusinessNode | undefined): Promise<Answer>;
}

/**
 * Creates the desk. The gateway's order: who is it, is the frame whole, does the signature fit, can the content be read,
 * does the method exist; then the script, if there is one; then tokens, permissions, files and parameters; then the work.
 */
export function createDesk(options: DeskOptions): Desk {
  const { setup, grants, scripts, handlers, log } = options;
  const scene: CheckScene = {
    setup,
    grants,
    isKnown: (method) => handlers.has(method) || setup.methods.has(method) || scripts.has(method),
  };
  const answerAuthentic = createAuthentic(options, scene);
  const receive = (request: GatewayRequest, traceId: string): OpenEntry => {
    const entry = openEntry(request, setup.now(), traceId);
    log.add(entry);
    request.seen?.(entry);
    return entry;
  };

  return {
    answerV3: async (request, traceId, refusal) => {
      const entry = receive(request, traceId);
      if (refusal !== undefined) return close(entry, { kind: 'node', node: refusal, seal: 'unsigned' });
      entry.signatureValid = true;
      if (scene.isKnown(request.params['method'] ?? '')) return close(entry, await answerAuthentic(request));
      return close(entry, { kind: 'node', node: refusalNode('40002', 'isv.invalid-method'), seal: 'unsigned' });
    },
    answer: async (request, traceId) => {
      const entry = receive(request, traceId);
      const refuse = (node: BusinessNode, seal: Seal): Answer =>
        close(entry, { kind: 'node', node, seal, inPlain: true });
      const stranger = firstRefusal(IDENTITY_CHECKS, request, scene);
      if (stranger !== undefined) return refuse(stranger, 'unsigned');
      // Without a key for what the client asked there is nothing to sign the refusal with. Source: protocol.md 2.2.
      const seal = replySignType(request, scene) === undefined ? 'unsigned' : 'signed';
      const broken = firstRefusal(FRAME_CHECKS, request, scene);
      if (broken !== undefined) return refuse(broken, seal);
      entry.signatureValid = true;
      const unreadable = firstRefusal(CONTENT_CHECKS, request, scene);
      if (unreadable !== undefined) return refuse(unreadable, seal);
      return close(entry, await answerAuthentic(request));
    },
  };
}

/** Answers what was found authentic: by its script, or by the work itself. */
function createAuthentic(
  { setup, scripts, handlers, wait }: DeskOptions,
  scene: CheckScene,
): (request: GatewayRequest) => Promise<Answer> {
  const amounts = new Map<string, unknown>();
  return (request) => {
    const method = request.params['method'] ?? '';
    const reply = scripts.next(method);
    const run = (buyer?: Buyer): BusinessNode => runCall(request, scene, handlers.get(method), buyer);
    if (reply === undefined) return Promise.resolve({ kind: 'node', node: run(), seal: 'signed' });
    const reading = readContent(request, setup.encryptKey);
    const content = reading.ok ? reading.content : {};
    const { out_trade_no: outTradeNo, total_amount: amount } = content;
    if (outTradeNo !== undefined && amount !== undefined) amounts.set(String(outTradeNo), amount);
    const stage: Scene = { method, content, run, amountOf: (key) => amounts.get(key), wait };
    return perform(reply, stage);
  };
}

function runCall(
  request: GatewayRequest,
  scene: CheckScene,
  handler: Handler | undefined,
  buyer: Buyer | undefined,
): BusinessNode {
  const refusal = firstRefusal(BUSINESS_CHECKS, request, scene);
  if (refusal !== undefined) return refusal;
  const reading = readContent(request, scene.setup.encryptKey);
  if (!reading.ok) return refusalNode('40002', 'isv.invalid-parameter');
  const { params } = request;
  const grant = scene.grants.merchants.find(params['app_auth_token'] ?? '');
  const call: GatewayCall = {
    method: params['method'] ?? '',
    params,
    content: reading.content,
    merchant: grant?.owner.appId ?? scene.setup.credentials.appId,
    ...(buyer === undefined ? {} : { buyer }),
  };
  return handler === undefined ? successNode() : handler(call);
}

function openEntry({ httpMethod, params }: GatewayRequest, atMs: number, traceId: string): OpenEntry {
  return {
    atMs,
    httpMethod,
    method: params['method'] ?? '',
    params,
    signatureValid: false,
    code: undefined,
    subCode: undefined,
    replied: 'none',
    traceId,
    timestamp: params['timestamp'],
  };
}

function close(entry: OpenEntry, answer: Answer): Answer {
  if (answer.kind === 'body') entry.replied = 'body';
  if (answer.kind !== 'node') return answer;
  entry.code = answer.node.code;
  entry.subCode = answer.node.sub_code;
  entry.replied = answer.seal;
  return answer;
}
