import { refusalNode, successNode } from '../reply-words.js';
import type { CertificateMode } from '../signers.js';
import type { Handler } from './call.js';
import { refuseMissing } from './call.js';

/** The method that hands Alipay's certificates out. Source: protocol.md 3.3. */
export function certificateMethods(
  mode: CertificateMode | undefined,
): readonly (readonly [method: string, handler: Handler])[] {
  return [
    [
      'alipay.open.app.alipaycert.download',
      (call) => {
        const missing = refuseMissing(call, ['alipay_cert_sn']);
        if (missing !== undefined) return missing;
        const pem = mode?.find(String(call.content['alipay_cert_sn']));
        if (pem === undefined) return refusalNode('40002', 'isv.alipay-cert-not-exist');
        return successNode({ alipay_cert_content: Buffer.from(pem).toString('base64') });
      },
    ],
  ];
}
