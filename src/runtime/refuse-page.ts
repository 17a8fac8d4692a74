import { findMethod } from '../catalog/find-method.js';
import { invalidInput } from '../protocol/invalid-input.js';

/**
 * Refuses a call of a method whose request a browser or an app sends: the gateway would answer a server with a redirect and
 * nothing else. Source: protocol.md 1.10, 10.
 *
 * @throws TypeError that names what to use instead
 */
export function refusePage(method: string): void {
  const page = findMethod(method)?.page;
  if (page === undefined) return;
  const [en, zh] =
    page === 'app' ? ['sdkExecute', 'sdkExecute（生成 App 支付串）'] : ['pageExecute', 'pageExecute（生成页面）'];
  throw invalidInput('method', {
    en: `${method} is not called from a server: the gateway answers it with a redirect; use ${en} and hand the result to the ${page === 'app' ? 'app' : 'browser'}`,
    zh: `${method} 不能由服务端直接调用，网关只会返回重定向；请使用 ${zh}，把结果交给${page === 'app' ? '客户端' : '浏览器'}`,
  });
}
