import type { Text } from '../../index.js';

/** A mistake in how a command was called; told in the user's language, without a stack trace. Ends with exit code 2. */
export class UsageError extends Error {
  readonly text: Text;

  constructor(text: Text) {
    super(text.en);
    this.name = 'UsageError';
    this.text = text;
  }
}
