import { diagnose } from '../../src/diagnosis/diagnose.js';
import type { Finding } from '../../src/diagnosis/finding.js';
import type { Scene, SetupFacts } from '../../src/diagnosis/scene.js';
import { canonicalText } from '../../src/protocol/canonical-text.js';
import { escapeHtml } from '../../src/protocol/html-form.js';

/** Settings in which nothing is wrong. */
export const SETUP: SetupFacts = {
  appId: '2021001122334455',
  gateway: 'production',
  signType: 'RSA2',
  charset: 'utf-8',
  mode: 'keys',
  keyMark: () => 'markmarkDAQAB',
};

/** The parameters of a request, with everything in them that is hard. */
export const PARAMS: Readonly<Record<string, string>> = {
  app_id: '2021001122334455',
  biz_content: '{"out_trade_no":"a b+1","subject":"奶茶 & <咖啡>"}',
  charset: 'utf-8',
  format: 'JSON',
  method: 'alipay.trade.query',
  notify_url: 'https://shop.example/n?a=1&b=2',
  sign: 'AAAA',
  sign_type: 'RSA2',
  timestamp: '2026-11-23 12:00:00',
  version: '1.0',
};

/** The gateway's words, with its text as it shows it. Source: protocol.md 2.2. */
export function shown(params: Readonly<Record<string, string>> | string): string {
  const text = typeof params === 'string' ? params : canonicalText(params);
  return `验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配，网关生成的验签字符串为：${escapeHtml(text)}`;
}

/** A scene whose call was refused. */
export function refusedScene(subCode: string, more: Partial<Scene> = {}, subMsg = ''): Scene {
  const code = subCode.includes('missing') ? '40001' : '40002';
  return {
    method: 'alipay.trade.query',
    refusal: { kind: 'refused', code, subCode, subMsg },
    setup: SETUP,
    params: PARAMS,
    ...more,
  };
}

/** What is found where the gateway shows this of its text. */
export function findIn(subMsg: string, more: Partial<Scene> = {}): readonly Finding[] {
  return diagnose(refusedScene('isv.invalid-signature', more, subMsg));
}
