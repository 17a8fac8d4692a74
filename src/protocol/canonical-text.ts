import type { WireParams } from './wire-params.js';

/**
 * The text that is signed for a request: every parameter but `sign`, sorted by name, joined as `name=value` with `&`,
 * values raw. `sign_type` stays in. Empty names and values are left out, as they are left out from the wire.
 * Source: protocol.md 1.5.
 *
 * @example
 * canonicalText({ b: '2', a: '1', sign: 'x' }); // 'a=1&b=2'
 */
export function canonicalText(params: WireParams): string {
  // Sorting by UTF-16 code unit is what the gateway's TreeMap does, and what sort() does by itself.
  let text = '';
  for (const name of Object.keys(params).sort()) {
    const value = params[name];
    if (name === 'sign' || name === '' || value === '') continue;
    text += text === '' ? `${name}=${value}` : `&${name}=${value}`;
  }
  return text;
}
