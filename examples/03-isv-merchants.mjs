// @ts-check
// An ISV calls for three merchants whose tokens have all expired.   npm run build && node examples/03-isv-merchants.mjs
import { createAlipay } from 'alipay-axios';
import { startGateway } from 'alipay-axios/testing';

/** @import { StaleToken } from 'alipay-axios' */

const gateway = await startGateway();

// In production: a table of yours, by merchant. The refresh token (app_refresh_token) is replaced at each refresh as well.
const merchants = ['面馆', '茶铺', '书店'].map((name) => {
  const { owner, token, refreshToken } = gateway.tokens.issueMerchant();
  return { name, appId: owner, token, refreshToken };
});

const alipay = createAlipay({ ...gateway.credentials, gateway: gateway.url, tokens: { refresh } });
alipay.events.on('refresh', ({ token, because }) => console.log(`refresh of an ${token}: ${because}`));

/** @param {StaleToken} stale */
async function refresh({ value, signal }) {
  const merchant = merchants.find(({ token }) => token === value);
  // What is thrown here fails the calls that wait for the token, with this error as their cause.
  if (merchant === undefined) throw new Error('a token that is not in the table');
  const { data } = await alipay.execute(
    'alipay.open.auth.token.app',
    { grant_type: 'refresh_token', refresh_token: merchant.refreshToken },
    { signal },
  );
  // Store both before you return: the old pair is dead from now on.
  merchant.token = String(data['app_auth_token']);
  merchant.refreshToken = String(data['app_refresh_token']);
  return merchant.token;
}

for (const { token } of merchants) gateway.tokens.expire(token);

// Ten calls for each merchant, all at once, all with tokens that are dead.
const calls = merchants.flatMap((merchant) => Array.from({ length: 10 }, (_, index) => ({ merchant, index })));
const codes = await Promise.all(
  calls.map(async ({ merchant, index }) => {
    const order = {
      out_trade_no: `${merchant.appId}-${index}`,
      total_amount: '9.90',
      subject: `${merchant.name} ${index}`,
    };
    const { data } = await alipay.execute('alipay.trade.precreate', order, { appAuthToken: merchant.token });
    return String(data['qr_code']);
  }),
);

console.log(`${new Set(codes).size} QR codes for ${merchants.length} merchants`);
console.log(`${gateway.tokens.refreshCount} refreshes, one for each merchant`);

alipay.close();
await gateway.close();
