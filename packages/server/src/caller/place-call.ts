import { WebSocket } from 'ws';
import { type Clock, systemClock } from '../clock.ts';
import { type NewId, randomId } from '../ids.ts';
import { FRAME_MS } from '../playout/frame.ts';
import { type Clip, encodeClip } from './clips.ts';
import { Ear, type Span } from './ear.ts';
import { FRAME_BYTES, Handset, SILENCE } from './handset.ts';
import { performScript, type Script } from './script.ts';

export interface CallOptions {
  /** The server's base, `http://127.0.0.1:4700` or `ws://…`. */
  url: string;
  /** The agent to talk to. */
  agent: string;
  /** What to say, in order. */
  clips?: readonly Clip[];
  from?: string;
  to?: string;
  /** Silence before each clip. Default 1000. */
  pauseMs?: number;
  /**
   * Before each clip also waits until the bot has been silent for `pauseMs`, at most 20 s, and between two clips for its
   * answer, at most 5 s. Default false.
   */
  wait?: boolean;
  /** After the last clip stays until nothing has been heard for this long, at most 30 s. Default 4000. */
  lingerMs?: number;
  clock?: Clock;
  newId?: NewId;
  /** Told what happens as it happens. */
  onNote?(note: CallNote): void;
  /** Hangs up early. */
  signal?: AbortSignal;
}

/** One thing that happened, at a time in ms since the call's start. */
export type CallNote =
  | { at: number; kind: 'connected'; callId: string }
  | { at: number; kind: 'said'; name: string; durationMs: number }
  | { at: number; kind: 'heard'; untilMs: number }
  | { at: number; kind: 'mark'; name: string }
  | { at: number; kind: 'cleared' };

export interface CallResult {
  /** The call's id, unless the server had used it before. */
  callId: string;
  /** What the person heard, 16-bit mono, 8000 samples a second, from the call's start. */
  recording: Int16Array;
  /** Where the recording has sound, in samples. */
  heardSpans: readonly Span[];
  /** Where each clip was said, in samples on the same clock. */
  sent: readonly (Span & { name: string })[];
  /** `lost`: the connection broke. */
  closedBy: 'caller' | 'server' | 'lost';
  /** What the server said as it closed. */
  closeReason: string;
}

/** The server would not take the call. The message is the server's reason. */
export class CallRefused extends Error {
  override readonly name = 'CallRefused';
}

const CONNECT_WITHIN_MS = 10_000;
const CLOSE_WITHIN_MS = 2_000;

/**
 * Calls an agent of a server the way a carrier would: speaks the phone protocol in real time, hears what the bot says as it
 * would be heard, and answers marks when their sound has been played.
 *
 * @throws CallRefused with the server's reason; Error when no server answers
 */
