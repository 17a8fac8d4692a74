// Not run: the type checker reads it. Each `@ts-expect-error` is a mistake that the types must catch.

import type {
  Alipay,
  AlipayInstance,
  AlipayOptions,
  AlipayResponse,
  AttachedAlipay,
  AttemptRecord,
  CodeRow,
  ErrorCode,
  Journal,
  Outcome,
  RecoveredCall,
} from 'alipay-axios';
import { AlipayError, attachAlipay, createAlipay, createFileJournal, explain, isAlipayError } from 'alipay-axios';
import type { AxiosInstance } from 'axios';
import { AxiosError } from 'axios';

type Same<Left, Right> = (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false;
/** Fails to compile unless the two types are one; `any` is the same as nothing but itself. */
function same<Left, Right>(_isSame: Same<Left, Right>): void {}

declare const options: AlipayOptions;
declare const plain: AxiosInstance;
declare const caught: unknown;

interface Trade {
  readonly trade_status: string;
}

export async function calls(alipay: AlipayInstance): Promise<void> {
  const typed = await alipay.execute<Trade>('alipay.trade.query', { out_trade_no: '1' });
  same<typeof typed, AlipayResponse<Trade>>(true);
  same<typeof typed.data, Trade>(true);
  same<typeof typed.alipay.attempts, readonly AttemptRecord[]>(true);
  same<typeof typed.alipay.pending, boolean>(true);

  const loose = await alipay.post('/gateway.do', { method: 'x.y' }, { alipay: { appAuthToken: 't', deadlineMs: 5 } });
  same<typeof loose.data, Record<string, unknown>>(true);

  await alipay.execute('x.y', {}, { signal: AbortSignal.timeout(1), timeout: 5, repeat: 'with-key' });
  // @ts-expect-error there is no such option
  await alipay.execute('x.y', {}, { retries: 5 });
  // @ts-expect-error repeat is one of three words
  await alipay.execute('x.y', {}, { repeat: 'always' });
  // @ts-expect-error a method is a text
  await alipay.execute(7);
}

export function instances(): void {
  const alipay = createAlipay(options);
  const asAxios: AxiosInstance = alipay;
  const asEngine: Alipay = alipay;
  const attached: AttachedAlipay = attachAlipay(plain, options);
  attached.detach();
  // @ts-expect-error an instance of createAlipay has nothing to be taken off
  asEngine.detach();
  void asAxios;
}

export function events(alipay: Alipay): void {
  const stop = alipay.events.on('retry', (event) => same<typeof event.delayMs, number>(true));
  alipay.events.on('failure', (event) => {
    same<typeof event.outcome, Outcome>(true);
    same<typeof event.code, ErrorCode>(true);
  });
  // @ts-expect-error there is no such event
  alipay.events.on('retries', () => {});
  same<typeof stop, () => void>(true);
}

export function errors(): Outcome | undefined {
  if (!isAlipayError(caught)) return undefined;
  same<typeof caught, AlipayError>(true);
  const asAxios: AxiosError = caught;
  void [asAxios, caught instanceof AlipayError, caught instanceof AxiosError];
  switch (caught.code) {
    case 'ERR_ALIPAY_REJECTED':
    case 'ERR_ALIPAY_BUSINESS':
    case 'ERR_ALIPAY_TOKEN':
    case 'ERR_ALIPAY_SIGNATURE':
    case 'ERR_ALIPAY_MALFORMED':
    case 'ERR_ALIPAY_NETWORK':
    case 'ERR_ALIPAY_TIMEOUT':
    case 'ERR_ALIPAY_DEADLINE':
    case 'ERR_ALIPAY_CANCELED':
    case 'ERR_ALIPAY_JOURNAL':
    case 'ERR_ALIPAY_OVERLOAD':
      return caught.outcome;
    default: {
      const never: never = caught.code;
      return never;
    }
  }
}

export function settings(): readonly AlipayOptions[] {
  const row: CodeRow = explain('40002', 'isv.invalid-signature');
  same<CodeRow['action'], 'accept' | 'retry' | 'throttle' | 'refresh' | 'confirm' | 'fail'>(true);
  void row;
  return [
    { appId: '1', privateKey: process.env['KEY'], alipayPublicKey: Buffer.from('x') },
    { ...options, tokens: { refresh: () => 'text' } },
    {
      ...options,
      tokens: { refresh: async ({ kind, value, signal }) => ({ value: `${kind}${value}${signal.aborted}` }) },
    },
    { ...options, rules: [{ code: '40004', then: 'fail', because: 'x' }], methods: { 'x.y': { repeat: 'safe' } } },
    // @ts-expect-error a rule says why
    { ...options, rules: [{ code: '40004', then: 'fail' }] },
    // @ts-expect-error the plain http of another name is not checked by types, but the type of a gateway is
    { ...options, gateway: 7 },
    // @ts-expect-error a key is needed
    { appId: '1', alipayPublicKey: 'x' },
  ];
}

export async function money(alipay: Alipay): Promise<string> {
  const journal: Journal = createFileJournal('shop.journal');
  void journal;
  const [call] = await alipay.recover({ tokens: async ({ tokens }) => (tokens.app_auth_token ? {} : undefined) });
  same<typeof call, RecoveredCall | undefined>(true);
  // @ts-expect-error what bounds a single call is not for a whole settlement
  await alipay.settlePayment({ out_trade_no: '1' }, { deadlineMs: 5 });
  const settlement = await alipay.settlePayment({ out_trade_no: '1' }, { withinMs: 5, signal: AbortSignal.timeout(1) });
  // @ts-expect-error only a payment that is paid has a trade
  void settlement.trade;
  switch (settlement.status) {
    case 'paid':
      return String(settlement.trade['trade_no']);
    case 'closed':
      return settlement.why.text.zh;
    case 'unresolved':
      return settlement.advice.en;
    default: {
      const never: never = settlement;
      return never;
    }
  }
}

export function methods(): AlipayOptions {
  return {
    ...options,
    methods: {
      'x.y': {
        repeat: 'with-key',
        key: ['out_biz_no'],
        confirm: {
          by: 'x.query',
          ask: ({ out_biz_no }) => ({ out_biz_no }),
          judge: ({ node, subCode }, content) => (subCode === 'X' || node === content ? 'did_not_run' : 'ran'),
        },
      },
      // @ts-expect-error a judge has five words
      'x.z': { repeat: 'with-key', confirm: { by: 'x.query', ask: () => ({}), judge: () => 'maybe' } },
    },
  };
}
