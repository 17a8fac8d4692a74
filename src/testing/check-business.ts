import { FILE_EXTENSIONS } from '../catalog/upload-limits.js';
import type { Check, CheckScene } from './check.js';
import { readContent } from './check-content.js';
import type { GatewayRequest } from './read-request.js';
import type { BusinessNode } from './reply-words.js';
import { refusalNode } from './reply-words.js';

/** What is asked of an authentic request before its method runs. Source: protocol.md 6.2, 7.4. */
export const BUSINESS_CHECKS: readonly Check[] = [
  { name: 'auth_token', refuse: refuseUserToken },
  { name: 'app_auth_token', refuse: refuseMerchantToken },
  { name: 'app authorisation', refuse: refuseAppAuth },
  { name: 'permissions', refuse: refusePermissions },
  { name: 'files', refuse: refuseFiles },
  {
    name: 'biz_content',
    refuse: (request, { setup }) =>
      readContent(request, setup.encryptKey).ok ? undefined : refusalNode('40002', 'isv.invalid-parameter'),
  },
];

function refuseUserToken({ params }: GatewayRequest, { setup, grants }: CheckScene): BusinessNode | undefined {
  const token = params['auth_token'];
  if (!token) return undefined;
  const standing = grants.users.standingOf(token, setup.now());
  if (standing === 'live') return undefined;
  return refusalNode('20001', standing === 'expired' ? 'aop.auth-token-time-out' : 'aop.invalid-auth-token');
}

function refuseMerchantToken({ params }: GatewayRequest, { setup, grants }: CheckScene): BusinessNode | undefined {
  const token = params['app_auth_token'];
  if (!token) return undefined;
  const standing = grants.merchants.standingOf(token, setup.now());
  if (standing === 'expired') return refusalNode('20001', 'aop.app-auth-token-time-out');
  const grant = grants.merchants.find(token);
  if (standing === 'dead' || grant === undefined) return refusalNode('20001', 'aop.invalid-app-auth-token');
  const { apis, products } = grant.owner;
  if (apis !== undefined && !apis.includes(params['method'] ?? '')) {
    return refusalNode('20001', 'aop.invalid-app-auth-token-no-api');
  }
  return products?.length === 0 ? refusalNode('20001', 'aop.no-product-reg-by-partner') : undefined;
}

function refuseAppAuth({ params }: GatewayRequest, { setup }: CheckScene): BusinessNode | undefined {
  const onBehalf = params['app_auth_token'] && setup.ownOnly.has(params['method'] ?? '');
  return onBehalf ? refusalNode('40002', 'isv.not-support-app-auth') : undefined;
}

function refusePermissions({ params }: GatewayRequest, { setup }: CheckScene): BusinessNode | undefined {
  const method = params['method'] ?? '';
  if (setup.deniedToApp.has(method)) return refusalNode('40006', 'isv.insufficient-isv-permissions');
  const onBehalf = params['app_auth_token'] || params['auth_token'];
  return onBehalf && setup.deniedToUser.has(method)
    ? refusalNode('40006', 'isv.insufficient-user-permissions')
    : undefined;
}

function refuseFiles({ params, files }: GatewayRequest, { setup }: CheckScene): BusinessNode | undefined {
  if (files.length === 0) return undefined;
  for (const { fileName, size } of files) {
    const extension = /\.([^.]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? '';
    if (!FILE_EXTENSIONS.has(extension)) return refusalNode('40002', 'isv.invalid-file-extension');
    if (size > setup.maxFileBytes) return refusalNode('40002', 'isv.invalid-file-size');
  }
  return setup.requireDigest && !params['digest'] ? refusalNode('40002', 'isv.invalid-digest') : undefined;
}
