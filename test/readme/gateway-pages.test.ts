import { describe, expect, test } from 'vitest';
import { MAX_FILE_BYTES } from '../../src/catalog/upload-limits.js';
import { MAX_BUFFERED_BYTES } from '../../src/runtime/uploads/prepare-stream.js';
import { testPages } from './page-pair.js';

const { english, chinese } = testPages('gateway');

describe.each([english, chinese])('$file', (page) => {
  test('tells the limits that there are', () => {
    expect([MAX_FILE_BYTES, MAX_BUFFERED_BYTES]).toEqual([50 * 1024 * 1024, 1024 * 1024]);
    for (const limit of ['50 MB', '1 MB', '128 KB']) expect(page.text).toContain(limit);
  });
});
