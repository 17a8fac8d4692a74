import type { Server } from 'node:http';

/**
 * Has a server listen on 127.0.0.1 alone; resolves to the server when it does.
 *
 * @param port the TCP port, 0 for any free one
 * @throws Error where the port is taken (`EADDRINUSE`) or not to be had
 */
export function listen(server: Server, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

/** Destroys every connection of a server; resolves when its port is free. A second call does no harm. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // A server that is closed already reports that as an error, and is as closed as asked.
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
