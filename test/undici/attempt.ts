import type { AddressInfo, Server } from 'node:net';
import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { AxiosHeaders } from 'axios';
import { SEND_WATCH } from '../../src/runtime/adapter-contract.js';
import type { Clock } from '../../src/runtime/clock.js';
import { SYSTEM_CLOCK } from '../../src/runtime/clock.js';
import { SendWatch } from '../../src/runtime/send-watch.js';

/** An attempt as the engine hands it to an adapter, and what the adapter tells of it. */
export interface Attempt {
  readonly response: Promise<AxiosResponse>;
  readonly watch: SendWatch;
}

/** Sends one request in the way in which the engine does. */
export function attempt(
  adapter: AxiosAdapter,
  url: string,
  differing: Partial<InternalAxiosRequestConfig> = {},
  clock: Partial<Clock> = {},
): Attempt {
  const watch = new SendWatch({ ...SYSTEM_CLOCK, ...clock }, 20_000);
  const config = {
    url,
    method: 'post',
    data: 'a=1',
    responseType: 'arraybuffer',
    headers: new AxiosHeaders({ 'Content-Type': 'application/x-www-form-urlencoded' }),
    maxContentLength: 10_000,
    ...differing,
    [SEND_WATCH]: watch,
  } as InternalAxiosRequestConfig;
  return { response: adapter(config), watch };
}

/** Has a server listen on a free port of this machine; resolves to its origin. */
export async function listening(server: Server, scheme = 'http'): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
