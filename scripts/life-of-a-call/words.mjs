// @ts-check

/**
 * What the picture says in one language. Names of the code, such as those of events, are the same in all.
 *
 * @typedef {object} Words
 * @property {string} language a BCP 47 tag
 * @property {string} title
 * @property {string} description the whole picture, for who cannot see it
 * @property {string} events what a pill stands for
 * @property {string} code
 * @property {string} request
 * @property {string} once
 * @property {string} attempt
 * @property {string} gate
 * @property {string} held
 * @property {readonly (readonly string[])[]} steps
 * @property {string} gateway
 * @property {Readonly<Record<'accept' | 'retry' | 'refresh' | 'confirm' | 'fail', readonly string[]>>} decisions
 * @property {Readonly<Record<'not_sent' | 'rejected' | 'unknown', readonly string[]>>} outcomes
 */

/** @type {Words} */
export const ENGLISH = {
  language: 'en',
  title: 'The life of a call',
  description:
    'Your code calls; your request interceptors run once (event start). Then, for every attempt: deadline, bulkhead, breaker (event breaker) and limiter say whether it may go now; a call whose first attempt is turned away ends as not_sent. The attempt takes a token, a time stamp, is encoded, encrypted, signed and sent to the gateway; the reply is verified and decrypted, the clock is compared (event clockSkew), a reply that comes after its attempt was given up is heard all the same (event lateReply), and it is decided (event attempt). accept: your response interceptors run once and you get the response (event success). retry: after a wait that the budget pays for, another attempt (events retry, throttle). refresh: a new token, then another attempt (events refresh, refreshed, refreshFailed). confirm: the gateway is asked what became of the call (events confirm, confirmed): it ran is accept, it did not is retry, nobody knows is fail. fail: an AlipayError (event failure) whose outcome is not_sent, rejected or unknown.',
  events: 'an event is told',
  code: 'your code',
  request: 'your request interceptors',
  once: 'once a call, however often it is sent',
  attempt: 'every attempt',
  gate: 'May it go now?',
  held: 'A first attempt turned away:',
  steps: [
    ['token', 'time stamp', 'encode'],
    ['encrypt', 'sign', 'send'],
    ['verify', 'decrypt', 'decide'],
  ],
  gateway: 'the gateway',
  decisions: {
    accept: ['your response interceptors, once;', 'then you have the response'],
    retry: ['again, after a wait,', 'if the budget pays for it'],
    refresh: ['a new token, one for all calls;', 'then again'],
    confirm: ['asks the gateway what became of it.', 'It ran: accept. It did not: retry.', 'Nobody knows: fail.'],
    fail: ['an AlipayError, which says', 'what is known of the call:'],
  },
  outcomes: {
    not_sent: ['the gateway', 'never got it'],
    rejected: ['it said no,', 'nothing moved'],
    unknown: ['may have run:', 'ask again later'],
  },
};

/** @type {Words} */
export const CHINESE = {
  language: 'zh-CN',
  title: '一次调用的全过程',
  description:
    '你的代码发起调用，你的请求拦截器运行一遍（事件 start）。之后每次发送都要经过：时限、并发、熔断（事件 breaker）、限速四道关，决定现在能不能发，首次发送就被拦下的以 not_sent 结束。发送时取令牌、加时间戳、编码、加密、签名，发给网关；应答先验签再解密，核对时钟（事件 clockSkew），放弃之后才到的应答也不错过（事件 lateReply），然后作出决定（事件 attempt）。accept：你的响应拦截器运行一遍，得到应答（事件 success）。retry：额度够时，等待之后再发（事件 retry、throttle）。refresh：换新令牌之后再发（事件 refresh、refreshed、refreshFailed）。confirm：向网关查询这笔的结果（事件 confirm、confirmed）：已执行即 accept，没执行即 retry，查不清即 fail。fail：抛出 AlipayError（事件 failure），其 outcome 为 not_sent、rejected 或 unknown。',
  events: '此处发出事件',
  code: '你的代码',
  request: '你的请求拦截器',
  once: '每次调用只运行一遍，不论发送几次',
  attempt: '每次发送',
  gate: '现在能发吗？',
  held: '首次发送就被拦下：',
  steps: [
    ['取令牌', '时间戳', '编码'],
    ['加密', '签名', '发送'],
    ['验签', '解密', '决定'],
  ],
  gateway: '网关',
  decisions: {
    accept: ['你的响应拦截器运行一遍，', '然后得到应答'],
    retry: ['额度够时，', '等一会儿再发'],
    refresh: ['换新令牌，所有调用只换一次，', '然后再发'],
    confirm: ['向网关查询结果：', '已执行则 accept，没执行则 retry，', '查不清则 fail'],
    fail: ['抛出 AlipayError，', '说明目前知道什么：'],
  },
  outcomes: {
    not_sent: ['网关', '没有收到'],
    rejected: ['网关拒绝，', '资金没有变动'],
    unknown: ['可能已执行，', '稍后再查'],
  },
};
