import { expect, test, vi } from 'vitest';

// What tests of shops put in the place of axios, and what axios is in a browser's build: no adapter of node:http.
vi.mock('axios', async (original) => {
  const real = await original<typeof import('axios')>();
  const getAdapter = (): never => {
    throw new real.AxiosError('There is no suitable adapter to dispatch the request', 'ERR_NOT_SUPPORT');
  };
  return { ...real, default: { create: () => real.create(), getAdapter } };
});

test('the package can be imported where axios has no adapter of node:http, or is a double', async () => {
  const { createAlipay, isAlipayError } = await import('alipay-axios');
  expect(createAlipay).toBeTypeOf('function');
  expect(isAlipayError(new Error('no'))).toBe(false);
});
