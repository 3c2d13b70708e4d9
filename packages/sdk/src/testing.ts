import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { FakeServer, type FakeServerOptions } from './testing/fake-server.ts';

export type { FakeCallOptions, SaysOptions } from './testing/fake-call.ts';
export { FakeCall } from './testing/fake-call.ts';
export type { FakeAgent, FakeServerOptions } from './testing/fake-server.ts';
export { FakeServer } from './testing/fake-server.ts';

/** A fake server that clients reach over a socket. */
export interface ListeningFakeServer extends FakeServer {
  /** What `new Antiphon({ url })` takes. */
  readonly url: string;
  /** Cuts all connections and stops listening. */
  close(): Promise<void>;
}

/**
 * Starts a server for tests: it registers agents and carries calls without sound, so that an agent's own code can be
 * tried in milliseconds. Listens on loopback.
 *
 * @param options.port 0 for any that is free
 */
export async function startFakeServer(
  options: FakeServerOptions & { port?: number } = {},
): Promise<ListeningFakeServer> {
  const sockets = new WebSocketServer({ host: '127.0.0.1', port: options.port ?? 0, path: '/client' });
  const server = new FakeServer(options);
  sockets.on('connection', (socket) => {
    const { received, closed } = server.accept(socket);
    socket.on('message', (data) => received(data.toString()));
    socket.on('close', closed);
  });
  await once(sockets, 'listening');
  const { port } = sockets.address() as AddressInfo;
  return Object.assign(server, {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        sockets.close(() => resolve());
        // Those too that have not said who they are.
        for (const socket of sockets.clients) socket.terminate();
      }),
  });
}
