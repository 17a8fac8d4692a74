import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

/** Where a file stands: its folder below src, or its own name at the top. */
type Floor = string;

interface Source {
  readonly path: string;
  readonly floor: Floor;
  readonly text: string;
  /** What it imports: paths below src, or package names. */
  readonly imports: readonly string[];
}

const SOURCES: readonly Source[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => {
    const text = readFileSync(join(SRC, name), 'utf8');
    const found = text.matchAll(/^(?:import|export)\b[^;'"]*?from '([^']+)'|\bimport\('([^']+)'\)/gm);
    const imports = [...found]
      .map(([, stated, late]) => stated ?? late ?? '')
      .map((from) =>
        from.startsWith('.') ? relative(SRC, resolve(SRC, dirname(name), from)).replace(/\.js$/, '.ts') : from,
      );
    return { path: name, floor: floorOf(name), text, imports };
  });

function floorOf(path: string): Floor {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : path;
}

/** What an import stands on: a floor, a package, or Node. */
function groundOf(imported: string): Floor {
  if (imported.startsWith('node:')) return 'node:';
  return imported.endsWith('.ts') ? floorOf(imported) : imported;
}

/** Each floor and what it stands on. Source: design.md 1, and `diagnosis`, which was built in later. */
const BELOW: Readonly<Record<Floor, readonly Floor[]>> = {
  'index.ts': [
    'api',
    'alipay.ts',
    'face.ts',
    'options.ts',
    'errors.ts',
    'settlement',
    'runtime',
    'diagnosis',
    'policy',
    'catalog',
    'protocol',
  ],
  'alipay.ts': ['face.ts', 'options.ts', 'settlement', 'runtime', 'policy', 'protocol', 'axios'],
  api: ['api'],
  'face.ts': ['api', 'settlement', 'runtime', 'catalog', 'axios'],
  settlement: ['settlement', 'errors.ts', 'runtime', 'policy', 'catalog', 'protocol'],
  'options.ts': ['runtime', 'policy', 'protocol', 'axios'],
  'errors.ts': ['runtime', 'diagnosis', 'policy', 'catalog', 'axios', 'node:'],
  runtime: [
    'runtime',
    'errors.ts',
    'diagnosis',
    'policy',
    'catalog',
    'protocol',
    'axios',
    'p-retry',
    'eventsource-parser',
    'node:',
  ],
  diagnosis: ['diagnosis', 'catalog', 'protocol'],
  policy: ['policy', 'catalog', 'protocol'],
  catalog: ['catalog'],
  protocol: ['protocol', 'node:', 'node-forge'],
  testing: ['testing', 'protocol', 'catalog', 'node:', 'node-forge'],
  redis: ['redis', 'runtime', 'protocol', 'node:'],
  otel: ['otel', 'runtime', 'protocol', '@opentelemetry/api'],
  undici: ['undici', 'runtime', 'protocol', 'axios', 'node:'],
  cli: ['cli', 'index.ts', 'testing', 'diagnosis', 'protocol', 'catalog', 'node:', 'uqr'],
};

// Only these rooms know a package by more than its types. Source: design.md 1.
const PACKAGE_ROOMS: Readonly<Record<string, readonly string[]>> = {
  axios: [
    ...['alipay.ts', 'errors.ts', 'runtime/default-headers.ts', 'runtime/straight-way.ts', 'runtime/transport.ts'],
    ...['undici/adapter.ts', 'undici/failure.ts', 'undici/order.ts', 'undici/reply.ts'],
  ],
  'p-retry': ['runtime/engine.ts'],
  'eventsource-parser': ['runtime/read-events.ts'],
  'node-forge': ['testing/authority.ts'],
  undici: ['undici/connection.ts'],
  '@opentelemetry/api': ['otel/call-spans.ts', 'otel/instrument.ts'],
  uqr: ['cli/sandbox/qr-image.ts'],
};

describe('the house', () => {
  test('has sources to look at', () => {
    expect(SOURCES.length).toBeGreaterThan(60);
    expect(SOURCES.flatMap(({ imports }) => imports).length).toBeGreaterThan(200);
  });

  test.each(SOURCES.map((source) => [source.path, source] as const))('%s imports only from below', (_path, source) => {
    const allowed = BELOW[source.floor];
    expect(allowed, `no floor is known for ${source.path}`).toBeDefined();
    expect(source.imports.filter((one) => !allowed?.includes(groundOf(one)))).toEqual([]);
  });

  test.each(Object.entries(BELOW))('%s stands on all that it is said to stand on', (floor, below) => {
    const grounds = SOURCES.filter((source) => source.floor === floor).flatMap(({ imports }) => imports.map(groundOf));
    expect([...new Set(grounds)].sort()).toEqual([...below].sort());
  });

  test('has no circle of imports, type imports included', () => {
    const graph = new Map(SOURCES.map(({ path, imports }) => [path, imports.filter((one) => one.endsWith('.ts'))]));
    const done = new Set<string>();
    const visit = (path: string, trail: readonly string[]): void => {
      expect(trail, `a circle: ${[...trail, path].join(' -> ')}`).not.toContain(path);
      if (done.has(path)) return;
      for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
      done.add(path);
    };
    for (const path of graph.keys()) visit(path, []);
  });

  test.each(Object.entries(PACKAGE_ROOMS))('lets only its own rooms run code of %s', (name, rooms) => {
    const users = SOURCES.filter(({ text }) => new RegExp(`^import (?!type )[^;]*from '${name}'`, 'm').test(text));
    expect(users.map(({ path }) => path).sort()).toEqual([...rooms].sort());
  });

  test('loads node-forge in one place only, and only when it is needed', () => {
    const users = SOURCES.filter(({ text }) => /\bload\('node-forge/.test(text));
    expect(users.map(({ path }) => path)).toEqual(['protocol/forge.ts']);
  });

  test.each(['redis', 'otel'])('lets %s stand on types alone, but for the words of its errors', (room) => {
    const stated = SOURCES.filter(({ floor }) => floor === room).flatMap(({ text }) => [
      ...text.matchAll(/^import (?!type )[^;]*from '(\.\.\/[^']+)'/gm),
    ]);
    expect(new Set(stated.map(([, from]) => from))).toEqual(new Set(['../protocol/invalid-input.js']));
  });

  test('keeps time and chance off the pure floors, and real timers in the clock', () => {
    const pure = SOURCES.filter(({ floor }) => ['protocol', 'policy', 'diagnosis', 'catalog'].includes(floor));
    const clockless = SOURCES.filter(({ floor, path }) => floor === 'runtime' && path !== 'runtime/clock.ts');
    for (const { path, text } of [...pure, ...clockless]) {
      expect(
        text.match(/Date\.now\(|new Date\(\)|Math\.random\(|setTimeout\(|setInterval\(|performance\.now/),
        path,
      ).toBeNull();
    }
  });

  test('keeps its files under 250 lines, without any, export * or silenced checks', () => {
    for (const { path, text } of SOURCES) {
      expect(text.split('\n').length, path).toBeLessThanOrEqual(250);
      expect(text.match(/: any\b|<any>|as any\b|any\[\]|@ts-|^export \*/m), path).toBeNull();
    }
  });

  test('keeps state in closures: nothing at module level can change', () => {
    for (const { path, text } of SOURCES) expect(text.match(/^(?:export )?(?:let|var) /m), path).toBeNull();
  });

  test('has a docstring on every export of a value or a type', () => {
    const bare = SOURCES.filter(({ path }) => !/(^|\/)index\.ts$/.test(path)).flatMap(({ path, text }) =>
      [...text.matchAll(/(^|\n)(?!\s*\*\/)([^\n]*)\nexport (?:async )?(?:function|const|class|interface|type) (\w+)/g)]
        .filter(([, , before]) => !before?.trimEnd().endsWith('*/'))
        .map(([, , , name]) => `${path}: ${name}`),
    );
    expect(bare).toEqual([]);
  });

  test('keeps to its sizes in the browser too, and makes elements of no text', () => {
    const page = join(SRC, 'cli/sandbox/page');
    for (const name of readdirSync(page)) {
      const text = readFileSync(join(page, name), 'utf8');
      expect(text.split('\n').length, name).toBeLessThanOrEqual(250);
      expect(text, name).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function/);
    }
  });
});
