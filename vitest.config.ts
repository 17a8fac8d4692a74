import { fileURLToPath } from 'node:url';
import type { ViteUserConfig } from 'vitest/config';
import { defineConfig } from 'vitest/config';

const OVER_UNDICI = [
  ...['abort', 'deadline', 'hostile', 'secrets'].map((name) => `test/integration/${name}.test.ts`),
  ...['uploads', 'v3'].map((name) => `test/whole/${name}.test.ts`),
];

const config: ViteUserConfig = defineConfig({
  resolve: {
    // Tests read the sources; the built package is exercised by test/integration and by the examples.
    alias: {
      'alipay-axios/testing': fileURLToPath(new URL('./src/testing/index.ts', import.meta.url)),
      'alipay-axios/otel': fileURLToPath(new URL('./src/otel/index.ts', import.meta.url)),
      'alipay-axios/redis': fileURLToPath(new URL('./src/redis/index.ts', import.meta.url)),
      'alipay-axios/undici': fileURLToPath(new URL('./src/undici/index.ts', import.meta.url)),
      'alipay-axios': fileURLToPath(new URL('./src/index.ts', import.meta.url)),
    },
  },
  test: {
    projects: [
      { extends: true, test: { name: 'all', include: ['test/**/*.test.ts'] } },
      // What depends on how requests go, once more over the other transport.
      { extends: true, test: { name: 'undici', include: OVER_UNDICI, setupFiles: ['test/support/over-undici.ts'] } },
    ],
    testTimeout: 30_000,
    // All of them: Vitest leaves one out, which is half of a small machine.
    maxWorkers: '100%',
    // Keys are made in hooks, which takes its time on a busy machine.
    hookTimeout: 30_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['text-summary', 'text'],
      thresholds: {
        'src/protocol/**': { statements: 100, branches: 100, functions: 100, lines: 100 },
        'src/policy/**': { statements: 100, branches: 100, functions: 100, lines: 100 },
        'src/diagnosis/**': { statements: 100, branches: 100, functions: 100, lines: 100 },
      },
    },
  },
});

export default config;
