import type { AxiosRequestConfig, InternalAxiosRequestConfig } from 'axios';
import axios from 'axios';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultHeaders } from '../../src/runtime/default-headers.js';

// Few names in several spellings, so that they meet one another.
const name = fc.constantFrom('X-Tea', 'x-tea', 'X-TEA', 'Accept', 'accept', 'Content-Type', 'content-type', 'X-Own');
const value = fc.oneof(
  fc.constantFrom<unknown>('a', 'b', ' c ', 1, true, false, null, undefined),
  fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 }),
);
const fields = fc.dictionary(name, value, { maxKeys: 4 });
const buckets = fc.record({ common: fields, post: fields, get: fields }, { requiredKeys: [] });

test('the headers of an instance’s defaults are those that axios’s core makes of them', async () => {
  await fc.assert(
    fc.asyncProperty(fields, buckets, async (beside, inBuckets) => {
      const instance = axios.create({ headers: { ...beside, ...inBuckets } as AxiosRequestConfig['headers'] as never });
      const seen: InternalAxiosRequestConfig[] = [];
      const adapter = async (config: InternalAxiosRequestConfig) => {
        seen.push(config);
        return { data: '', status: 200, statusText: '', headers: {}, config };
      };
      await instance.post('/', undefined, { adapter, transformRequest: (data) => data });
      const ours = defaultHeaders(instance.defaults.headers, 'post');
      ours.setContentType('application/x-www-form-urlencoded', false);
      expect(Object.entries(ours)).toEqual(Object.entries(seen[0]?.headers ?? {}));
    }),
    { numRuns: 2_000 },
  );
});
