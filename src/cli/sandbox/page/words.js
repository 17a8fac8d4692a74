// @ts-check

/** The words of the page; `{n}` stands for a number. */
const EN = {
  title: 'Alipay sandbox',
  language: '中文',
  connected: 'live',
  disconnected: 'not connected',
  requests: 'Requests',
  clear: 'Clear',
  nothingYet: 'Nothing yet. Send a request to {origin}/gateway.do',
  noRequests: 'none',
  newest: 'the newest {n}',
  verified: 'verified',
  notVerified: 'not verified',
  underWay: 'under way',
  noReply: 'no reply',
  noMethod: '(no method)',
  gatewayText: 'What the gateway signed',
  sentText: 'What was sent',
  clientText: 'What the client signed',
  masked: '•••(n) stands for n characters that are not shown.',
  busy: 'answered 20000 by the switch',
  lost: 'reply lost by the switch',
  late: 'held back by the switch',
  codes: 'To be paid',
  noCodes: 'No payment waits. alipay.trade.precreate puts a QR code here.',
  pay: 'Pay as the buyer',
  qrAlt: 'QR code of {name}',
  switches: 'Trouble',
  off: 'off',
  set: 'Set',
  stop: 'Off',
  busySwitch: 'Answer the next authentic requests 20000; they do not run',
  lostSwitch: 'Lose the next replies after the ledger took the call (payments, refunds, orders; not queries)',
  latencySwitch: 'Hold every reply back',
  count: 'requests',
  replies: 'replies',
  ms: 'ms',
  left: '{n} left',
  eachMs: '{n} ms each',
  expireSwitch: 'Expire all access tokens now; their refresh tokens live on',
  expire: 'Expire all',
  tokenCount: '{live} live, {expired} expired',
  trades: 'Trades',
  noTrades: 'No trades yet.',
  refunded: 'refunded {n}',
  CODE: 'not scanned',
  WAIT_BUYER_PAY: 'waits for payment',
  TRADE_SUCCESS: 'paid',
  TRADE_FINISHED: 'finished',
  TRADE_CLOSED: 'closed',
  notifications: 'Notifications',
  noNotifications: 'None yet. They go to the notify_url of a trade, on this machine alone.',
  delivered: 'delivered',
  notDelivered: 'no success yet',
  deliveries: '{n} sent',
  tokens: 'Tokens',
  noTokens: 'No tokens yet. A code can be changed into one.',
  merchantCode: 'New merchant code',
  userCode: 'New user code',
  inTerminal: 'The code is in the terminal where the sandbox runs.',
  live: 'live',
  expired: 'expired',
  clock: 'The timestamp is {n} the gateway’s clock.',
  before: '{n} behind',
  ahead: '{n} ahead of',
  sign_not_encoded: 'The signature was not percent-encoded: its + arrived as spaces. Encode it, and it fits.',
  other_algorithm: 'Signed with the other algorithm than sign_type says (RSA is SHA-1, RSA2 is SHA-256).',
  other_charset: 'Signed the bytes of another charset than the request says.',
  left_out: 'A parameter was sent and not signed; it is marked.',
  plus_signs: 'A value was not percent-encoded: its + arrived as a space.',
  url_encoded: 'Signed the percent-encoded values; the values as they are have to be signed.',
  unsorted: 'The parameters were not sorted by name before they were signed.',
  empty_values: 'Parameters with an empty value were signed; they are left out.',
  rewritten: 'biz_content was signed in another spelling than it was sent; sign the very text that is sent.',
  newline: 'A line break at the end of the text was signed.',
  unknown:
    'No usual mistake explains it: the private key is not the sandbox’s own, or a value was changed after signing. Compare your text to sign with this one.',
};

