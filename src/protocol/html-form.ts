/** The five characters that mean something in HTML, as text. Source: protocol.md 10. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/**
 * A form that a browser submits as soon as it has read it; without scripts there is a button.
 *
 * @param charset how the browser is to write it
 */
export function autoSubmitForm(
  action: string,
  fields: readonly (readonly [name: string, text: string])[],
  charset: string,
): string {
  const inputs = fields.map(
    ([name, text]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(text)}">`,
  );
  return [
    `<form id="alipaySubmit" name="alipaySubmit" method="POST" accept-charset="${escapeHtml(charset)}" action="${escapeHtml(action)}">`,
    ...inputs,
    '<noscript><button type="submit">继续 / Continue</button></noscript>',
    '</form>',
    '<script>document.forms["alipaySubmit"].submit();</script>',
  ].join('\n');
}
