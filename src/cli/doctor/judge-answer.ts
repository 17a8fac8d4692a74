import type { AlipayError, Text } from '../../index.js';
import { explain } from '../../index.js';
import { inVariables } from '../setup/complaint.js';
import type { Finding } from '../setup/finding.js';

/**
 * What the answer to the harmless question shows. No such trade is the best that there is: only who has read the content says
 * it, so the app is known, its signature fits, and ours can be verified.
 *
 * @param error `undefined` where the call went through
 */
export function judgeAnswer(error: AlipayError | undefined): readonly Finding[] {
  if (error === undefined || error.subCode === 'ACQ.TRADE_NOT_EXIST') return [PASSED];
  const diagnosed = (error.findings ?? []).map(
    ({ cause, text, cure }): Finding => ({
      subject: 'answer',
      level: 'wrong',
      cause,
      text: inVariables(text),
      cure: inVariables(cure),
    }),
  );
  // Of a reply that cannot be believed there is nothing to add.
  const isWhole = diagnosed.length > 0 && error.code === 'ERR_ALIPAY_SIGNATURE';
  return asOneMistake(isWhole ? diagnosed : [...diagnosed, ...judge(error)]);
}

// One answer has one cause: the likeliest comes first, and what follows are other readings of it and the gateway's own word.
function asOneMistake(findings: readonly Finding[]): readonly Finding[] {
  const first = findings.find(({ level }) => level !== 'ok');
  return findings.map((one) => (one === first || one.level === 'ok' ? one : { ...one, also: true }));
}

/** Whether the findings say that the gateway took the signature for good and that its own was verified. */
export function isAccepted(findings: readonly Finding[]): boolean {
  return findings.some(({ cause }) => cause === 'answer.ok' || cause === 'answer.signature-accepted');
}

const PASSED: Finding = {
  subject: 'answer',
  level: 'ok',
  cause: 'answer.ok',
  text: {
    en: 'A signed query was accepted, and the signature of the reply fits: app id, keys and permission go together',
    zh: '带签名的查询已被网关接受，应答验签通过：APPID、密钥、权限均匹配',
  },
};

const SIGNATURE_ACCEPTED: Finding = {
  subject: 'answer',
  level: 'ok',
  cause: 'answer.signature-accepted',
  text: { en: 'The gateway knows the app, and its signature fits', zh: '网关认得该应用，签名验证通过' },
};

function judge(error: AlipayError): readonly Finding[] {
  const cause = error.attempts.at(-1)?.cause;
  switch (error.code) {
    case 'ERR_ALIPAY_REJECTED':
    case 'ERR_ALIPAY_TOKEN':
      return error.gatewayCode === '40006' ? [SIGNATURE_ACCEPTED, refusal(error)] : [refusal(error)];
    case 'ERR_ALIPAY_BUSINESS':
      return [SIGNATURE_ACCEPTED, { ...refusal(error), level: 'warning' }];
    case 'ERR_ALIPAY_SIGNATURE':
      return [wrong(`reply.${cause ?? 'unverified'}`, cause === 'unsigned' ? UNSIGNED : UNVERIFIED, error)];
    case 'ERR_ALIPAY_MALFORMED':
      return [wrong('gateway.not-alipay', NOT_ALIPAY, error)];
    case 'ERR_ALIPAY_NETWORK':
      if (cause === 'tls') return [wrong('gateway.tls', NO_TLS, error)];
      return cause === 'http-status'
        ? [wrong('gateway.not-alipay', NOT_ALIPAY, error)]
        : [wrong('gateway.unreachable', UNREACHABLE, error)];
    case 'ERR_ALIPAY_TIMEOUT':
    case 'ERR_ALIPAY_DEADLINE':
      if (error.gatewayCode !== undefined) return [refusal(error)];
      return [wrong('gateway.no-answer', NO_ANSWER, error)];
    case 'ERR_ALIPAY_OVERLOAD':
    case 'ERR_ALIPAY_CANCELED':
    case 'ERR_ALIPAY_JOURNAL':
      return [wrong('gateway.interrupted', INTERRUPTED, error)];
    default: {
      const never: never = error.code;
      return never;
    }
  }
}

// What passes by itself says nothing about the set-up.
const PASSING: ReadonlySet<string> = new Set(['20000', '40005']);

function refusal(error: AlipayError): Finding {
  const { gatewayCode = '', subCode, method } = error;
  const name = [gatewayCode, subCode].filter((one) => one !== undefined).join(' ');
  const { meaning, cure } = explain(gatewayCode, subCode, method);
  return {
    subject: 'answer',
    level: PASSING.has(gatewayCode) ? 'warning' : 'wrong',
    cause: subCode ?? gatewayCode,
    text: inVariables({ en: `The gateway answered ${name}. ${meaning.en}`, zh: `网关返回 ${name}：${meaning.zh}` }),
    cure: inVariables(cure),
  };
}

function wrong(cause: string, text: Text, { advice: { en, zh } }: AlipayError): Finding {
  return {
    subject: cause.startsWith('gateway.') ? 'gateway' : 'answer',
    level: 'wrong',
    cause,
    text,
    cure: inVariables({ en, zh }),
  };
}

const UNSIGNED: Text = {
  en: 'The reply says that all is well, and nobody has signed that',
  zh: '应答声称成功，却没有签名',
};
const UNVERIFIED: Text = { en: 'The signature of the reply could not be verified', zh: '应答的签名无法验证' };
const NOT_ALIPAY: Text = {
  en: 'Somebody answers at ALIPAY_GATEWAY, and it is not the gateway: a proxy, a login page of the network, or another server',
  zh: 'ALIPAY_GATEWAY 处有应答，但不是支付宝网关：可能是代理、网络登录页或别的服务器',
};
const UNREACHABLE: Text = { en: 'ALIPAY_GATEWAY cannot be reached from here', zh: '从本机无法连接 ALIPAY_GATEWAY' };
const NO_TLS: Text = {
  en: 'No trusted TLS connection to ALIPAY_GATEWAY came about',
  zh: '无法与 ALIPAY_GATEWAY 建立可信的 TLS 连接',
};
const NO_ANSWER: Text = { en: 'ALIPAY_GATEWAY does not answer in time', zh: 'ALIPAY_GATEWAY 没有及时应答' };
const INTERRUPTED: Text = { en: 'The question was broken off', zh: '查询被中断' };
