import type { Text } from '../catalog/rows.js';
import type { FindingRow, SignatureFinding } from './finding.js';

/** What to do wherever a text differs: the library signs what it sends, so it was changed on its way. */
export const PASS_ON: Text = {
  zh: '本库签名后原样发出，因此请检查中间环节（axios adapter、代理、网关、防火墙），让它们逐字节转发 URL 与请求体。',
  en: 'This library sends what it has signed, so look at what stands in between (an axios adapter, a proxy, a firewall) and have it pass URL and body on byte by byte.',
};

/** The causes of a wrong signature, the likeliest first. Source: protocol.md 1.4 to 1.7, 2.2. */
export const SIGNATURE_ROWS: Readonly<Record<SignatureFinding, FindingRow>> = {
  'key.other-uploaded': {
    text: {
      zh: '网关的待签名串与本地完全相同，请求没有问题，错在密钥：`privateKey` 与控制台里该应用的公钥不是一对。`alipayPublicKey` 与此无关，也已确认不是应用自己的公钥。',
      en: "The gateway's text is the very one that was signed, so the request is right and the key is wrong: `privateKey` is not the other half of the public key that the console holds for this app. `alipayPublicKey` has no part in it, and is not the app's own key.",
    },
    cure: {
      zh: '打开控制台的 开发设置 > 接口加签方式，核对应用公钥：与 `privateKey` 成对的公钥以“{mark}”结尾。若不一致，请上传这一把，或换成与已上传公钥成对的私钥；同时确认 `appId` 就是这个应用。',
      en: 'Compare the app\'s public key in the console (开发设置 > 接口加签方式): the one that belongs to `privateKey` ends in "{mark}". If it is another, upload this one, or use the private key that belongs to the one uploaded; and see that `appId` is this very app.',
    },
  },
  'signature.charset': {
    text: {
      zh: '{parameter} 中的非 ASCII 字符到达网关时成了乱码：UTF-8 与 GBK 混用了。',
      en: 'The characters of {parameter} beyond ASCII came to the gateway garbled: UTF-8 was read as GBK, or the other way round.',
    },
    cure: {
      zh: `charset 必须留在 URL 上，请求体必须是同一种编码。${PASS_ON.zh}`,
      en: `The charset has to stay in the URL, and the body in that very charset. ${PASS_ON.en}`,
    },
  },
  'signature.plus-signs': {
    text: {
      zh: '{parameter} 中的加号与空格在途中互换了。',
      en: 'Plus signs in {parameter} became blanks on the way, or blanks became plus signs.',
    },
    cure: {
      zh: `途中有程序解码表单后重新拼接，却没有把 + 写成 %2B。${PASS_ON.zh}`,
      en: `Something reads the form and writes it anew without escaping + as %2B. ${PASS_ON.en}`,
    },
  },
  'signature.white-space': {
    text: {
      zh: '{parameter} 到达网关时空白字符（空格、制表符或换行）变了。',
      en: 'White space in {parameter} (blanks, tabs or line ends) was changed on the way.',
    },
    cure: {
      zh: `检查是否有程序去掉首尾空格或改写换行。${PASS_ON.zh}`,
      en: `Look for something that trims values or rewrites line ends. ${PASS_ON.en}`,
    },
  },
  'signature.html-escapes': {
    text: {
      zh: '{parameter} 在途中被 HTML 转义或反转义（如 `&quot;`、`&amp;`）。',
      en: 'HTML escapes such as `&quot;` or `&amp;` were put into {parameter} on the way, or taken out of it.',
    },
    cure: {
      zh: `常见于“防 XSS”过滤器。${PASS_ON.zh}`,
      en: `Filters against cross-site scripting do this. ${PASS_ON.en}`,
    },
  },
  'signature.percent-encoding': {
    text: {
      zh: '{parameter} 的 URL 编码多做或少做了一次。',
      en: '{parameter} was percent-encoded (urlencode) once too often, or once too little.',
    },
    cure: {
      zh: `请传入未编码的原值，由本库编码。${PASS_ON.zh}`,
      en: `Hand values over unencoded; the library encodes them. ${PASS_ON.en}`,
    },
  },
  'signature.json-rewritten': {
    text: {
      zh: '{parameter} 的内容没变，JSON 的写法变了（字段顺序、转义方式等）。',
      en: '{parameter} says the same, but its JSON was written anew (the order of its fields, escapes).',
    },
    cure: {
      zh: `签名的是逐字文本，解析后重新序列化就会失效。${PASS_ON.zh}`,
      en: `What is signed is the text, and parsing it and writing it anew breaks that. ${PASS_ON.en}`,
    },
  },
  'signature.value-split': {
    text: {
      zh: '{parameter} 的值在 & 处被拆成了几个参数。',
      en: 'The value of {parameter} was split at an & into parameters of their own.',
    },
    cure: {
      zh: `值里的 & 必须写成 %26（常见于带查询串的 notify_url）。${PASS_ON.zh}`,
      en: `An & within a value has to travel as %26, in a notify_url with a query for one. ${PASS_ON.en}`,
    },
  },
  'signature.value-cut': {
    text: {
      zh: '{parameter} 的值到达网关时少了后半段。',
      en: 'The end of {parameter} did not come to the gateway.',
    },
    cure: {
      zh: `检查长度限制，以及未编码的 #、& 或换行。${PASS_ON.zh}`,
      en: `Look for a limit of length, and for a #, an & or a line end that is not encoded. ${PASS_ON.en}`,
    },
  },
  'signature.letter-case': {
    text: {
      zh: '{parameter} 的大小写在途中变了。',
      en: 'Letters of {parameter} changed between upper and lower case on the way.',
    },
    cure: PASS_ON,
  },
  'signature.parameter-missing': {
    text: {
      zh: '{parameter} 参与了签名，却没有到达网关。',
      en: '{parameter} was signed and did not come to the gateway.',
    },
    cure: {
      zh: `途中有程序丢掉了这个参数。${PASS_ON.zh}`,
      en: `Something on the way drops it. ${PASS_ON.en}`,
    },
  },
  'signature.parameter-extra': {
    text: {
      zh: '网关多收到了没有签名的参数：{parameter}。',
      en: 'The gateway got a parameter that was not signed: {parameter}.',
    },
    cure: {
      zh: `签名之后加入的参数会使签名失效；自定义参数请用 params 选项传入。${PASS_ON.zh}`,
      en: `What is put in after the signature breaks it; give further parameters by the option \`params\`. ${PASS_ON.en}`,
    },
  },
  'signature.value-changed': {
    text: {
      zh: '{parameter} 的值在途中被改动，从第 {position} 个字符起不同{codes}。',
      en: 'The value of {parameter} was changed on the way, from character {position} on{codes}.',
    },
    cure: PASS_ON,
  },
  'signature.order': {
    text: {
      zh: '参数都对，但网关的待签名串顺序不同：本地按字典序，网关从 {parameter} 起不是。',
      en: "All parameters are right and the gateway's text has them in another order, from {parameter} on; ours is sorted by name.",
    },
    cure: {
      zh: `请确认 gateway 指向支付宝网关，而不是自行验签的中间服务。${PASS_ON.zh}`,
      en: `See that \`gateway\` is Alipay's, and no server in between that verifies by itself. ${PASS_ON.en}`,
    },
  },
  'signature.sign-changed': {
    text: {
      zh: '如果密钥无误，就是 sign 本身在途中变了，常见的是其中的加号变成了空格。',
      en: 'If the keys are right, `sign` itself was changed on the way; most often its plus signs became blanks.',
    },
    cure: {
      zh: `sign 中的 + 必须写成 %2B。${PASS_ON.zh}`,
      en: `A + in \`sign\` has to travel as %2B. ${PASS_ON.en}`,
    },
  },
  'signature.text-cut': {
    text: {
      zh: '网关给出的待签名串不完整，已给出的部分与本地相同。',
      en: 'The gateway shows only a part of its text; as far as it goes it is ours.',
    },
    cure: {
      zh: '先核对密钥：控制台里的应用公钥应以“{mark}”结尾，它与 `privateKey` 成对。一致的话，再检查中间环节是否改动了 {parameter} 及其后的参数。',
      en: 'Look at the key first: the app\'s public key in the console should end in "{mark}", as the one that belongs to `privateKey` does. If so, look for something on the way that changes {parameter} or what comes after it.',
    },
  },
  'signature.no-text': {
    text: {
      zh: '网关没有给出它的待签名串，无法比对；最常见的原因是 `privateKey` 与控制台里的应用公钥不是一对。',
      en: 'The gateway does not show its text, so there is nothing to compare; most often `privateKey` is not the other half of the public key in the console.',
    },
    cure: {
      zh: '核对控制台里的应用公钥：与 `privateKey` 成对的公钥以“{mark}”结尾。一致的话，再查 `appId` 是否为该应用，以及中间环节是否改动了请求。',
      en: 'Compare the app\'s public key in the console: the one that belongs to `privateKey` ends in "{mark}". If that is so, see that `appId` is this very app, and that nothing on the way changes requests.',
    },
  },
};
