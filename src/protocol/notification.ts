import type { KeyObject } from 'node:crypto';
import type { FormField } from './form-fields.js';
import type { SignType } from './signature.js';
import { verifyBytes } from './signature.js';

/** A notification whose signature fits, or why it is not believed. */
export type NotificationReading =
  | { readonly kind: 'verified'; readonly fields: Readonly<Record<string, string>> }
  | { readonly kind: 'unsigned' | 'forged' };

/** What a notification is verified with. */
export interface NotificationVerifier {
  readonly key: KeyObject;
  readonly signType: SignType;
}

/**
 * Verifies a notification, or the parameters of a `return_url`. There are two rules, and no telling which: payments leave
 * `sign_type` out of the signed text, other services keep it; and nobody knows whether empty values are in it. All four are
 * tried. What a framework has added to the form breaks the signature, so at last it is tried with nothing but fields that
 * notifications are known to have. Only what the signature covers is handed on. Source: protocol.md 9.2.
 */
export function openNotification(fields: readonly FormField[], verifier: NotificationVerifier): NotificationReading {
  const sign = fields.find(({ name }) => name === 'sign')?.text;
  if (sign === undefined || sign === '') return { kind: 'unsigned' };
  const own = fields.filter(({ name }) => name !== 'sign' && name !== 'alipay_cert_sn' && !/^$|[=&]/.test(name));
  const known = own.filter(({ name }) => KNOWN.has(name));
  const tried = new Set<string>();
  for (const candidate of [...candidatesOf(own), ...(known.length === own.length ? [] : candidatesOf(known))]) {
    const signed = signedBytes(candidate);
    const text = signed.toString('latin1');
    if (tried.has(text)) continue;
    tried.add(text);
    if (isMerged(candidate) || !verifyBytes(signed, sign, verifier.key, verifier.signType)) continue;
    return { kind: 'verified', fields: recordOf(candidate) };
  }
  return { kind: 'forged' };
}

function candidatesOf(fields: readonly FormField[]): readonly (readonly FormField[])[] {
  const filled = fields.filter(({ text }) => text !== '');
  const without = (all: readonly FormField[]): readonly FormField[] => all.filter(({ name }) => name !== 'sign_type');
  return [without(filled), filled, without(fields), fields];
}

function signedBytes(fields: readonly FormField[]): Buffer {
  const parts = sortedByName(fields).flatMap(({ name, bytes }, nth) => [
    Buffer.from(`${nth === 0 ? '' : '&'}${name}=`),
    bytes,
  ]);
  return Buffer.concat(parts);
}

function sortedByName(fields: readonly FormField[]): readonly FormField[] {
  return [...fields].sort((left, right) => (left.name < right.name ? -1 : 1));
}

/**
 * Whether several fields may stand in one. In the signed text nothing but their order separates them, so `a=1&b=2` signs the
 * two as well as a single `a` that reads `1&b=2`: only the reading with most fields is believed, and the other one is what
 * somebody makes of it to hide fields.
 */
function isMerged(fields: readonly FormField[]): boolean {
  const sorted = sortedByName(fields);
  return sorted.some(({ name, text }, nth) => {
    const next = sorted[nth + 1]?.name;
    const inside = [...text.matchAll(/&[^=&]+=/g)].map(([found]) => found.slice(1, -1));
    return inside.some((found) => found > name && (next === undefined || found < next));
  });
}

// Without a prototype: a field may have any name.
function recordOf(fields: readonly FormField[]): Readonly<Record<string, string>> {
  const record: Record<string, string> = Object.create(null);
  for (const { name, text } of fields) record[name] = text;
  return record;
}

// Of payments, refunds, agreements and pre-authorisations; used only where all that came does not verify.
// Source: protocol.md 9.1 to 9.3 and the published samples.
const KNOWN: ReadonlySet<string> = new Set(
  (
    'app_id auth_app_id auth_no auth_trade_pay_mode biz_content body buyer_id buyer_logon_id buyer_open_id buyer_pay_amount ' +
    'charset discount_goods_detail external_agreement_no fund_bill_list gmt_close gmt_create gmt_payment gmt_refund ' +
    'gmt_trans invoice_amount mdiscount_amount merchant_app_id method msg_method notify_id notify_time notify_timestamp ' +
    'notify_type out_biz_no out_order_no out_request_no out_trade_no agreement_no passback_params payer_logon_id payer_user_id ' +
    'operation_id operation_type personal_product_code point_amount receipt_amount refund_fee refund_reason ' +
    'rest_amount scene seller_email seller_id send_back_fee sign_scene sign_time sign_type status subject total_amount ' +
    'total_freeze_amount total_unfreeze_amount total_pay_amount trade_no trade_status invalid_time valid_time ' +
    'alipay_user_id alipay_open_id utc_timestamp version voucher_detail_list amount gmt_create_time ' +
    'event_type app_auth_code source zm_score zm_open_id timestamp return_url'
  ).split(' '),
);
