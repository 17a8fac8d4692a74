import type { ServerResponse } from 'node:http';
import type { GatewaySetup } from './gateway-options.js';
import type { Answer } from './perform.js';
import type { GatewayRequest } from './read-request.js';
import { sealReply } from './seal-reply.js';

/** What an answer is the answer to. */
export interface Delivery {
  readonly request: GatewayRequest;
  readonly response: ServerResponse;
  readonly traceId: string;
  readonly setup: GatewaySetup;
}

/** Sends an answer, or destroys the socket, or does nothing, as the answer says. */
export async function sendAnswer(answer: Answer, delivery: Delivery): Promise<void> {
  switch (answer.kind) {
    case 'cut':
      delivery.response.socket?.destroy();
      return;
    case 'silence':
      return;
    case 'body':
      return write(delivery, { status: answer.status, body: answer.body, headers: answer.headers });
    case 'node': {
      const { params } = delivery.request;
      const { alipayKey, encryptKey } = delivery.setup;
      const text = await sealReply(answer.node, {
        method: params['method'],
        seal: answer.seal,
        signType: params['sign_type'] === 'RSA' ? 'RSA' : 'RSA2',
        alipayKey,
        // What could not be decrypted is refused in plain text. Source: protocol.md 4.
        encryptKey: params['encrypt_type'] === 'AES' && !answer.inPlain ? encryptKey : undefined,
      });
      return write(delivery, { status: 200, body: Buffer.from(text), headers: {} });
    }
    default: {
      const never: never = answer;
      return never;
    }
  }
}

interface Page {
  readonly status: number;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

function write({ response, traceId, setup }: Delivery, { status, body, headers }: Page): void {
  if (response.destroyed) return;
  response.writeHead(status, {
    // The gateway calls its JSON so. Source: protocol.md 1.7.
    'content-type': 'text/html;charset=utf-8',
    'content-length': body.length,
    date: new Date(setup.now()).toUTCString(),
    trace_id: traceId,
    ...headers,
  });
  response.end(body);
}
