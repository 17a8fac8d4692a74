import type { ServerResponse } from 'node:http';
import type { GatewaySetup } from './gateway-options.js';
import type { Answer } from './perform.js';
import type { GatewayRequest } from './read-request.js';
import { sealReply } from './seal-reply.js';

/** What an answer is the answer to. */
export interface Delivery {
  readonly request: GatewayRequest;
  readonly traceId: string;
  readonly setup: GatewaySetup;
}

/**
 * What comes of a request: a reply, or a socket that is destroyed (`cut`) or left open without a word (`silence`). Header
 * names are in lower case.
 */
export type HandledReply =
  | {
      readonly kind: 'reply';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Buffer;
    }
  | { readonly kind: 'cut' }
  | { readonly kind: 'silence' };

/** Writes an answer out. */
export async function renderAnswer(answer: Answer, delivery: Delivery): Promise<HandledReply> {
  switch (answer.kind) {
    case 'cut':
    case 'silence':
      return { kind: answer.kind };
    case 'body':
      return pageOf(answer, delivery);
    case 'node': {
      const { params } = delivery.request;
      const { signers, encryptKey } = delivery.setup;
      const text = await sealReply(answer.node, {
        method: params['method'],
        seal: answer.seal,
        signType: params['sign_type'] === 'RSA' ? 'RSA' : 'RSA2',
        signer: signers.current(),
        // What could not be decrypted is refused in plain text. Source: protocol.md 4.
        encryptKey: params['encrypt_type'] === 'AES' && !answer.inPlain ? encryptKey : undefined,
      });
      return page(delivery, 200, Buffer.from(text), {});
    }
    default: {
      const never: never = answer;
      return never;
    }
  }
}

/** A scripted page, whatever it is. */
export function pageOf(
  { status, body, headers }: Extract<Answer, { kind: 'body' }>,
  delivery: Pick<Delivery, 'traceId' | 'setup'>,
): HandledReply {
  return page(delivery, status, body, headers);
}

function page(
  { traceId, setup }: Pick<Delivery, 'traceId' | 'setup'>,
  status: number,
  body: Buffer,
  headers: Readonly<Record<string, string>>,
): HandledReply {
  const own = {
    // The gateway calls its JSON so. Source: protocol.md 1.7.
    'content-type': 'text/html;charset=utf-8',
    'content-length': String(body.length),
    date: new Date(setup.now()).toUTCString(),
    trace_id: traceId,
  };
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { kind: 'reply', status, body, headers: { ...own, ...Object.fromEntries(given) } };
}

/** Sends what came of a request, or destroys its socket, or does nothing. */
export function sendReply(reply: HandledReply, response: ServerResponse): void {
  switch (reply.kind) {
    case 'cut':
      response.socket?.destroy();
      return;
    case 'silence':
      return;
    case 'reply':
      if (response.destroyed) return;
      response.writeHead(reply.status, reply.headers);
      response.end(reply.body);
      return;
    default:
      reply satisfies never;
  }
}
