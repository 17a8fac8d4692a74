import type { Fill, Finding, SetupFinding } from './finding.js';
import { fillRow } from './finding.js';
import type { RefusedScene } from './scene.js';
import { SETUP_ROWS } from './setup-rows.js';

// Methods that speak about tokens have them in their content. Source: protocol.md 7.
const ABOUT_TOKENS = /^alipay\.(?:open\.auth|system\.oauth)\./;

const TOKENS: readonly (readonly [name: string, option: string])[] = [
  ['app_auth_token', 'appAuthToken'],
  ['auth_token', 'authToken'],
];

const OPTION = (name: string): Fill => ({
  instead: { zh: `用调用选项 ${name} 传入`, en: `give it by the call option \`${name}\`` },
});
const SETTING = (name: string): Fill => ({
  instead: {
    zh: `用 createAlipay 的 ${name} 选项设置，本库会自动带上`,
    en: `the option \`${name}\` of createAlipay sets it`,
  },
});

const SYSTEM: readonly (readonly [name: string, instead: Fill])[] = [
  ['charset', SETTING('charset')],
  ['sign_type', SETTING('signType')],
  ['app_cert_sn', SETTING('certificates')],
  ['notify_url', OPTION('notifyUrl')],
  ['return_url', OPTION('returnUrl')],
];

/** A token that stands in the content, where nobody looks for it. Source: protocol.md 7.3. */
export function findToken({ method, content = {} }: RefusedScene): readonly Finding[] {
  if (ABOUT_TOKENS.test(method)) return [];
  return TOKENS.filter(([name]) => Object.hasOwn(content, name)).map(([parameter, option]) =>
    finding('content.token', { parameter, option }),
  );
}

/** Common parameters that stand in the content. Source: protocol.md 1.2. */
export function findSystemParameters({ content = {} }: RefusedScene): readonly Finding[] {
  return SYSTEM.filter(([name]) => Object.hasOwn(content, name)).map(([parameter, instead]) =>
    finding('content.system-parameter', { parameter, ...instead }),
  );
}

function finding(cause: SetupFinding, fill: Fill & { readonly parameter: string }): Finding {
  return { cause, parameter: fill.parameter, ...fillRow(SETUP_ROWS[cause], fill) };
}
