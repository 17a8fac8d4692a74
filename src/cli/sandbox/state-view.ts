import type { HeldToken, SentNotification, TestGateway } from '../../testing/index.js';
import { showUrl } from './show.js';
import type { NotificationView, StateView, SwitchesView, TokenView, TradeView } from './views.js';

/** How many of the newest of each kind are shown. */
const MOST = 50;

/** All that the page shows beside the requests; nothing secret is in it. */
export function viewState(gateway: TestGateway, switches: SwitchesView, nowMs: number): StateView {
  const tokens = gateway.tokens.held.map((held) => viewToken(held, nowMs));
  const expired = tokens.filter(({ isExpired }) => isExpired).length;
  return {
    switches,
    trades: viewTrades(gateway.ledger),
    tokens: KINDS.flatMap((kind) => newest(tokens.filter((token) => token.kind === kind))),
    tokenCounts: { live: tokens.length - expired, expired },
    notifications: newest(gateway.notifications.sent).map(viewNotification),
  };
}

const KINDS: readonly TokenView['kind'][] = ['auth_token', 'app_auth_token'];

function viewToken({ kind, token, owner, expiresAtMs }: HeldToken, nowMs: number): TokenView {
  return { kind, masked: maskToken(token), owner, isExpired: expiresAtMs <= nowMs };
}

function viewTrades({ codes, trades }: TestGateway['ledger']): readonly TradeView[] {
  return [
    ...newest(codes).map(
      ({ qrCode: _code, ...code }): TradeView => ({ ...code, refundedAmount: '0.00', status: 'CODE' }),
    ),
    ...newest(trades).map(
      ({ merchant, outTradeNo, subject, totalAmount, refundedAmount, status }): TradeView => ({
        merchant,
        outTradeNo,
        subject,
        totalAmount,
        refundedAmount,
        status,
      }),
    ),
  ];
}

/** A token's family and its last four characters: enough to tell two apart, and too little to use. */
function maskToken(token: string): string {
  return `${token.slice(0, 8)}…${token.slice(-4)}`;
}

function viewNotification({ url, fields, deliveries, delivered }: SentNotification): NotificationView {
  return {
    outTradeNo: fields['out_trade_no'] ?? '',
    tradeStatus: fields['trade_status'] ?? '',
    url: showUrl(url),
    deliveries: deliveries.length,
    isDelivered: delivered,
  };
}

function newest<Item>(items: readonly Item[]): readonly Item[] {
  return items.slice(-MOST).reverse();
}
