import { describe, expect, test } from 'vitest';
import { sourcesOf, textsOf } from '../../src/runtime/tokens/held-token.js';

const MERCHANT = { value: 'm', generation: 0 };
const USER = { value: 'u', owner: '2088', generation: 3 };

describe('the tokens of an attempt', () => {
  test.each([
    [{}, {}, {}],
    [{ app_auth_token: MERCHANT }, { app_auth_token: 'm' }, { app_auth_token: 'm' }],
    [{ auth_token: USER }, { auth_token: 'u' }, { auth_token: { owner: '2088' } }],
    [
      { app_auth_token: { ...USER, value: 'm' }, auth_token: MERCHANT },
      { app_auth_token: 'm', auth_token: 'm' },
      { app_auth_token: { owner: '2088' }, auth_token: 'm' },
    ],
  ])('%j are sent as texts, and asked for again by text or by owner', (tokens, texts, sources) => {
    expect({ ...textsOf(tokens) }).toStrictEqual(texts);
    expect({ ...sourcesOf(tokens) }).toStrictEqual(sources);
  });
});
