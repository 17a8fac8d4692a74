import type { AxiosInstance } from 'axios';
import { AxiosHeaders } from 'axios';

/**
 * The headers that the defaults of an instance give a request of one HTTP method: those for all, those of the method, and then
 * those that stand beside. Source: axios's core, which flattens them in this order.
 *
 * @param verb in lower case
 */
export function defaultHeaders(defaults: AxiosInstance['defaults']['headers'], verb: string): AxiosHeaders {
  const inBuckets: Record<string, string> = Object.create(null);
  for (const name of ['common', verb]) {
    const bucket = Object.hasOwn(defaults, name) ? defaults[name] : undefined;
    if (isBucket(bucket)) Object.assign(inBuckets, bucket);
  }
  const beside: Record<string, string> = Object.create(null);
  for (const name of Object.keys(defaults)) {
    const value = defaults[name];
    const isHeader = !BUCKETS.has(name) || (value !== undefined && value !== null && !isBucket(value));
    if (isHeader) beside[name] = value as string;
  }
  return new AxiosHeaders(inBuckets).set(beside);
}

const BUCKETS: ReadonlySet<string> = new Set([
  ...['common', 'delete', 'get', 'head', 'options', 'patch', 'post', 'put', 'purge', 'link', 'unlink', 'query'],
]);

function isBucket(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
