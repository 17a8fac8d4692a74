import { BUSINESS_SUB_MSG } from './business-words.js';

/** Fields of a business node beside its code. */
export type ReplyFields = Readonly<Record<string, unknown>>;

/** A business node as the gateway would write it. Source: protocol.md 2.1. */
export interface BusinessNode {
  readonly code: string;
  readonly msg: string;
  readonly sub_code?: string;
  readonly sub_msg?: string;
  readonly [field: string]: unknown;
}

// The gateway's own words, as they stand on the wire: msg in English, sub_msg in Chinese.
// Source: test/fixtures/gateway-codes.json; 10003, 40003 and 40005 from protocol.md 6.1.
const MSG: Readonly<Record<string, string>> = {
  '10000': 'Success',
  '10003': 'order success pay inprocess',
  '20000': 'Service Currently Unavailable',
  '20001': 'Insufficient Token Permissions',
  '40001': 'Missing Required Arguments',
  '40002': 'Invalid Arguments',
  '40003': 'Insufficient Conditions',
  '40004': 'Business Failed',
  '40005': 'Call Limited',
  '40006': 'Insufficient Permissions',
};

const SUB_MSG: Readonly<Record<string, string>> = {
  'isp.unknow-error': '服务暂不可用(业务系统不可用)',
  'aop.unknow-error': '服务暂不可用(网关自身的未知错误)',
  'aop.invalid-auth-token': '无效的访问令牌',
  'aop.auth-token-time-out': '访问令牌已过期',
  'aop.invalid-app-auth-token': '无效的应用授权令牌',
  'aop.invalid-app-auth-token-no-api': '商户未授权当前接口',
  'aop.app-auth-token-time-out': '应用授权令牌已过期',
  'aop.no-product-reg-by-partner': '商户未签约任何产品',
  'isv.missing-method': '缺少方法名参数',
  'isv.missing-signature': '缺少签名参数',
  'isv.missing-signature-type': '缺少签名类型参数',
  'isv.missing-signature-key': '缺少签名配置',
  'isv.missing-app-id': '缺少appId参数',
  'isv.missing-app-cert-sn': '缺少应用公钥证书SN',
  'isv.missing-alipay-root-cert-sn': '缺少支付宝根证书SN',
  'isv.app-cert-not-exist': '应用公钥证书不存在',
  'isv.alipay-cert-not-exist': '支付宝公钥证书不存在',
  'isv.invalid-alipay-root-cert-sn': '支付宝根证书SN无效',
  'isv.missing-timestamp': '缺少时间戳参数',
  'isv.missing-version': '缺少版本参数',
  'isv.decryption-error-missing-encrypt-type': '解密出错, 未指定加密算法',
  'isv.invalid-parameter': '参数无效',
  'isv.upload-fail': '文件上传失败',
  'isv.invalid-file-extension': '文件扩展名无效',
  'isv.invalid-file-size': '文件大小无效',
  'isv.invalid-method': '不存在的方法名',
  'isv.invalid-format': '无效的数据格式',
  'isv.invalid-signature-type': '无效的签名类型',
  'isv.invalid-signature': '无效签名',
  'isv.invalid-encrypt-type': '无效的加密类型',
  'isv.invalid-encrypt': '解密异常',
  'isv.invalid-app-id': '无效的appId参数',
  'isv.invalid-timestamp': '非法的时间戳参数',
  'isv.invalid-charset': '字符集错误',
  'isv.invalid-digest': '摘要错误',
  'isv.decryption-error-not-valid-encrypt-type': '解密出错,不支持的加密算法',
  'isv.decryption-error-not-valid-encrypt-key': '解密出错, 未配置加密密钥或加密密钥格式错误',
  'isv.decryption-error-unknown': '解密出错,未知异常',
  'isv.missing-signature-config': '验签出错, 未配置对应签名算法的公钥或者证书',
  'isv.not-support-app-auth': '本接口不支持第三方代理调用',
  'isv.insufficient-isv-permissions': 'ISV权限不足',
  'isv.insufficient-user-permissions': '用户权限不足',
  'isv.app-call-limited': '应用调用次数超限',
  'isv.method-call-limited': '接口调用次数超限',
};

/** The node of a reply with that code and no `sub_code`: 10000, 10003 and what a script makes up. */
export function plainNode(code: string, fields: ReplyFields = {}): BusinessNode {
  return { code, msg: MSG[code] ?? 'Unknown Code', ...fields };
}

/** The node of a call that ran. */
export function successNode(fields: ReplyFields = {}): BusinessNode {
  return plainNode('10000', fields);
}

/** The node of a refusal, with the words that the gateway has for it unless `fields` holds other ones. */
export function refusalNode(code: string, subCode: string, fields: ReplyFields = {}): BusinessNode {
  const subMsg = SUB_MSG[subCode] ?? BUSINESS_SUB_MSG[subCode] ?? '业务处理失败';
  return { code, msg: MSG[code] ?? 'Unknown Code', sub_code: subCode, sub_msg: subMsg, ...fields };
}
