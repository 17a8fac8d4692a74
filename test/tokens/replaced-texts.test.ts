import { describe, expect, it } from 'vitest';
import { createReplacedTexts, tokenKey } from '../../src/runtime/tokens/replaced-texts.js';

describe('the memory of tokens', () => {
  it('leads from an old token to the newest, over any number of refreshes', () => {
    const memory = createReplacedTexts();
    memory.remember('auth_token', 'a', 'b');
    memory.remember('auth_token', 'b', 'c');
    expect(['a', 'b', 'c', 'd'].map((value) => memory.current('auth_token', value))).toEqual(['c', 'c', 'c', 'd']);
  });

  it('keeps the two kinds of token apart', () => {
    const memory = createReplacedTexts();
    memory.remember('auth_token', 'a', 'b');
    expect(memory.current('app_auth_token', 'a')).toBe('a');
  });

  it('never goes in a circle, not even where a token comes back', () => {
    const memory = createReplacedTexts();
    memory.remember('auth_token', 'a', 'b');
    memory.remember('auth_token', 'b', 'a');
    expect([memory.current('auth_token', 'a'), memory.current('auth_token', 'b')]).toEqual(['a', 'a']);
    memory.remember('auth_token', 'a', 'a');
    expect(memory.current('auth_token', 'a')).toBe('a');
  });

  it('knows a token by its digest alone', () => {
    expect(tokenKey('auth_token', 'a')).toBe('auth_token:ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=');
  });

  it('forgets the oldest of more than ten thousand', () => {
    const memory = createReplacedTexts();
    for (let nth = 0; nth <= 10_000; nth++) memory.remember('auth_token', `old-${nth}`, `new-${nth}`);
    expect(memory.current('auth_token', 'old-0')).toBe('old-0');
    expect(memory.current('auth_token', 'old-1')).toBe('new-1');
    expect(memory.current('auth_token', 'old-10000')).toBe('new-10000');
  });
});
