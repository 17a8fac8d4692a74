import { findMethod } from '../catalog/find-method.js';
import type { CallContext } from './call-context.js';

/**
 * Makes the warning of calls whose content lacks the key that would make a repeat the same call: what a lost reply leaves
 * open can then not be cured any more, so it is told before it happens. Once a method, as a process warning with the code
 * `ALIPAY_NO_KEY`. Source: protocol.md 8.4.
 */
export function createKeylessWarning(): (context: CallContext) => void {
  const warned = new Set<string>();
  return ({ call, parts, traits }) => {
    const { method } = call;
    const said = parts.settings.methods.get(method)?.repeat ?? findMethod(method)?.repeat;
    if (said !== 'with-key' || warned.has(method)) return;
    const { missingKey } = traits();
    if (missingKey.length === 0) return;
    warned.add(method);
    const names = missingKey.join(', ');
    const what = `${method} was called without ${names}: if its reply is lost, it cannot be sent again safely. Give it ${names} of your own, one for each request / 调用缺少 ${names}：应答一旦丢失就无法安全重发，请为每笔请求填写自己的 ${names}`;
    process.emitWarning(what, { code: 'ALIPAY_NO_KEY', type: 'AlipayWarning' });
  };
}
