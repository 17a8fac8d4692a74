import type { FindingRow, SetupFinding } from './finding.js';

/** The usual mistakes in a set-up or a call, told from a refusal and the settings. Source: protocol.md 1.2 to 1.6, 2.2, 3.3, 4, 7.3. */
export const SETUP_ROWS: Readonly<Record<SetupFinding, FindingRow>> = {
  'key.none-uploaded': {
    text: {
      zh: '控制台里该应用还没有公钥，网关无从验签。',
      en: 'The console holds no public key for this app, so no signature can be verified.',
    },
    cure: {
      zh: '在 开发设置 > 接口加签方式 上传与 `privateKey` 成对的应用公钥（以“{mark}”结尾）并保存。',
      en: 'Upload the public key that belongs to `privateKey` (it ends in "{mark}") in the console under 开发设置 > 接口加签方式, and save it.',
    },
  },
  'key.other-type': {
    text: {
      zh: '控制台里该应用没有用于 {signType} 的公钥：公钥是为另一种签名算法上传的。',
      en: 'The console holds no public key of this app for {signType}: it was uploaded for the other type of signature.',
    },
    cure: {
      zh: '在 开发设置 > 接口加签方式 为 {signType} 上传应用公钥，或把 `signType` 改成控制台里的算法；新应用请用 RSA2。',
      en: "Upload the app's public key for {signType} (console: 开发设置 > 接口加签方式), or set `signType` to the type that is there; RSA2 is the one for new apps.",
    },
  },
  'alipay-key.not-alipays': {
    text: {
      zh: '应答有签名，但 `alipayPublicKey` 不是支付宝为该应用签名所用的公钥。常见的是填了应用公钥（之前的或另一台机器上的那一把）、另一个应用的支付宝公钥，或把沙箱与正式环境弄混。',
      en: "The reply is signed, and `alipayPublicKey` is not the key with which Alipay signs for this app. Most often it is an app's own public key (of an earlier pair, or of another host), Alipay's key of another app, or that of the sandbox in production.",
    },
    cure: {
      zh: '在控制台 开发设置 > 接口加签方式 > 查看支付宝公钥，复制该应用的支付宝公钥。若填写无误，则应答在途中被改动过。请查询实际结果，再决定是否重发。',
      en: "Copy Alipay's public key of this very app from the console (开发设置 > 接口加签方式 > 查看支付宝公钥). If it is that one, the reply was changed on its way. Query what became of the call before you send it again.",
    },
  },
  'alipay-certificate.not-alipays': {
    text: {
      zh: '应答有签名，但与 `certificates.alipay` 不符：应答在途中被改动过，或应用在控制台里并不是证书模式。',
      en: 'The reply is signed, and not by the owner of `certificates.alipay`: it was changed on its way, or the app is not in certificate mode in the console.',
    },
    cure: {
      zh: '确认控制台里的加签方式是证书，并重新下载三个证书。请查询实际结果，再决定是否重发。',
      en: 'See that the console has the app in certificate mode, and download the three certificates again. Query what became of the call before you send it again.',
    },
  },
  'certificate.unknown-signer': {
    text: {
      zh: '应答所用的支付宝证书无法下载，或不是由 `certificates.root` 签发；常见的是沙箱与正式环境的根证书混用。',
      en: 'The reply is signed with a certificate that could not be fetched, or that does not lead to `certificates.root`; often the roots are those of the sandbox in production, or the other way round.',
    },
    cure: {
      zh: '在同一环境的控制台重新下载三个证书。仍然如此，则应答并非来自支付宝。请查询实际结果，再决定是否重发。',
      en: "Download the three certificates again, from the console of the same environment. If that does not help, the reply is not Alipay's. Query what became of the call before you send it again.",
    },
  },
  'mode.keys-for-certificates': {
    text: {
      zh: '控制台里该应用是证书模式，而这里用的是公钥模式（`alipayPublicKey`）。',
      en: 'The console has the app in certificate mode, and here it is set up for key mode (`alipayPublicKey`).',
    },
    cure: {
      zh: '去掉 `alipayPublicKey`，改填 certificates: { app, alipay, root }，三个证书都从控制台下载。',
      en: 'Replace `alipayPublicKey` by `certificates: { app, alipay, root }`, all three downloaded from the console.',
    },
  },
  'certificate.not-current': {
    text: {
      zh: '控制台里没有 `certificates.app` 这份证书：它已被更换、属于另一个应用或环境，或应用实际是公钥模式。',
      en: 'The console does not have the certificate of `certificates.app`: it was replaced, belongs to another app or environment, or the app is in key mode.',
    },
    cure: {
      zh: '重新下载 appCertPublicKey_{appId}.crt，并使用与之成对的 `privateKey`；若应用是公钥模式，请去掉 `certificates`，改填 `alipayPublicKey`。',
      en: 'Download appCertPublicKey_{appId}.crt again and use the `privateKey` that belongs to it; if the app is in key mode, replace `certificates` by `alipayPublicKey`.',
    },
  },
  'certificate.expired': {
    text: {
      zh: '`certificates.app` 的应用证书已过期。',
      en: "The app's certificate in `certificates.app` has expired.",
    },
    cure: {
      zh: '在控制台更新应用证书并重新下载，同时换上与之成对的 `privateKey`。',
      en: 'Renew it in the console and download it again, together with the `privateKey` that belongs to it.',
    },
  },
  'certificate.other-root': {
    text: {
      zh: '`certificates.root` 不是该环境完整的支付宝根证书文件：它属于另一环境，或缺了其中的证书。',
      en: "`certificates.root` is not the whole file of Alipay's roots for this environment: it is that of the other one, or certificates were taken out of it.",
    },
    cure: {
      zh: '从同一环境的控制台重新下载 alipayRootCert.crt，不要删减。',
      en: 'Download alipayRootCert.crt again, from the console of the same environment, and take nothing out of it.',
    },
  },
  'certificate.other-alipay': {
    text: {
      zh: '网关不认得请求所指的支付宝证书。',
      en: 'The gateway does not know the Alipay certificate that the request names.',
    },
    cure: {
      zh: '从同一环境的控制台重新下载 alipayCertPublicKey_RSA2.crt，更新 `certificates.alipay`。',
      en: 'Download alipayCertPublicKey_RSA2.crt again, from the console of the same environment, for `certificates.alipay`.',
    },
  },
  'app-id.sandbox-on-production': {
    text: {
      zh: '`appId` 看起来是沙箱应用（9021 或 2021000 开头），却用在正式环境的网关上。',
      en: 'By its look `appId` is an app of the sandbox (9021… or 2021000…), and the gateway is that of production.',
    },
    cure: {
      zh: "开发时设置 gateway: 'sandbox'；上线时换成正式应用的 `appId` 与它的密钥。",
      en: "Set `gateway: 'sandbox'` while you develop; for production take the app id of the real app, with its own keys.",
    },
  },
  'app-id.production-on-sandbox': {
    text: {
      zh: '`appId` 看起来是正式应用，却用在沙箱网关上。',
      en: 'By its look `appId` is an app of production, and the gateway is the sandbox.',
    },
    cure: {
      zh: '沙箱有自己的应用：请换成沙箱控制台里的 `appId` 与密钥，或去掉 gateway 选项以使用正式环境。',
      en: 'The sandbox has an app of its own: take the app id and keys of its console, or leave `gateway` out for production.',
    },
  },
  'app-id.is-partner-id': {
    text: {
      zh: '`appId` 填的是商户号（PID，2088 开头），不是应用的 APPID。',
      en: '`appId` is a partner id (PID, 2088…), and not the id of an app.',
    },
    cure: {
      zh: '从控制台的应用详情页复制 APPID。',
      en: "Copy the APPID from the app's own page in the console.",
    },
  },
  'app-id.no-id': {
    text: {
      zh: '`appId` 不是 16 位数字，可能多了引号、字母，或少了几位。',
      en: '`appId` is not 16 digits: it has quotes or letters in it, or lacks some.',
    },
    cure: {
      zh: '从控制台的应用详情页重新复制 APPID。',
      en: "Copy the APPID again, from the app's own page in the console.",
    },
  },
  'app-id.unknown': {
    text: {
      zh: '该网关不认得这个 `appId`：应用属于另一个环境、尚未上线或已被删除，或 `appId` 有一位抄错了。',
      en: 'This gateway does not know `appId`: the app belongs to the other environment, is not online, was deleted, or a digit is wrong.',
    },
    cure: {
      zh: '与控制台核对 `appId` 与应用状态；沙箱与正式环境的应用不能混用。',
      en: "Compare `appId` and the app's state with the console; apps of the sandbox and of production are not the same.",
    },
  },
  'clock.time-zone': {
    text: {
      zh: '本机时间比网关{direction}约 {hours} 小时，正好是整小时：多半是把当地时间当作 UTC 设进了系统时钟。',
      en: "This host's clock is {hours} h {direction} the gateway's, a whole number of hours: local time was set where the system keeps UTC.",
    },
    cure: {
      zh: '用时间服务器（NTP）校准系统时间，时区只用 TZ 设置，不要靠拨钟修正；timestamp 由本库按北京时间生成，与 TZ 无关。',
      en: 'Set the system clock by a time server (NTP) and the time zone by TZ alone; `timestamp` is written in Beijing time by this library, whatever TZ says.',
    },
  },
  'clock.wrong': {
    text: {
      zh: '本机时间比网关{direction}约 {minutes} 分钟。',
      en: "This host's clock is {minutes} min {direction} the gateway's.",
    },
    cure: {
      zh: '用时间服务器（NTP）校准时间，容器则校准宿主机；不要关闭 clockSkew 选项，它会自动修正。',
      en: 'Set the clock by a time server (NTP), in containers that of the host; and leave the option `clockSkew` on, which makes up for it.',
    },
  },
  'content.token': {
    text: {
      zh: '{parameter} 写在了 biz_content 里，网关不会读取；它是独立的请求参数。',
      en: '{parameter} stands in the `biz_content`, where the gateway does not look for it; it is a parameter of its own.',
    },
    cure: {
      zh: '改用调用选项 {option}：execute(method, bizContent, { {option} })。',
      en: 'Give it by the call option `{option}`: execute(method, bizContent, { {option} }).',
    },
  },
  'content.system-parameter': {
    text: {
      zh: '{parameter} 写在了 biz_content 里；它是公共参数，应与 biz_content 并列。',
      en: '{parameter} stands in the `biz_content`; it is a common parameter, beside the content and not in it.',
    },
    cure: { zh: '从 biz_content 中去掉它：{instead}。', en: 'Take it out of the `biz_content`: {instead}.' },
  },
  'encrypt-key.not-fitting': {
    text: {
      zh: '网关无法解密用 `encryptKey` 加密的内容：它不是控制台里该应用的 AES 密钥，或密文在途中变了。',
      en: 'The gateway cannot decrypt what `encryptKey` has encrypted: it is not the AES key that the console has for this app, or the ciphertext was changed on its way.',
    },
    cure: {
      zh: '从控制台 开发设置 > 接口内容加密方式 复制该应用自己的 AES 密钥，填到 `encryptKey`。',
      en: 'Copy the AES key of this very app from the console (开发设置 > 接口内容加密方式) into `encryptKey`.',
    },
  },
  'encrypt-key.none-in-console': {
    text: {
      zh: '控制台里该应用没有可用的 AES 密钥，加密的内容无法解密。',
      en: 'The console has no usable AES key for this app, so nothing encrypted can be read.',
    },
    cure: {
      zh: '在控制台 开发设置 > 接口内容加密方式 设置密钥，并填到 `encryptKey`；不需要加密就去掉 encrypt: true。',
      en: 'Set one in the console (开发设置 > 接口内容加密方式) and give it to `encryptKey`; or leave `encrypt: true` out.',
    },
  },
  'sign-type.refused': {
    text: {
      zh: '网关不接受 sign_type；本库发出的是 {signType}，它在途中变了，或该接口不支持它。',
      en: 'The gateway does not take the `sign_type`; {signType} was sent, so it was changed on its way, or this API does not support it.',
    },
    cure: {
      zh: '把 `signType` 设为 RSA2，并确认中间环节没有改写 URL。',
      en: 'Use `signType` RSA2, and see that nothing on the way rewrites the URL.',
    },
  },
  'charset.refused': {
    text: {
      zh: '网关不接受 charset；本库发出的是 {charset}，它在途中变了，或该接口不支持它。',
      en: 'The gateway does not take the `charset`; {charset} was sent, so it was changed on its way, or this API does not support it.',
    },
    cure: {
      zh: '使用 charset: utf-8，并确认中间环节没有改写 URL 或移动其中的参数。',
      en: 'Use `charset` utf-8, and see that nothing on the way rewrites the URL or moves its parameters.',
    },
  },
  'request.parameter-lost': {
    text: {
      zh: '{parameter} 已随请求发出，网关却没有收到。',
      en: '{parameter} was sent with the request and did not come to the gateway.',
    },
    cure: {
      zh: '途中有程序丢掉了 URL 上的参数：请检查 axios adapter、代理与 gateway 选项，让它们原样转发 URL。',
      en: 'Something on the way drops parameters of the URL: look at the axios adapter, proxies and `gateway`, and have them pass the URL on as it is.',
    },
  },
};
