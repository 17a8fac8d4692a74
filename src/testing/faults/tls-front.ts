import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import type { SecureContext } from 'node:tls';
import { createSecureContext, TLSSocket } from 'node:tls';

/**
 * What a handshake meets.
 *
 * - `alert` the server refuses it
 * - `garbage` what comes is not TLS
 * - `silence` the connection is there, and nothing comes
 * - `untrusted` a certificate that nobody has signed
 */
export type TlsFault = 'alert' | 'garbage' | 'silence' | 'untrusted';

/** An https origin whose handshakes fail. */
export interface TlsFront {
  readonly url: string;
  play(kind: TlsFault): void;
  close(): Promise<void>;
}

/** Starts one on 127.0.0.1. */
export async function startTlsFront(): Promise<TlsFront> {
  let kind: TlsFault = 'alert';
  let context: Promise<SecureContext> | undefined;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    if (kind === 'untrusted') {
      context ??= selfSigned();
      void context.then((secureContext) => secure(socket, secureContext));
    } else if (kind !== 'silence') {
      const answer = ANSWERS[kind];
      socket.once('data', () => socket.end(answer));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    play: (next) => {
      kind = next;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const ANSWERS = {
  // A fatal alert, handshake_failure. Source: RFC 5246 7.2.
  alert: Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28]),
  garbage: Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'),
};

function secure(socket: Socket, secureContext: SecureContext): void {
  new TLSSocket(socket, { isServer: true, secureContext }).on('error', () => undefined).resume();
}

// Only who asks for it pays for loading the package and making a key.
async function selfSigned(): Promise<SecureContext> {
  const { default: forge } = await import('node-forge');
  const keys = forge.pki.rsa.generateKeyPair(2048);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = keys.publicKey;
  certificate.serialNumber = '01';
  certificate.validity.notBefore = new Date(0);
  certificate.validity.notAfter = new Date(4_102_444_800_000);
  const name = [{ name: 'commonName', value: '127.0.0.1' }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.sign(keys.privateKey, forge.md.sha256.create());
  return createSecureContext({
    key: forge.pki.privateKeyToPem(keys.privateKey),
    cert: forge.pki.certificateToPem(certificate),
  });
}