/** @type {Record<keyof typeof EN, string>} */
const ZH = {
  title: '支付宝本地沙箱',
  language: 'English',
  connected: '已连接',
  disconnected: '未连接',
  requests: '请求',
  clear: '清空',
  nothingYet: '还没有请求。请向 {origin}/gateway.do 发送',
  noRequests: '无',
  newest: '最近 {n} 条',
  verified: '验签通过',
  notVerified: '验签未通过',
  underWay: '处理中',
  noReply: '无应答',
  noMethod: '（无方法名）',
  gatewayText: '网关侧的待签名内容',
  sentText: '收到的参数',
  clientText: '客户端实际签名的内容',
  masked: '•••(n) 表示有 n 个字符不予显示。',
  busy: '按开关应答 20000',
  lost: '按开关丢弃应答',
  late: '按开关延迟应答',
  codes: '待付款',
  noCodes: '没有待付款的订单。调用 alipay.trade.precreate 后，二维码会显示在这里。',
  pay: '模拟买家付款',
  qrAlt: '{name} 的二维码',
  switches: '制造故障',
  off: '关闭',
  set: '设置',
  stop: '关闭',
  busySwitch: '接下来若干个验签通过的请求一律应答 20000，不执行',
  lostSwitch: '账本已受理、应答丢失（付款、退款、下单等，查询不算）',
  latencySwitch: '每个应答都延迟发出',
  count: '个请求',
  replies: '个应答',
  ms: '毫秒',
  left: '还剩 {n}',
  eachMs: '每个 {n} 毫秒',
  expireSwitch: '让所有访问令牌立即过期，刷新令牌仍然有效',
  expire: '全部过期',
  tokenCount: '有效 {live}，过期 {expired}',
  trades: '交易',
  noTrades: '还没有交易。',
  refunded: '已退 {n}',
  CODE: '未扫码',
  WAIT_BUYER_PAY: '等待付款',
  TRADE_SUCCESS: '已付款',
  TRADE_FINISHED: '已完结',
  TRADE_CLOSED: '已关闭',
  notifications: '异步通知',
  noNotifications: '还没有通知。通知发往交易的 notify_url，仅限本机。',
  delivered: '已送达',
  notDelivered: '尚未收到 success',
  deliveries: '已发 {n} 次',
  tokens: '令牌',
  noTokens: '还没有令牌。可先生成授权码，再换取令牌。',
  merchantCode: '生成商户授权码',
  userCode: '生成用户授权码',
  inTerminal: '授权码已打印在运行沙箱的终端里。',
  live: '有效',
  expired: '已过期',
  clock: 'timestamp 与网关时钟不符：{n}。',
  before: '慢 {n}',
  ahead: '快 {n}',
  sign_not_encoded: 'sign 没有做 URL 编码，其中的 + 到达时变成了空格；编码后即可通过。',
  other_algorithm: '签名算法与 sign_type 不符（RSA 为 SHA-1，RSA2 为 SHA-256）。',
  other_charset: '签名时使用的字符集与请求声明的不同。',
  left_out: '有参数发送了却没有参与签名，已标出。',
  plus_signs: '参数值没有做 URL 编码，其中的 + 到达时变成了空格。',
  url_encoded: '对 URL 编码后的值做了签名；应对原始值签名。',
  unsorted: '签名前没有按参数名排序。',
  empty_values: '空值参数参与了签名；空值不应参与。',
  rewritten: 'biz_content 签名时与发送时的写法不同；应对实际发送的文本签名。',
  newline: '签名内容的末尾多了一个换行。',
  unknown: '常见错误都对不上：要么私钥不是本沙箱的，要么签名之后参数被改动。请与网关侧的待签名内容逐字比对。',
};

/** @typedef {keyof typeof EN} Word */
/** @typedef {'en' | 'zh'} Language */

/**
 * The language of whoever looks at the page: as chosen before, else the browser's.
 *
 * @returns {Language}
 */
export function firstLanguage() {
  const chosen = localStorage.getItem('language');
  if (chosen === 'en' || chosen === 'zh') return chosen;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/**
 * Makes the function that says a word.
 *
 * @param {Language} language
 * @returns {(word: Word, values?: Record<string, string | number>) => string}
 */
export function speaker(language) {
  const words = language === 'zh' ? ZH : EN;
  return (word, values = {}) => words[word].replaceAll(/\{(\w+)\}/g, (_all, name) => String(values[name] ?? ''));
}

/** @typedef {ReturnType<typeof speaker>} Say */
