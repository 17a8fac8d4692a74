/** The message with which a call fails; throws where it does not fail, or not as a mistake of the caller's. */
export function complaintOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** The first 16 characters in a row of the secret that a text lets out; `undefined` where it lets out none. */
export function leakOf(text: string, secret: string | Uint8Array): string | undefined {
  for (const spelling of spellingsOf(secret)) {
    for (let at = 0; at + 16 <= spelling.length; at++) {
      const slice = spelling.slice(at, at + 16);
      if (text.includes(slice)) return slice;
    }
  }
  return undefined;
}

// PEM labels are no secret, and the messages name them.
function spellingsOf(secret: string | Uint8Array): string[] {
  if (typeof secret === 'string') {
    const body = secret.replaceAll(/-----[A-Z ]+-----/g, '');
    return [body, body.replaceAll(/\s|\\n|\\r/g, '')];
  }
  const bytes = Buffer.from(secret);
  return [...spellingsOf(bytes.toString('latin1')), bytes.toString('base64'), bytes.toString('hex')];
}
