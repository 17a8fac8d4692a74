import { createPrivateKey, createPublicKey } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GatewayOptions, TestAuthority, TestCredentials, TestGateway } from 'alipay-axios/testing';
import { createTestAuthority, createTestCredentials, startGateway } from 'alipay-axios/testing';

/** What set-ups are made of. */
export interface SetupWorld {
  readonly own: TestCredentials;
  /** Another app's keys, and those with which Alipay signs for it. */
  readonly other: TestCredentials;
  readonly authority: TestAuthority;
  gateway(options?: GatewayOptions): Promise<TestGateway>;
  /** A gateway in certificate mode. */
  certified(): Promise<TestGateway>;
  /** The address of a server that answers everything with a page, as a proxy does. */
  proxy(): Promise<string>;
  close(): Promise<void>;
}

/** Makes the world; its gateways listen on this machine. */
export function openSetupWorld(): SetupWorld {
  const own = createTestCredentials({ format: 'base64' });
  const other = createTestCredentials({ format: 'base64', appId: '2021000000000099' });
  const authority = createTestAuthority();
  const closing: (() => unknown)[] = [];
  const gateway: SetupWorld['gateway'] = async (options = {}) => {
    const started = await startGateway({ credentials: own, ...options });
    closing.push(started.close);
    return started;
  };
  return {
    own,
    other,
    authority,
    gateway,
    certified: () => gateway({ authority }),
    proxy: async () => {
      const server = createServer((_request, response) => {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html><h1>Please log in</h1></html>');
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      closing.push(() => server.close());
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    close: async () => {
      for (const one of closing) await one();
    },
  };
}

/** The text of a `.env` file. */
export function dotenv(values: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** A private key in PEM. */
export function privatePem(base64: string, type: 'pkcs1' | 'pkcs8', lock?: string): string {
  const key = createPrivateKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'pkcs8' });
  const locked = lock === undefined ? {} : { cipher: 'aes-256-cbc', passphrase: lock };
  return key
    .export({ type: 'pkcs8', format: 'pem', ...locked, ...(type === 'pkcs1' ? { type } : {}) } as {
      type: 'pkcs8';
      format: 'pem';
    })
    .toString();
}

/** A public key in PEM. */
export function publicPem(base64: string): string {
  const key = createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
  return key.export({ type: 'spki', format: 'pem' }).toString();
}
