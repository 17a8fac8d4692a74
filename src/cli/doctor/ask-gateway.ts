import type { AlipayError, AlipayInstance, AlipayOptions, Clock } from '../../index.js';
import { createAlipay, isAlipayError } from '../../index.js';
import type { CliIo } from '../base/command.js';
import type { Finding } from '../setup/finding.js';
import { isAccepted, judgeAnswer } from './judge-answer.js';

/**
 * Asks the gateway after a trade that there is not, signed as every call is, and once more encrypted where there is an AES key;
 * says what the answers show.
 */
export async function askGateway(
  options: AlipayOptions,
  io: Pick<CliIo, 'clock' | 'signal'>,
): Promise<readonly Finding[]> {
  const { clock, signal } = io;
  const alipay = createAlipay({ ...options, ...PATIENCE, clock });
  let offsetMs: number | undefined;
  alipay.events.on('clockSkew', (event) => {
    offsetMs = event.offsetMs;
  });
  try {
    const terms = signal === undefined ? {} : { signal };
    const answer = judgeAnswer(await ask(alipay, clock, terms));
    const isWell = isAccepted(answer);
    const time = offsetMs === undefined && !isWell ? [] : [judgeClock(offsetMs ?? 0)];
    const encrypted =
      isWell && options.encryptKey !== undefined
        ? judgeEncrypted(await ask(alipay, clock, { ...terms, encrypt: true }))
        : [];
    return [...time, ...answer, ...encrypted];
  } finally {
    await alipay.close();
  }
}

const PATIENCE = {
  retry: { maxAttempts: 2 },
  deadlineMs: 20_000,
  clockSkew: { thresholdMs: 60_000 },
  budget: false,
  breaker: false,
  limiter: false,
  bulkhead: false,
} as const satisfies Partial<AlipayOptions>;

async function ask(
  alipay: AlipayInstance,
  clock: Clock,
  terms: { readonly signal?: AbortSignal; readonly encrypt?: true },
): Promise<AlipayError | undefined> {
  try {
    await alipay.execute('alipay.trade.query', { out_trade_no: `alipay-axios-doctor-${clock.now()}` }, terms);
    return undefined;
  } catch (error) {
    if (isAlipayError(error)) return error;
    throw error;
  }
}

// Alipay refuses what is off by more than ten minutes or so; the library makes up for it, other things on the host do not.
const REFUSED_FROM_MS = 600_000;

function judgeClock(offsetMs: number): Finding {
  if (offsetMs === 0) {
    const text = { en: "the host's clock is right to the minute", zh: '本机时间与网关相差不到一分钟' };
    return { subject: 'clock', level: 'ok', cause: 'clock.ok', text };
  }
  const by =
    Math.abs(offsetMs) >= 7_200_000
      ? ([Math.round(Math.abs(offsetMs) / 3_600_000), 'h', '小时'] as const)
      : ([Math.round(Math.abs(offsetMs) / 60_000), 'min', '分钟'] as const);
  const isSlow = offsetMs > 0;
  return {
    subject: 'clock',
    level: Math.abs(offsetMs) >= REFUSED_FROM_MS ? 'wrong' : 'warning',
    cause: isSlow ? 'clock.slow' : 'clock.fast',
    text: {
      en: `The host's clock is ${by[0]} ${by[1]} ${isSlow ? 'behind' : 'ahead of'} the gateway's`,
      zh: `本机时间比网关${isSlow ? '慢' : '快'} ${by[0]} ${by[2]}`,
    },
    cure: {
      en: 'Set the clock by a time server (NTP), in containers that of the host; this library makes up for it, what else reads the clock does not',
      zh: '请用时间服务器（NTP）校准时间，容器则校准宿主机；本库会自动修正，但其他读取时间的程序不会',
    },
  };
}

function judgeEncrypted(error: AlipayError | undefined): readonly Finding[] {
  const subject = 'encryption';
  const [first] = judgeAnswer(error);
  if (first?.cause === 'answer.ok') {
    const text = { en: 'An encrypted query was accepted: the AES key fits', zh: '加密查询已被接受：AES 密钥匹配' };
    return [{ subject, level: 'ok', cause: 'encrypt-key.ok', text }];
  }
  if (error?.subCode !== undefined && /encrypt|decrypt/.test(error.subCode)) return [wrongAesKey(error.subCode)];
  return judgeAnswer(error).map((one) => ({ ...one, subject }));
}

function wrongAesKey(subCode: string): Finding {
  return {
    subject: 'ALIPAY_ENCRYPT_KEY',
    level: 'wrong',
    cause: 'encrypt-key.not-fitting',
    text: {
      en: `The gateway cannot decrypt what ALIPAY_ENCRYPT_KEY has encrypted (${subCode})`,
      zh: `网关无法解密用 ALIPAY_ENCRYPT_KEY 加密的内容（${subCode}）`,
    },
    cure: {
      en: 'Copy the AES key of this very app from the console (开发设置 > 接口内容加密方式)',
      zh: '从控制台（开发设置 > 接口内容加密方式）复制该应用自己的 AES 密钥',
    },
  };
}
