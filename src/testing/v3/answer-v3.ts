import { findV3Code } from '../../catalog/find-v3-code.js';
import type { Desk } from '../desk.js';
import type { GatewaySetup } from '../gateway-options.js';
import type { GatewayRequest } from '../read-request.js';
import { refusalNode } from '../reply-words.js';
import type { HandledReply } from '../send-answer.js';
import { pageOf } from '../send-answer.js';
import { readV3 } from './read-v3.js';
import { writeV3 } from './write-v3.js';

/** Answers a request below `/v3/`. */
export async function answerV3(
  desk: Desk,
  setup: GatewaySetup,
  raw: GatewayRequest,
  traceId: string,
): Promise<HandledReply> {
  const reading = readV3(raw, setup);
  const refusal = reading.ok ? undefined : refusalOf(reading.code);
  const answer = await desk.answerV3(reading.request, traceId, refusal);
  switch (answer.kind) {
    case 'cut':
    case 'silence':
      return { kind: answer.kind };
    case 'body':
      return pageOf(answer, { traceId, setup });
    case 'node':
      return writeV3(answer.node, answer.seal, { setup, traceId, encrypted: reading.ok && reading.encrypted });
    default: {
      const never: never = answer;
      return never;
    }
  }
}

function refusalOf(v3Code: string): ReturnType<typeof refusalNode> {
  const { code, subCode } = findV3Code(v3Code);
  return refusalNode(code, subCode);
}
