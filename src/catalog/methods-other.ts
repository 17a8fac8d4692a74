import type { MethodRow } from './method-row.js';

/** What else changes something: tokens, agreements, files, messages, orders of other kinds. Source: protocol.md 8.7 and 7.5. */
export const OTHER_METHODS: readonly MethodRow[] = [
  // A second application yields another receipt file of the same content.
  { method: 'alipay.data.bill.ereceipt.apply', repeat: 'safe' },
  // Codes and refresh tokens work once, and a repeat could rotate away a token that other processes hold.
  { method: 'alipay.system.oauth.token', repeat: 'never', codeless: true },
  { method: 'alipay.open.auth.token.app', repeat: 'never' },
  { method: 'alipay.user.agreement.page.sign', repeat: 'with-key', key: [['external_agreement_no']], page: 'page' },
  { method: 'alipay.user.agreement.unsign', repeat: 'with-key', key: [['agreement_no']] },
  { method: 'alipay.user.agreement.executionplan.modify', repeat: 'with-key', key: [['agreement_no']] },
  { method: 'alipay.user.certify.open.initialize', repeat: 'with-key', key: [['outer_order_no']] },
  { method: 'alipay.user.certify.open.certify', repeat: 'with-key', key: [['certify_id']], page: 'page' },
  // A file that is uploaded twice, or a second code for the same page, costs nothing.
  { method: 'alipay.open.file.upload', repeat: 'safe' },
  { method: 'alipay.offline.material.image.upload', repeat: 'safe' },
  { method: 'alipay.merchant.item.file.upload', repeat: 'safe' },
  { method: 'alipay.open.app.qrcode.create', repeat: 'safe' },
  { method: 'alipay.merchant.order.sync', repeat: 'with-key', key: [['out_biz_no']] },
  { method: 'alipay.open.mini.version.upload', repeat: 'with-key', key: [['app_version']] },
  { method: 'alipay.marketing.campaign.cash.trigger', repeat: 'with-key', key: [['out_biz_no']] },
  { method: 'alipay.eco.mycar.parking.order.sync', repeat: 'with-key', key: [['out_order_no']] },
  // A user would see the message twice.
  { method: 'alipay.open.public.message.custom.send', repeat: 'never' },
  { method: 'alipay.open.public.message.single.send', repeat: 'never' },
  { method: 'alipay.open.app.mini.templatemessage.send', repeat: 'never' },
  { method: 'alipay.pcredit.huabei.auth.settle.apply', repeat: 'with-key', key: [['out_request_no']] },
];
