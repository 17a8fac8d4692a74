import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, linkSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open as openFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FileJournal } from '../../src/runtime/journal/file-journal.js';
import { createFileJournal } from '../../src/runtime/journal/file-journal.js';
import type { Intent } from '../../src/runtime/journal/journal.js';
import { closeLine, openLine, readLines } from '../../src/runtime/journal/journal-lines.js';
import { lockJournal } from '../../src/runtime/journal/journal-lock.js';
import { describeJournal, intentOf } from './contract.js';

const folder = mkdtempSync(join(tmpdir(), 'journal-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
const newPath = (): string => join(folder, `${++count}.journal`);

const ids = async (journal: FileJournal): Promise<readonly string[]> => (await journal.pending()).map(({ id }) => id);

describeJournal('the file journal', async () => {
  const journal = createFileJournal(newPath());
  return { first: journal, second: journal, close: () => journal.end() };
});

describeJournal('the file journal, written anew all the time', async () => {
  const journal = createFileJournal(newPath(), { compactAtBytes: 400 });
  return { first: journal, second: journal, close: () => journal.end() };
});

describe('a file that is opened again', () => {
  let path: string;
  let journal: FileJournal;
  beforeEach(() => {
    path = newPath();
    journal = createFileJournal(path);
  });
  afterEach(() => journal.end().catch(() => undefined));

  const reopen = async (): Promise<void> => {
    await journal.end();
    journal = createFileJournal(path);
  };

  test('holds what was open, and is nobody else’s to read', async () => {
    const [one, two] = [intentOf(), intentOf()];
    await journal.open(one);
    await journal.open(two);
    await journal.close(one.id);
    await reopen();
    expect(await journal.pending()).toEqual([two]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.startsWith(`${count}.journal.`))).toEqual([
      `${count}.journal.lock`,
    ]);
  });

  test('has dropped a last record that was cut off, wherever it was cut', async () => {
    const [one, two] = [intentOf(), intentOf()];
    const whole = Buffer.from(openLine(one));
    const last = Buffer.from(openLine(two));
    await journal.end();
    for (let cut = 0; cut < last.length; cut++) {
      writeFileSync(path, Buffer.concat([whole, last.subarray(0, cut)]));
      journal = createFileJournal(path);
      const three = intentOf();
      await journal.open(three);
      expect(await ids(journal)).toEqual([one.id, three.id]);
      await reopen();
      expect(await ids(journal)).toEqual([one.id, three.id]);
      await journal.end();
    }
  });

  test('has dropped a last line whose checksum does not fit', async () => {
    writeFileSync(path, `${openLine(intentOf({ id: 'a' }))}${openLine(intentOf({ id: 'b' })).replace('"b"', '"c"')}`);
    expect(await ids(journal)).toEqual(['a']);
  });

  test.each([1, 2, 3])('says so where line %i is damaged, and leaves it as it is', async (line) => {
    const lines = [1, 2, 3, 4].map((nth) => openLine(intentOf({ id: `secret-${nth}` })));
    lines[line - 1] = lines[line - 1]?.replace('secret', 'sacred') ?? '';
    writeFileSync(path, lines.join(''));
    for (const call of [journal.pending(), journal.open(intentOf())]) {
      await expect(call).rejects.toMatchObject({ code: 'ERR_JOURNAL_CORRUPT' });
      await expect(call).rejects.toThrow(new RegExp(`line ${line} .*第 ${line} 行`));
      await expect(call).rejects.not.toThrow('secret');
    }
    expect(readFileSync(path, 'utf8')).toBe(lines.join(''));
    // And is read again once it is mended.
    writeFileSync(path, lines.filter((_, nth) => nth !== line - 1).join(''));
    expect(await journal.pending()).toHaveLength(3);
  });

  test('is shorter where most of it was over, and holds what is open', async () => {
    const kept = intentOf();
    const small = createFileJournal(newPath(), { compactAtBytes: 2_000 });
    await small.open(kept);
    for (let nth = 0; nth < 100; nth++) {
      const intent = intentOf();
      await small.open(intent);
      await small.close(intent.id);
    }
    await small.end();
    expect(statSync(join(folder, `${count}.journal`)).size).toBeLessThan(2_700);
    const again = createFileJournal(join(folder, `${count}.journal`));
    expect(await again.pending()).toEqual([kept]);
    await again.end();
  });
});

test('what is asked for at the same time goes to the disk together', async () => {
  const probe = await openFile(join(folder, 'probe'), 'w');
  const prototype: FileHandle = Object.getPrototypeOf(probe);
  await probe.close();
  const synced = vi.spyOn(prototype, 'datasync');
  const journal = createFileJournal(newPath());
  await Promise.all(Array.from({ length: 1_000 }, () => journal.open(intentOf())));
  expect(synced.mock.calls.length).toBeLessThan(5);
  expect(await journal.pending()).toHaveLength(1_000);
  synced.mockClear();
  await Promise.all((await ids(journal)).map((id) => journal.close(id)));
  expect(synced).not.toHaveBeenCalled();
  await journal.open(intentOf());
  expect(synced).toHaveBeenCalledTimes(1);
  await journal.end();
  synced.mockRestore();
});

describe('a disk that fails', () => {
  test('has nothing taken for written, and goes on when there is room again', async () => {
    const path = newPath();
    const journal = createFileJournal(path);
    const one = intentOf();
    await journal.open(one);
    const probe = await openFile(join(folder, 'probe'), 'w');
    const prototype: FileHandle = Object.getPrototypeOf(probe);
    await probe.close();
    const write = prototype.write;
    // A disk that takes half of a record and is full then.
    const full = vi.spyOn(prototype, 'write').mockImplementation(async function (this: FileHandle, ...args: unknown[]) {
      const [bytes, at, , position] = args as [Buffer, number, number, number];
      await Reflect.apply(write, this, [bytes, at, 20, position]);
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    } as never);
    await expect(journal.open(intentOf({ id: 'lost' }))).rejects.toMatchObject({
      code: 'ERR_JOURNAL_WRITE',
      message: expect.stringMatching(/ENOSPC.*磁盘空间/),
      cause: { code: 'ENOSPC' },
    });
    await expect(journal.close(one.id)).rejects.toMatchObject({ code: 'ERR_JOURNAL_WRITE' });
    full.mockRestore();
    const two = intentOf();
    await journal.open(two);
    await journal.end();
    const again = createFileJournal(path);
    expect(await again.pending()).toEqual([one, two]);
    await again.end();
  });

  test('that is really full refuses, and keeps what it had', async () => {
    const path = newPath();
    // A process may be kept from writing files longer than so many blocks.
    const child = spawn('sh', ['-c', `ulimit -f 4; exec "${process.execPath}" "${CHILD}" fill "${path}"`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    await once(child, 'close');
    const { written, code } = JSON.parse(said) as { written: number; code: string };
    expect(code).toBe('ERR_JOURNAL_WRITE');
    expect(written).toBeGreaterThan(2);
    const journal = createFileJournal(path);
    expect(await journal.pending()).toHaveLength(written);
    await journal.end();
  });

  test('a folder that is not there is named', async () => {
    const path = join(folder, 'nowhere', 'a.journal');
    const pending = createFileJournal(path).pending();
    await expect(pending).rejects.toThrow(path);
    await expect(pending).rejects.toMatchObject({ code: 'ERR_JOURNAL_WRITE', cause: { code: 'ENOENT' } });
  });
});

const CHILD = fileURLToPath(new URL('journal-child.mjs', import.meta.url));

interface Child {
  readonly pid: number;
  kill(): Promise<void>;
}

async function startChild(...args: readonly string[]): Promise<Child> {
  const child = spawn(process.execPath, [CHILD, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return {
    pid: child.pid ?? 0,
    kill: async () => {
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
    },
  };
}

describe('the lock', () => {
  test('of a living process keeps others out, and that of a dead one does not', async () => {
    const path = newPath();
    const child = await startChild('hold', path);
    const journal = createFileJournal(path);
    await expect(journal.open(intentOf())).rejects.toMatchObject({ code: 'ERR_JOURNAL_LOCKED' });
    await expect(journal.pending()).rejects.toThrow(`process ${child.pid}`);
    await child.kill();
    expect(existsSync(`${path}.lock`)).toBe(true);
    expect(await journal.pending()).toHaveLength(1);
    await journal.end();
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  test('keeps a second journal of the same process out, until the first is ended', async () => {
    const path = newPath();
    const [first, second] = [createFileJournal(path), createFileJournal(path)];
    await first.pending();
    await expect(second.pending()).rejects.toMatchObject({ code: 'ERR_JOURNAL_LOCKED' });
    await first.end();
    expect(await second.pending()).toEqual([]);
    await second.end();
  });

  test.each(['', 'garbage', '4000000 1 x', `${process.pid} 1 of-another-boot`])(
    'of nobody (%j) is taken over, by one of many',
    async (holder) => {
      for (let round = 0; round < 20; round++) {
        const path = newPath();
        writeFileSync(`${path}.lock`, holder);
        const journals = Array.from({ length: 16 }, () => createFileJournal(path));
        const ends = await Promise.allSettled(journals.map((journal) => journal.pending()));
        expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        for (const journal of journals) await journal.end().catch(() => undefined);
      }
    },
  );

  /** A lock of nobody that somebody is taking over at this moment, or was when it died. */
  function claimedLock(): { readonly path: string; readonly claim: string } {
    const path = newPath();
    writeFileSync(`${path}.lock`, 'garbage');
    const claim = `${path}.lock.${createHash('sha256').update('garbage').digest('hex').slice(0, 32)}`;
    linkSync(`${path}.lock`, claim);
    return { path, claim };
  }

  test('of nobody is left to whoever takes it over at this moment, for longer than that can take', async () => {
    const { path, claim } = claimedLock();
    const pausesMs: number[] = [];
    const sleep = async (ms: number): Promise<void> => void pausesMs.push(ms);
    await expect(lockJournal(path, sleep)).rejects.toMatchObject({ code: 'ERR_JOURNAL_LOCKED' });
    expect(pausesMs.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(10_000);
    expect(existsSync(claim)).toBe(true);
  });

  test('of nobody whose taker has died is waited for and taken', async () => {
    const { path, claim } = claimedLock();
    let pauses = 0;
    const sleep = async (): Promise<void> => {
      if (++pauses === 3) rmSync(claim);
    };
    const lock = await lockJournal(path, sleep);
    // In the third try the lock is taken away, in the fourth it is placed.
    expect(pauses).toBe(4);
    await lock.release();
  });
});

test('a process that is killed at any moment has lost nothing that it was told is written', async () => {
  for (let round = 0; round < 12; round++) {
    const path = newPath();
    const child = spawn(process.execPath, [CHILD, 'churn', path], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    while (said.length < 200 + round * 900) await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'close');
    const journal = createFileJournal(path);
    const left = new Set(await ids(journal));
    await journal.end();
    const words = said.split('\n').filter((line) => /^[+-] \S+ \.$/.test(line));
    const closed = new Set(words.filter((word) => word.startsWith('-')).map((word) => word.split(' ')[1]));
    const opened = words.filter((word) => word.startsWith('+')).map((word) => word.split(' ')[1] ?? '');
    expect(opened.length).toBeGreaterThan(5);
    for (const id of opened) if (!closed.has(id)) expect(left, `round ${round}`).toContain(id);
  }
});

test('any sequence of openings, closings and new starts leaves what a list would hold', async () => {
  const anyStep = fc.oneof(
    { weight: 5, arbitrary: fc.constant('open' as const) },
    { weight: 4, arbitrary: fc.nat(20) },
    { weight: 1, arbitrary: fc.constant('reopen' as const) },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyStep, { maxLength: 40 }),
      fc.integer({ min: 1, max: 3_000 }),
      async (steps, compactAtBytes) => {
        const path = newPath();
        let journal = createFileJournal(path, { compactAtBytes });
        let model: Intent[] = [];
        for (const step of steps) {
          if (step === 'open') {
            const intent = intentOf();
            model.push(intent);
            await journal.open(intent);
          } else if (step === 'reopen') {
            await journal.end();
            journal = createFileJournal(path, { compactAtBytes });
          } else {
            const id = model[step]?.id ?? 'none';
            model = model.filter((one) => one.id !== id);
            await journal.close(id);
          }
        }
        expect(await journal.pending()).toEqual(model);
        await journal.end();
      },
    ),
    { numRuns: 60 },
  );
});

test('lines are read as they were written, and nothing else is', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.string({ unit: 'binary' }))), (entries) => {
      const lines = entries.map(([isOpen, id]) => (isOpen ? openLine(intentOf({ id })) : closeLine(id)));
      const reading = readLines(Buffer.from(lines.join('')));
      expect(reading).toMatchObject({ ok: true, bytes: Buffer.byteLength(lines.join('')) });
    }),
  );
  for (const text of ['x\n', '00000000 {}\n', `${'0'.repeat(8)} null\n`]) {
    expect(readLines(Buffer.from(text + text))).toEqual({ ok: false, line: 1 });
  }
});

test.each([undefined, null, 7, '', 'a\0b'])('a path that is none (%j) is refused at once', (path) => {
  expect(() => createFileJournal(path as string)).toThrow(/"path".*文件路径/);
});

test('a size that is none is refused at once', () => {
  expect(() => createFileJournal(newPath(), { compactAtBytes: 0 })).toThrow('compactAtBytes');
});
