import { formatTimestamp } from '../../protocol/timestamp.js';
import type { Exchange, Grant } from '../grant-book.js';
import type { Grants, MerchantOwner, UserOwner } from '../grants.js';
import type { BusinessNode, ReplyFields } from '../reply-words.js';
import { refusalNode, successNode } from '../reply-words.js';
import type { GatewayCall, Handler } from './call.js';
import { refuseMissing } from './call.js';

/** The methods of both families of tokens, and the one that needs a user's. Source: protocol.md 7. */
export function tokenMethods(
  grants: Grants,
  now: () => number,
): readonly (readonly [method: string, handler: Handler])[] {
  return [
    ['alipay.system.oauth.token', (call) => exchangeUser(grants, now(), call)],
    ['alipay.open.auth.token.app', (call) => exchangeMerchant(grants, now(), call)],
    ['alipay.open.auth.token.app.query', (call) => queryMerchant(grants, now(), call)],
    ['alipay.user.info.share', (call) => shareUser(grants, call)],
  ];
}

const USER_REFUSALS = {
  code: { unknown: 'isv.code-invalid', used: 'isv.code-invalid', expired: 'isv.code-invalid' },
  refresh: {
    unknown: 'isv.refresh-token-invalid',
    used: 'isv.refreshed-token-invalid',
    expired: 'isv.refresh-token-time-out',
  },
} as const;

const MERCHANT_REFUSALS = {
  code: { unknown: 'AUTH_CODE_NOT_EXIST', used: 'AUTH_CODE_NOT_VALID', expired: 'AUTH_CODE_NOT_VALID' },
  refresh: {
    unknown: 'REFRESH_TOKEN_NOT_EXIST',
    used: 'REFRESH_TOKEN_NOT_VALID',
    expired: 'REFRESH_TOKEN_TIME_OUT',
  },
} as const;

// Its parameters are top-level ones, not a biz_content. Source: protocol.md 7.1.
function exchangeUser({ users }: Grants, nowMs: number, { params }: GatewayCall): BusinessNode {
  const answer = (exchange: Exchange<UserOwner>, by: 'code' | 'refresh'): BusinessNode =>
    exchange.kind === 'granted'
      ? successNode(userFields(exchange.grant, nowMs))
      : refusalNode('40002', USER_REFUSALS[by][exchange.kind]);
  switch (params['grant_type']) {
    case 'authorization_code':
      return answer(users.exchangeCode(params['code'] ?? ''), 'code');
    case 'refresh_token':
      return answer(users.refresh(params['refresh_token'] ?? ''), 'refresh');
    default:
      return refusalNode('40002', 'isv.grant-type-invalid');
  }
}

function exchangeMerchant({ merchants }: Grants, nowMs: number, { content }: GatewayCall): BusinessNode {
  const answer = (exchange: Exchange<MerchantOwner>, by: 'code' | 'refresh'): BusinessNode =>
    exchange.kind === 'granted'
      ? successNode(merchantFields(exchange.grant, nowMs))
      : refusalNode('40004', MERCHANT_REFUSALS[by][exchange.kind]);
  switch (content['grant_type']) {
    case 'authorization_code':
      return answer(merchants.exchangeCode(String(content['code'])), 'code');
    case 'refresh_token':
      return answer(merchants.refresh(String(content['refresh_token'])), 'refresh');
    default:
      return refusalNode('40004', 'GRANT_TYPE_INVALID');
  }
}

function queryMerchant({ merchants }: Grants, nowMs: number, call: GatewayCall): BusinessNode {
  const refusal = refuseMissing(call, ['app_auth_token']);
  if (refusal !== undefined) return refusal;
  const token = String(call.content['app_auth_token']);
  const grant = merchants.find(token);
  if (grant === undefined) return refusalNode('40004', 'AUTH_TOKEN_NOT_EXISTED');
  return successNode({
    auth_app_id: grant.owner.appId,
    user_id: grant.owner.userId,
    status: merchants.standingOf(token, nowMs) === 'live' ? 'valid' : 'invalid',
    expires_in: secondsUntil(grant.expiresAtMs, nowMs),
    auth_start: formatTimestamp(grant.issuedAtMs),
    auth_end: formatTimestamp(grant.expiresAtMs),
    ...(grant.owner.apis === undefined ? {} : { auth_methods: grant.owner.apis }),
  });
}

function shareUser({ users }: Grants, { params }: GatewayCall): BusinessNode {
  const grant = users.find(params['auth_token'] ?? '');
  if (grant === undefined) return refusalNode('20001', 'aop.invalid-auth-token');
  return successNode({ user_id: grant.owner.userId, nick_name: '支付宝测试用户' });
}

function userFields(grant: Grant<UserOwner>, nowMs: number): ReplyFields {
  return {
    access_token: grant.token,
    refresh_token: grant.refreshToken,
    user_id: grant.owner.userId,
    auth_start: formatTimestamp(grant.issuedAtMs),
    ...lifetimes(grant, nowMs),
  };
}

function merchantFields(grant: Grant<MerchantOwner>, nowMs: number): ReplyFields {
  const fields = {
    app_auth_token: grant.token,
    app_refresh_token: grant.refreshToken,
    auth_app_id: grant.owner.appId,
    user_id: grant.owner.userId,
    ...lifetimes(grant, nowMs),
  };
  return { ...fields, tokens: [fields] };
}

function lifetimes(
  grant: Grant<unknown>,
  nowMs: number,
): { readonly expires_in: number; readonly re_expires_in: number } {
  return {
    expires_in: secondsUntil(grant.expiresAtMs, nowMs),
    re_expires_in: secondsUntil(grant.refreshExpiresAtMs, nowMs),
  };
}

function secondsUntil(atMs: number, nowMs: number): number {
  return Math.max(0, Math.floor((atMs - nowMs) / 1_000));
}