export async function placeCall(options: CallOptions): Promise<CallResult> {
  const { clock = systemClock, newId = randomId, pauseMs = 1_000, wait = false, lingerMs = 4_000 } = options;
  const clips = (options.clips ?? []).filter(({ samples }) => samples.length > 0);
  const note = options.onNote ?? (() => {});
  const callId = newId('CA').replace('_', '');
  const streamSid = newId('MZ').replace('_', '');

  const socket = await connect(options.url);
  // The line's clock begins with the connection.
  const startedAt = clock.now();
  const since = () => Math.round(clock.now() - startedAt);
  let sequenceNumber = 0;
  const send = (frame: object) => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame));
  };
  const numbered = (event: string, body: object) =>
    send({ event, sequenceNumber: String(++sequenceNumber), streamSid, ...body });

  send({ event: 'connected', protocol: 'Call', version: '1.0.0' });
  const { agent, to, from } = options;
  numbered('start', {
    start: {
      streamSid,
      callSid: callId,
      tracks: ['inbound'],
      mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
      customParameters: { agent, ...(to !== undefined && { to }), ...(from !== undefined && { from }) },
    },
  });
  note({ at: 0, kind: 'connected', callId });

  const handset = new Handset();
  const ear = new Ear(({ start, end }) => note({ at: start / 8, kind: 'heard', untilMs: end / 8 }));
  const answerMark = (name: string) => {
    numbered('mark', { mark: { name } });
    note({ at: since(), kind: 'mark', name });
  };
  socket.on('message', (data) => {
    const frame = readServerFrame(data.toString());
    if (frame?.event === 'media') handset.receive(frame.audio);
    else if (frame?.event === 'mark' && handset.mark(frame.name)) answerMark(frame.name);
    else if (frame?.event === 'clear') {
      note({ at: since(), kind: 'cleared' });
      for (const name of handset.clear()) answerMark(name);
    }
  });

  const sent: (Span & { name: string })[] = [];
  const speak = (clip: number, position: number) => {
    const name = clips[clip]?.name ?? '';
    if (sent.length > clip) return;
    const end = position + (script.clips[clip]?.length ?? 0);
    sent.push({ name, start: position, end });
    note({ at: position / 8, kind: 'said', name, durationMs: (end - position) / 8 });
  };
  const script: Script = { clips: clips.map(({ samples }) => encodeClip(samples)), pauseMs, wait, lingerMs };
  const nextStep = performScript(script);
  const silence = new Uint8Array(FRAME_BYTES).fill(SILENCE);

  let closedBy: CallResult['closedBy'] = 'server';
  let callOffTick = () => {};
  let callOffClose = () => {};
  const hangUp = () => {
    if (closedBy === 'caller') return;
    closedBy = 'caller';
    callOffTick();
    numbered('stop', { stop: { callSid: callId } });
    socket.close(1000);
    callOffClose = clock.wakeAt(clock.now() + CLOSE_WITHIN_MS, () => socket.terminate());
  };

  const tick = (index: number) => {
    const { frame, marks } = handset.tick();
    for (const name of marks) answerMark(name);
    ear.hear(frame);
    const step = nextStep(ear.lastHeardMs);
    if (step.do === 'hang up') return hangUp();
    if (step.do === 'speak') speak(step.clip, index * FRAME_BYTES);
    const payload = Buffer.from(step.do === 'speak' ? step.frame : silence).toString('base64');
    numbered('media', {
      media: { track: 'inbound', chunk: String(index + 1), timestamp: String(index * FRAME_MS), payload },
    });
    callOffTick = clock.wakeAt(startedAt + (index + 1) * FRAME_MS, () => tick(index + 1));
  };
  tick(0);

  options.signal?.addEventListener('abort', hangUp, { once: true });
  if (options.signal?.aborted) hangUp();
  const { code, reason } = await new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (closeCode, closeReason) => resolve({ code: closeCode, reason: closeReason.toString() }));
  });
  callOffTick();
  callOffClose();
  options.signal?.removeEventListener('abort', hangUp);
  if (closedBy === 'server' && REFUSALS.has(code))
    throw new CallRefused(reason || `The server closed the call with code ${code}.`);
  if (closedBy === 'server' && code === 1006) closedBy = 'lost';
  return { callId, recording: ear.finish(), heardSpans: ear.spans, sent, closedBy, closeReason: reason };
}

/** Close codes with which the server turns a call away: not allowed, broken, try later. */
const REFUSALS: ReadonlySet<number> = new Set([1008, 1011, 1013]);

/** @throws Error that names the server and what to do */
function connect(url: string): Promise<WebSocket> {
  const address = mediaUrl(url);
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address, { perMessageDeflate: false, handshakeTimeout: CONNECT_WITHIN_MS });
    socket.once('open', () => {
      socket.off('error', fail);
      // What happens to an open socket is told by its close.
      socket.on('error', () => {});
      resolve(socket);
    });
    const fail = (cause: Error) => {
      const why = 'code' in cause ? String(cause.code) : cause.message;
      reject(
        new Error(`No server takes calls at ${address} (${why}). Start it with "antiphon serve", or check the URL.`, {
          cause,
        }),
      );
    };
    socket.once('error', fail);
  });
}

/** @throws Error when it is no URL */
function mediaUrl(base: string): string {
  const url = URL.canParse(base) ? new URL(base) : undefined;
  if (!url || !/^(https?|wss?):$/.test(url.protocol)) {
    throw new Error(`${JSON.stringify(base)} is not the URL of a server. Give it like http://127.0.0.1:4700.`);
  }
  url.protocol = url.protocol.replace('http', 'ws');
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/twilio/media`;
  return url.href;
}

type ServerFrame = { event: 'media'; audio: Uint8Array } | { event: 'mark'; name: string } | { event: 'clear' };

/** @returns undefined for what a carrier would not understand either */
function readServerFrame(text: string): ServerFrame | undefined {
  let frame: { event?: unknown; media?: { payload?: unknown }; mark?: { name?: unknown } } | null;
  try {
    frame = JSON.parse(text);
  } catch {
    return undefined;
  }
  const payload = frame?.media?.payload;
  const name = frame?.mark?.name;
  if (frame?.event === 'media' && typeof payload === 'string')
    return { event: 'media', audio: Buffer.from(payload, 'base64') };
  if (frame?.event === 'mark' && typeof name === 'string') return { event: 'mark', name };
  return frame?.event === 'clear' ? { event: 'clear' } : undefined;
}
