import type { FastifyInstance } from 'fastify';
import type { RawData, WebSocket } from 'ws';
import { type Clock, systemClock } from '../clock.ts';
import { closeSocket, MAX_FRAME_BYTES, prepareWebSockets, type SocketLog, shared } from '../transport/websocket.ts';
import { type AgentSessionServices, createAgentSession } from './agent-session.ts';

export type { ApiKeys } from './agent-session.ts';

export interface AgentSocketOptions extends Omit<AgentSessionServices, 'clock'> {
  /** Absent: the system's. */
  clock?: Clock;
}

/** An agent that lets this much wait unread is cut off: what it would hear is no longer now, and it costs our memory. */
const MAX_BUFFERED_BYTES = 8 * 1024 * 1024;

/**
 * What one socket may send per second. Two hundred calls whose replies stream a hundred tokens a second fill it; beyond, we
 * read no further until the second is over, so nothing is lost and the sender feels it.
 */
const MAX_FRAMES_PER_S = 20_000;
const MAX_BYTES_PER_S = 32 * 1024 * 1024;

/** `WS /client`: where agent processes connect. Source: wire.md §1–§3 */
export const agentSocket = shared(async (app: FastifyInstance, options: AgentSocketOptions): Promise<void> => {
  const services: AgentSessionServices = { ...options, clock: options.clock ?? systemClock };
  await prepareWebSockets(app);
  app.register(async (routes) => {
    routes.get('/client', { websocket: true }, (socket) => serve(socket, services));
  });
});

function serve(socket: WebSocket, services: AgentSessionServices): void {
  const { clock, log } = services;
  const session = createAgentSession(
    {
      send(text) {
        if (socket.readyState !== socket.OPEN) return;
        if (socket.bufferedAmount > MAX_BUFFERED_BYTES) return dropSlow(socket, clock, log);
        socket.send(text);
      },
      ping() {
        if (socket.readyState === socket.OPEN) socket.ping();
      },
      close: (code, reason) => closeSocket(socket, code, reason, clock),
    },
    services,
  );
  const pace = paceReading(socket, clock, log);
  socket.on('message', (data, isBinary) => {
    const bytes = sizeOf(data);
    if (bytes > MAX_FRAME_BYTES)
      return closeSocket(socket, 1009, `A frame of ${bytes} bytes came; ${MAX_FRAME_BYTES} is the most.`, clock);
    pace(bytes);
    if (isBinary) session.receiveBinary();
    else session.receive(data.toString());
  });
  socket.on('pong', () => session.heard());
  socket.on('close', () => session.closed());
  // The socket closes itself after an error, with the code that says which.
  socket.on('error', (error) => log.warn({ err: error }, 'agent socket failed'));
}

function dropSlow(socket: WebSocket, clock: Clock, log: SocketLog): void {
  log.warn({ bufferedBytes: socket.bufferedAmount }, 'agent socket closed: it does not read what it is sent');
  closeSocket(socket, 1013, `slow_consumer: more than ${MAX_BUFFERED_BYTES} bytes wait unread.`, clock);
}

/** @returns a function to call per frame with its size; it stops reading for the rest of a second that has had its share. */
function paceReading(socket: WebSocket, clock: Clock, log: SocketLog): (bytes: number) => void {
  let began = clock.now();
  let frames = 0;
  let total = 0;
  return (bytes) => {
    const now = clock.now();
    if (now - began >= 1_000) {
      began = now;
      frames = 0;
      total = 0;
    }
    frames += 1;
    total += bytes;
    if ((frames <= MAX_FRAMES_PER_S && total <= MAX_BYTES_PER_S) || socket.isPaused) return;
    log.warn({ frames, bytes: total }, 'agent socket paused: too much within a second');
    socket.pause();
    const callOff = clock.wakeAt(began + 1_000, () => socket.resume());
    socket.once('close', callOff);
  };
}

function sizeOf(data: RawData): number {
  return Array.isArray(data) ? data.reduce((sum, part) => sum + part.length, 0) : data.byteLength;
}
