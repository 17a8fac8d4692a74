import type { AlipayInstance, Api, ServerSentEvent } from 'alipay-axios';

// Checked by `npm run types`: what `execute` knows about an API by its name.
declare const alipay: AlipayInstance;

declare module 'alipay-axios' {
  interface AlipayApis {
    'my.voucher.send': Api<{ readonly out_biz_no: string }, { readonly voucher_id?: string }>;
  }
}

interface Order {
  out_trade_no: string;
  total_amount: string;
  subject: string;
  mine: number;
}

export async function knowsFields(order: Order): Promise<void> {
  const { data } = await alipay.execute('alipay.trade.query', { out_trade_no: '1' });
  const status: 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_FINISHED' | 'TRADE_CLOSED' | undefined = data.trade_status;
  const anything: unknown = data['a_field_that_came_later'];
  // @ts-expect-error a status is not a number
  const wrong: number | undefined = data.trade_status;
  // @ts-expect-error a number of an order is a text
  await alipay.execute('alipay.trade.query', { out_trade_no: 7 });
  // @ts-expect-error an order has an amount
  await alipay.execute('alipay.trade.create', { out_trade_no: '1', subject: '书' });
  // An interface of one's own, further fields, an undefined one, and JSON text all go.
  await alipay.execute('alipay.trade.create', order);
  await alipay.execute('alipay.trade.create', { ...order, a_new_field: { deep: 1 }, body: undefined });
  await alipay.execute('alipay.trade.create', '{}');
  await alipay.pageExecute('alipay.trade.page.pay', order, { verb: 'GET' });
  // @ts-expect-error an amount is no boolean
  await alipay.sdkExecute('alipay.trade.app.pay', { ...order, total_amount: true });
  void [status, anything, wrong];
}

export async function staysOpen(name: string): Promise<void> {
  const unknown = await alipay.execute('alipay.some.new.api', { whatever: 1 });
  const field: unknown = unknown.data['field'];
  const typed = await alipay.execute<{ voucher: string }>('alipay.some.new.api', { whatever: 1 });
  const voucher: string = typed.data.voucher;
  const dynamic = await alipay.execute(name, { whatever: 1 });
  const also: unknown = dynamic.data['field'];
  const own = await alipay.execute('my.voucher.send', { out_biz_no: '1' });
  const id: string | undefined = own.data.voucher_id;
  // @ts-expect-error merged in with its number
  await alipay.execute('my.voucher.send', {});
  void [field, voucher, also, id];
}

export async function narrowsNotifications(): Promise<void> {
  const notification = await alipay.verifyNotification('');
  if (notification.notify_type === 'trade_status_sync') {
    const number: string = notification.out_trade_no;
    // @ts-expect-error no such state
    if (notification.trade_status === 'PAID') return;
    void number;
  }
  if (notification.notify_type === 'dut_user_sign') {
    const agreement: string = notification.agreement_no;
    void agreement;
  }
  const { data } = await alipay.post<AsyncIterable<ServerSentEvent>>('/v3/x/y', {}, { responseType: 'stream' });
  for await (const { event, data: text } of data) void `${event}${text}`;
}
