import websocket from '@fastify/websocket';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { WebSocket } from 'ws';
import type { Clock } from '../clock.ts';

/** The part of the server's log that sockets write to. */
export type SocketLog = Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>;

/** The largest frame any socket may send us. */
export const MAX_FRAME_BYTES = 1024 * 1024;

/** The longest reason that fits a close frame, in UTF-8 bytes.    Source: RFC 6455 §5.5 */
const MAX_REASON_BYTES = 123;

/** How long the far end has to answer our close frame. */
const CLOSE_GRACE_MS = 2_000;

/** Gives the app its WebSocket server, once, whoever asks first. */
export async function prepareWebSockets(app: FastifyInstance): Promise<void> {
  if (app.hasDecorator('websocketServer')) return;
  // Our frames are small and many: compressing them would cost more than it saves.
  await app.register(websocket, { options: { maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false } });
}

/** Lets a plugin decorate and route on the app it is registered with, so that all sockets share one server. */
export function shared<Plugin extends object>(plugin: Plugin): Plugin {
  return Object.assign(plugin, { [Symbol.for('skip-override')]: true });
}

/** Closes a socket with a reason; one whose far end does not answer is cut off. */
export function closeSocket(socket: WebSocket, code: number, reason: string, clock: Clock): void {
  if (socket.readyState === socket.CLOSED) return;
  socket.close(code, fitReason(reason));
  const callOff = clock.wakeAt(clock.now() + CLOSE_GRACE_MS, () => socket.terminate());
  socket.once('close', callOff);
}

/** Cuts a reason to what a close frame holds, never within a character. */
export function fitReason(reason: string): string {
  if (Buffer.byteLength(reason) <= MAX_REASON_BYTES) return reason;
  let kept = '';
  let bytes = 0;
  for (const character of reason) {
    bytes += Buffer.byteLength(character);
    if (bytes > MAX_REASON_BYTES - 3) break;
    kept += character;
  }
  return `${kept}…`;
}
