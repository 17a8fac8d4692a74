import { diagnose } from '../diagnosis/diagnose.js';
import type { Finding } from '../diagnosis/finding.js';
import type { Refusal, SetupFacts } from '../diagnosis/scene.js';
import type { AttemptResult } from '../policy/attempt-result.js';
import { readDateHeader, readSkew } from '../policy/skew.js';
import { publicKeyMarks } from '../protocol/keys.js';
import type { CallContext, LastAttempt } from './call-context.js';
import { gatewayNamed } from './gateway-origin.js';
import type { Settings } from './settings.js';

/** What the last attempt of a call most likely failed for, where its set-up can be the reason. */
export function findCauses({ parts, call, state: { last } }: CallContext): readonly Finding[] {
  const refusal = last === undefined ? undefined : refusalOf(last.result);
  if (last === undefined || refusal === undefined) return [];
  const hasContent = call.v3 !== undefined || call.params['biz_content'] !== undefined;
  const clockOffByMs = clockOff(last);
  return diagnose({
    method: call.method,
    refusal,
    setup: factsOf(parts.settings),
    ...(last.params === undefined ? {} : { params: last.params }),
    ...(hasContent ? { content: call.content() } : {}),
    ...(clockOffByMs === undefined ? {} : { clockOffByMs }),
  });
}

function refusalOf(result: AttemptResult): Refusal | undefined {
  if (result.kind === 'refused') {
    const { code = '', subCode = '', subMsg = '' } = result.answer;
    return { kind: 'refused', code, subCode, subMsg };
  }
  if (result.kind !== 'unknown') return undefined;
  const { cause } = result;
  return cause === 'forged' || cause === 'unknown-certificate' ? { kind: 'unbelieved', cause } : undefined;
}

function factsOf({ appId, gateway, signType, charset, certificates, signKey }: Settings): SetupFacts {
  return {
    appId,
    gateway: gatewayNamed(gateway),
    signType,
    charset,
    mode: certificates === undefined ? 'keys' : 'certificates',
    keyMark: () => publicKeyMarks(signKey)[1],
  };
}

// By the host's own clock, whatever was added to it: the finding is about the host.
function clockOff({ response, startedAtMs, endedAtMs }: LastAttempt): number | undefined {
  const headers = response?.headers;
  const age: unknown = headers?.['age'];
  const date: unknown = headers?.['date'];
  if (typeof date !== 'string' || (age !== undefined && age !== '0')) return undefined;
  return readSkew({ sentAtMs: startedAtMs, receivedAtMs: endedAtMs, gatewayAtMs: readDateHeader(date) }, 0);
}
