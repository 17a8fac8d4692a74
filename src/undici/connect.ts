import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Plan } from './options.js';
import type { ProxyServer } from './proxy.js';
import type { Route } from './route.js';

/** A connection on its way. */
export interface Dialing {
  /** Called when TCP is up, and with a proxy the tunnel, where a handshake follows. */
  onSecuring(): void;
  /** Called once: with the socket, or with why there is none. */
  onEnd(error: Error | null, socket?: Socket): void;
}

/** Makes connections along one route. */
export interface Dialer {
  /** Begins to connect; the returned function breaks that off with an error. */
  dial(dialing: Dialing): (error: Error) => void;
}

const KEEP_ALIVE_PROBE_MS = 60_000;

/**
 * Makes the connector of a route: straight, through a proxy that forwards, or through a tunnel. TLS sessions are taken up again.
 */
export function createDialer(route: Route, plan: Plan): Dialer {
  let session: Buffer | undefined;
  const keepSession = (socket: Socket): Socket =>
    socket.on('session', (fresh: Buffer) => {
      session = fresh;
    });
  const shakeHands = (hostname: string, over: { readonly socket: Socket } | { readonly port: number }): Socket =>
    keepSession(
      connectTls({
        servername: isIP(hostname) === 0 ? hostname : '',
        ...plan.tls,
        ...over,
        ...(plan.lookup === undefined ? {} : { lookup: plan.lookup }),
        host: hostname,
        ALPNProtocols: ['http/1.1'],
        ...(session === undefined ? {} : { session }),
      }),
    );
  const { proxy } = route;
  const end = proxy !== undefined && route.isForwarded ? proxy : route;
  return {
    dial: (dialing) => {
      if (proxy !== undefined && !route.isForwarded) return dialThrough(proxy, route, plan, shakeHands, dialing);
      if (end.secure) return follow(shakeHands(end.hostname, { port: end.port }), true, dialing);
      const { lookup } = plan;
      const where = { host: end.hostname, port: end.port, ...(lookup === undefined ? {} : { lookup }) };
      return follow(connectTcp(where), false, dialing);
    },
  };
}

function follow(socket: Socket, secure: boolean, dialing: Dialing): (error: Error) => void {
  let isOver = false;
  const end = (error: Error | null): void => {
    if (isOver) return;
    isOver = true;
    dialing.onEnd(error, socket);
  };
  socket.setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_PROBE_MS);
  if (secure) socket.once('connect', dialing.onSecuring);
  // It stays: an error of a socket that nobody listens to would end the process.
  socket.on('error', end);
  socket.once(secure ? 'secureConnect' : 'connect', () => end(null));
  socket.once('close', () => end(lost()));
  return (error) => void socket.destroy(error);
}

type ShakeHands = (hostname: string, over: { readonly socket: Socket }) => Socket;

/** Through a tunnel, which a proxy makes when it is asked to with CONNECT. */
function dialThrough(
  proxy: ProxyServer,
  route: Route,
  plan: Plan,
  shakeHands: ShakeHands,
  dialing: Dialing,
): (error: Error) => void {
  const host = `${isIP(route.hostname) === 6 ? `[${route.hostname}]` : route.hostname}:${route.port}`;
  const request = (proxy.secure ? https : http).request({
    ...plan.tls,
    ...(plan.lookup === undefined ? {} : { lookup: plan.lookup }),
    host: proxy.hostname,
    port: proxy.port,
    method: 'CONNECT',
    path: host,
    headers: {
      Host: host,
      ...(proxy.authorization === undefined ? {} : { 'Proxy-Authorization': proxy.authorization }),
    },
    agent: false,
  });
  let giveUp = (error: Error): void => void request.destroy(error);
  request.on('error', (error) => dialing.onEnd(ofProxy(error)));
  request.once('response', (response) => request.destroy(refusal(response.statusCode)));
  request.once('connect', ({ statusCode = 0 }, socket: Socket) => {
    if (statusCode < 200 || statusCode > 299) {
      socket.destroy();
      dialing.onEnd(refusal(statusCode));
      return;
    }
    dialing.onSecuring();
    giveUp = follow(shakeHands(route.hostname, { socket }), true, { ...dialing, onSecuring: () => {} });
  });
  request.end();
  return (error) => giveUp(error);
}

function refusal(status: number | undefined): Error {
  return Object.assign(new Error(`The proxy answered CONNECT with ${status}`), {
    code: 'ERR_PROXY_REFUSED',
    syscall: 'connect',
  });
}

// Whatever goes wrong before there is a tunnel goes wrong while connecting.
function ofProxy(error: Error & { readonly code?: unknown }): Error {
  const { code } = error;
  return Object.assign(new Error(`The proxy: ${error.message}`, { cause: error }), {
    syscall: 'connect',
    ...(code === undefined ? {} : { code }),
  });
}

function lost(): Error {
  return Object.assign(new Error('The connection was closed before it was ready'), { code: 'ECONNRESET' });
}
