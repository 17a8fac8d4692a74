import type { Text } from './rows.js';

/** The kinds of failure that come without a code of the gateway's. */
export type FailureKind =
  | 'not_sent'
  | 'tls'
  | 'timeout'
  | 'reset'
  | 'http-status'
  | 'malformed'
  | 'too-large'
  | 'unsigned'
  | 'forged'
  | 'unknown-certificate'
  | 'notification'
  | 'app-result'
  | 'app-content'
  | 'adapter'
  | 'journal'
  | 'canceled'
  | 'closed'
  | 'reauthorize'
  | 'store-away'
  | 'store-unreadable'
  | 'breaker'
  | 'bulkhead'
  | 'limiter';

/** What to do about a failure that came without a code of the gateway's; the outcome says whether it may have run. */
export const FAILURE_ADVICE: Readonly<Record<FailureKind, Text>> = {
  not_sent: {
    en: 'Check that this host can reach the gateway: DNS, firewall, proxy. The gateway never got the request, so it is safe to send again.',
    zh: '请检查本机能否连上网关：DNS、防火墙、代理。网关没有收到请求，可以放心重发。',
  },
  tls: {
    en: "Check the host's clock, its CA certificates and any proxy that opens TLS. The gateway never got the request.",
    zh: '请检查本机时间、CA 证书，以及是否有代理拦截 TLS。网关没有收到请求。',
  },
  timeout: {
    en: 'It may have run: where money moves, query before you send it again. If it happens often, raise attemptTimeoutMs or look at the network.',
    zh: '请求可能已经执行：涉及资金时，请先查询再重发。若经常出现，请调大 attemptTimeoutMs 或排查网络。',
  },
  reset: {
    en: 'It may have run: where money moves, query before you send it again.',
    zh: '请求可能已经执行：涉及资金时，请先查询再重发。',
  },
  'http-status': {
    en: 'A proxy or access layer answered in the place of the gateway. Check `gateway` and any proxy; where money moves, query before you send it again.',
    zh: '应答来自代理或接入层，而不是网关。请检查 `gateway` 与代理；涉及资金时，请先查询再重发。',
  },
  malformed: {
    en: 'What came is not a reply of the gateway to this method. Check `gateway` and any proxy; where money moves, query before you send it again.',
    zh: '收到的内容不是网关对该接口的应答。请检查 `gateway` 与代理；涉及资金时，请先查询再重发。',
  },
  'too-large': {
    en: 'Raise axios `maxContentLength` if replies of this size are to be expected. The call may have run.',
    zh: '如果确实会有这么大的应答，请调大 axios 的 maxContentLength。请求可能已经执行。',
  },
  unsigned: {
    en: "A success without a signature is not believed. Check `gateway` and any proxy in between, and query what became of the call; the reply may not be Alipay's.",
    zh: '没有签名的成功应答不可信。请检查 `gateway` 和中间代理，并查询实际结果；该应答可能并非来自支付宝。',
  },
  forged: {
    en: "Check `alipayPublicKey`: Alipay's public key belongs there (from the console), not the app's. If it is right, the reply was changed on its way. Query what became of the call.",
    zh: '请检查 alipayPublicKey：应填控制台里的支付宝公钥，而不是应用公钥。若填写无误，则应答在途中被改动过。请查询实际结果。',
  },
  'unknown-certificate': {
    en: "The reply is signed with a certificate that could not be fetched, or that does not lead to `certificates.root`. Download the three certificates from the console again; if that does not help, the reply is not Alipay's. Query what became of the call.",
    zh: '应答所用的支付宝证书无法下载，或不是由 certificates.root 签发。请在控制台重新下载三个证书；若仍然如此，则应答并非来自支付宝。请查询实际结果。',
  },
  notification: {
    en: "Do nothing that it asks for. Verify the body of the POST alone, unparsed where that is possible: not merged with the URL's query, not unescaped twice, not HTML-escaped. Check that Alipay's public key is set and not the app's. Anybody can post to a notify_url; query the trade where you are in doubt.",
    zh: '不要按其内容处理业务。请只用 POST 请求体验签，最好是未解析的原文：不要混入 URL 参数，不要重复解码，不要做 HTML 转义；并确认填的是支付宝公钥而不是应用公钥。任何人都能向 notify_url 发请求，如有疑问请查询交易。',
  },
  'app-result': {
    en: 'The app says that it was paid, and Alipay has not signed that. Hand the text of `result` on without a change: not trimmed, not parsed and written anew. Query the trade before you deliver.',
    zh: 'App 声称付款成功，但没有支付宝的有效签名。请原样传递 result 文本：不要裁剪空格，也不要解析后重新生成。发货之前请查询交易。',
  },
  'app-content': {
    en: 'Check that `encryptKey` is the AES key of this very app (a mini program has one of its own), and hand `response` and `sign` on as they came.',
    zh: '请确认 encryptKey 是该应用自己的 AES 密钥（小程序的密钥与网页应用不同），并原样传入 response 与 sign。',
  },
  adapter: {
    en: 'Look at `cause`: the axios adapter of this instance threw it. The request may have gone out; where money moves, query before you send it again.',
    zh: '请查看 cause：它由该实例的 axios adapter 抛出。请求可能已经发出；涉及资金时，请先查询再重发。',
  },
  canceled: {
    en: 'You broke the call off. `outcome` says whether it may have run; if it is unknown, query before you send it again.',
    zh: '调用被你主动中止。outcome 说明它是否可能已经执行；若为 unknown，请先查询再重发。',
  },
  closed: {
    en: 'close() was called on this instance; make a new one for further calls. If `outcome` is unknown, query before you send it again.',
    zh: '该实例已经 close()；后续调用请新建实例。若 outcome 为 unknown，请先查询再重发。',
  },
  reauthorize: {
    en: 'Have the merchant or user authorise the app again, and hand the code that this brings to tokens.grant(). No retry can bring the token back.',
    zh: '请让商户或用户重新授权，并把得到的授权码交给 tokens.grant()。重试无法恢复该令牌。',
  },
  'store-away': {
    en: 'Look at tokens.store and at `cause`: it did not answer. Calls whose token is held go on; the others can be made again once it is back.',
    zh: '请检查 tokens.store 与 cause：存储没有应答。已持有有效令牌的调用不受影响，其余调用待存储恢复后即可重新发起。',
  },
  'store-unreadable': {
    en: 'Look at `cause`: the store holds something that cannot be read as a token record, often for want of the right encryptionKey. Nothing in it was changed.',
    zh: '请查看 cause：存储中的内容无法读作令牌记录，常见原因是 encryptionKey 不对。存储中的数据未被改动。',
  },
  breaker: {
    en: 'So many attempts failed lately that nothing is sent for a while, and this call was not sent either. The `attempt` events before tell what failed; it goes on by itself once a few probes go well. See the option `breaker`.',
    zh: '近期失败的请求过多，暂停发送，本次也没有发出。失败原因见此前的 attempt 事件；几次试探成功后会自动恢复。相关设置见 breaker 选项。',
  },
  bulkhead: {
    en: 'More calls are made at once than are answered. Make fewer in parallel, a batch through a queue of its own for one, or raise `bulkhead.maxInFlight` or `bulkhead.maxWaiting`.',
    zh: '同时发起的调用多于能够处理的数量。请降低并发，例如让批量任务单独排队，或调大 bulkhead.maxInFlight、bulkhead.maxWaiting。',
  },
  limiter: {
    en: 'The gateway refuses calls for their rate, and more wait than it lets through in time. Make fewer calls, count other processes of the same app in, or ask Alipay for a higher limit.',
    zh: '网关正在限流，排队的调用已多于时限内能放行的数量。请降低调用量，并把同一应用的其他进程算在内；长期不够用可联系支付宝提升额度。',
  },
  journal: {
    en: 'Look at `journal` and at `cause`: what cannot be written down is not sent. Make room, or mend or replace the journal, then make the call again.',
    zh: '请检查 journal 与 cause：写不进日志的调用不会发出。腾出空间，或修复、更换日志之后，再重新发起。',
  },
};
