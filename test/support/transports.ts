import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { AlipayOptions } from 'alipay-axios';
import type { UndiciAdapter } from 'alipay-axios/undici';
import { createUndiciAdapter } from 'alipay-axios/undici';

/** What the connections of a transport are bounded by. */
export interface Connecting {
  readonly maxSockets?: number;
  readonly lookup?: LookupFunction;
  /** True where a certificate that nobody vouches for is taken. */
  readonly trustsAll?: true;
}

/** A way for requests to go, as an instance's axios defaults have it. */
export interface Transport {
  readonly name: 'axios http' | 'undici';
  readonly connect: (connecting?: Connecting) => NonNullable<AlipayOptions['axios']>;
}

const made = new Set<UndiciAdapter>();

/** Each of the transports there are; a suite that runs over all of them holds that they tell the engine the same. */
export const TRANSPORTS: readonly Transport[] = [
  {
    name: 'axios http',
    connect: ({ maxSockets, lookup, trustsAll } = {}) => ({
      adapter: 'http',
      ...(maxSockets === undefined ? {} : { httpAgent: new Agent({ keepAlive: true, maxSockets }) }),
      ...(lookup === undefined ? {} : { lookup: lookup as never, proxy: false }),
      ...(trustsAll ? { httpsAgent: new TlsAgent({ rejectUnauthorized: false }) } : {}),
    }),
  },
  {
    name: 'undici',
    connect: ({ maxSockets, lookup, trustsAll } = {}) => {
      const adapter = createUndiciAdapter({
        proxy: false,
        ...(maxSockets === undefined ? {} : { connections: maxSockets }),
        ...(lookup === undefined ? {} : { lookup }),
        ...(trustsAll ? { tls: { rejectUnauthorized: false } } : {}),
      });
      made.add(adapter);
      return { adapter };
    },
  },
];

/** Ends the connections of the adapters that were made so far. */
export async function closeTransports(): Promise<void> {
  const all = [...made];
  made.clear();
  await Promise.all(all.map((adapter) => adapter.close()));
}
