import { afterEach, expect, test, vi } from 'vitest';
import { keyAndCertificate } from '../support/certificates.js';

afterEach(() => {
  vi.doUnmock('node:module');
  vi.resetModules();
});

test('where node-forge is not there it is missed, and not called no certificate', async () => {
  const { certificate } = keyAndCertificate();
  vi.resetModules();
  vi.doMock('node:module', () => ({
    createRequire: () => () => {
      throw new Error('Cannot find module');
    },
  }));
  const { certificateSn } = await import('../../src/protocol/certificate.js');
  const { openKeyContainer } = await import('../../src/protocol/key-container.js');
  expect(() => certificateSn(certificate)).toThrow(/"node-forge" cannot be loaded.*--external:node-forge/);
  expect(() => openKeyContainer(Buffer.from('x'), 'secret', 'privateKey')).toThrow(/"node-forge" cannot be loaded/);
});
