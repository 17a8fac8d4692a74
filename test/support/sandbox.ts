import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AlipayInstance } from 'alipay-axios';
import { createAlipay } from 'alipay-axios';
import type { Sandbox, SandboxEnv } from '../../src/cli/sandbox/sandbox.js';
import type { RequestView, StateView } from '../../src/cli/sandbox/views.js';

/** A client as an application makes one, out of its environment; it sends each call once. */
export function clientOf(env: SandboxEnv, options: object = {}): AlipayInstance {
  return createAlipay({
    appId: env.ALIPAY_APP_ID,
    privateKey: env.ALIPAY_APP_PRIVATE_KEY,
    alipayPublicKey: env.ALIPAY_PUBLIC_KEY,
    gateway: env.ALIPAY_GATEWAY,
    retry: { maxAttempts: 1 },
    ...options,
  });
}

/** Presses a button; resolves to the status. */
export async function press(sandbox: Sandbox, name: string, fields: object = {}): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${sandbox.url}/api/do/${name}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(fields),
  });
  return response.status;
}

/** Sends a request with any headers, `Host` included; resolves to the status, the headers and the body. */
export function send(
  url: string,
  {
    method = 'GET',
    headers = {},
    body = '',
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<{ readonly status: number; readonly headers: Record<string, unknown>; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** What a page is told. */
export interface Listener {
  /** All that came, as it came. */
  readonly text: () => string;
  readonly requests: () => readonly RequestView[];
  readonly state: () => StateView | undefined;
  /** Resolves when the condition holds, which is asked after everything that comes. */
  until(condition: () => boolean): Promise<void>;
  close(): void;
}

/** Opens the stream of a page. */
export async function listenTo(sandbox: Sandbox): Promise<Listener> {
  const stop = new AbortController();
  const response = await fetch(`${sandbox.url}/api/events`, { signal: stop.signal });
  let text = '';
  const requests = new Map<number, RequestView>();
  let state: StateView | undefined;
  const waiting = new Set<() => void>();
  const take = (event: string, data: string): void => {
    const value = JSON.parse(data);
    if (event === 'request') requests.set(value.id, value);
    if (event === 'state') state = value;
    if (event !== 'hello') return;
    requests.clear();
    for (const view of value.requests) requests.set(view.id, view);
    state = value.state;
  };
  const read = async (): Promise<void> => {
    let left = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      const blocks = (left + chunk).split('\n\n');
      left = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, event = '', data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
        take(event, data);
      }
      for (const check of waiting) check();
    }
  };
  read().catch(() => undefined);
  return {
    text: () => text,
    requests: () => [...requests.values()],
    state: () => state,
    until: (condition) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!condition()) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    close: () => stop.abort(),
  };
}

/** A shop that takes notifications and answers `success`. */
export interface Shop {
  readonly notifyUrl: string;
  readonly bodies: readonly string[];
  /** Resolves when so many have come. */
  until(count: number): Promise<void>;
  close(): void;
}

/** Opens a shop. */
export async function openShop(): Promise<Shop> {
  const bodies: string[] = [];
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks).toString());
      response.end('success');
      for (const check of waiting) check();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    notifyUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/notify`,
    bodies,
    until: (count) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (bodies.length < count) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
