import type { Attributes } from '@opentelemetry/api';
import type { AlipayEvents, SentTo } from '../runtime/events.js';

type AttemptEvent = AlipayEvents['attempt'];

/** Where requests go, in the words of OpenTelemetry's conventions. */
export function serverAttributes({ gateway }: SentTo): Attributes {
  const { hostname, port, protocol } = new URL(gateway);
  return {
    'server.address': hostname.replace(/^\[(.*)\]$/, '$1'),
    'server.port': port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port),
  };
}

/** What is known of an attempt, for its span. */
export function attemptAttributes(event: AttemptEvent): Attributes {
  const { attempt, method, outcome, code, subCode, decision, because, verb, status } = event;
  const errorType = attemptErrorType(event);
  return {
    ...serverAttributes(event),
    'http.request.method': verb,
    ...(attempt > 1 ? { 'http.request.resend_count': attempt - 1 } : {}),
    ...(status === undefined ? {} : { 'http.response.status_code': status }),
    ...(errorType === undefined ? {} : { 'error.type': errorType }),
    'alipay.method': method,
    'alipay.attempt': attempt,
    'alipay.attempt.outcome': outcome,
    ...codeAttributes(code, subCode),
    'alipay.decision': decision,
    'alipay.because': because,
  };
}

/** What made an attempt fail, out of a small set: the cause, else the gateway's `code`; `undefined` where it did not. */
export function attemptErrorType({ outcome, cause, code }: AttemptEvent): string | undefined {
  if (outcome === 'succeeded') return undefined;
  // That the gateway itself said that it does not know is told better by its code.
  return cause === undefined || (cause === 'answered' && code !== undefined) ? (code ?? outcome) : cause;
}

/** What is known of a call that ended well, for its span. */
export function successAttributes(event: AlipayEvents['success']): Attributes {
  const { attempt, code, pending, confirmedBy } = event;
  return {
    'alipay.outcome': 'succeeded',
    'alipay.attempts': attempt,
    'alipay.pending': pending,
    ...codeAttributes(code, undefined),
    ...(confirmedBy === undefined ? {} : { 'alipay.confirmed_by': confirmedBy }),
  };
}

/** What is known of a call that failed, for its span. */
export function failureAttributes(event: AlipayEvents['failure']): Attributes {
  const { attempt, code, outcome, gatewayCode, subCode, exhausted } = event;
  return {
    'error.type': code,
    'alipay.outcome': outcome,
    'alipay.attempts': attempt,
    ...codeAttributes(gatewayCode, subCode),
    ...(exhausted === undefined ? {} : { 'alipay.exhausted': exhausted }),
  };
}

function codeAttributes(code: string | undefined, subCode: string | undefined): Attributes {
  return {
    ...(code === undefined ? {} : { 'alipay.code': code }),
    ...(subCode === undefined ? {} : { 'alipay.sub_code': subCode }),
  };
}
