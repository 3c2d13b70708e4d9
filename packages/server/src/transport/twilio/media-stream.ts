import type { Calls } from '../../call/calls.ts';
import type { Clock } from '../../clock.ts';
import { VoiceError } from '../../errors.ts';
import { createStrikes } from '../strikes.ts';
import type { LineEvents } from '../transport.ts';
import type { SocketLog } from '../websocket.ts';
import { type AdmissionServices, admit } from './admission.ts';
import { type MediaPacket, readMediaFrame, type StreamStart } from './media-frames.ts';
import { MediaLine, type MediaPeer } from './media-line.ts';

/** How long a new socket has to send `start`. */
const START_WITHIN_MS = 10_000;
/** Bad frames that are forgiven within the window: one second of a carrier that sends nothing else. */
const FORGIVEN_FRAMES = 50;
const FORGIVEN_WINDOW_MS = 5_000;
/** A call sends 50 frames a second; after the network stalls, several seconds' worth come at once. Surplus is dropped. */
const MAX_FRAMES_PER_S = 1_000;
/** The line is µ-law at 8 kHz. */
const SAMPLES_PER_MS = 8;

export interface MediaStreamServices extends AdmissionServices {
  calls: Pick<Calls, 'begin'>;
  clock: Clock;
  log: SocketLog;
}

/** One media socket of the carrier: reads its frames for the call it belongs to. Nothing that comes in can throw. */
export interface MediaStream {
  receive(text: string): void;
  receiveBinary(): void;
  /** @param code of the close frame; 1005 when it had none, 1006 when none came */
  closed(code: number): void;
}

/** @param isDirect the socket may name its agent itself, see `admit` */
export function createMediaStream(peer: MediaPeer, isDirect: boolean, services: MediaStreamServices): MediaStream {
  const { calls, clock, log } = services;
  const strikes = createStrikes(FORGIVEN_FRAMES, FORGIVEN_WINDOW_MS);
  let line: MediaLine | undefined;
  let events: LineEvents | undefined;
  let isOver = false;
  // Where the next packet would be if it does not say.
  let nextSequence = 1;
  let nextSample = 0;
  let secondBegan = clock.now();
  let framesThisSecond = 0;

  const callOffStart = clock.wakeAt(clock.now() + START_WITHIN_MS, () => {
    if (!line) end('lost', 1008, `INVALID_FIELD: no start frame came within ${START_WITHIN_MS / 1000} s.`);
  });

  /** Ends the stream, whoever wished it; its call, if it has one, is told how. */
  const end = (how: 'hangup' | 'lost' | 'ours', code: number, reason: string) => {
    if (isOver) return;
    isOver = true;
    callOffStart();
    line?.shut();
    if (strikes.total > 0)
      log.warn({ callId: line?.info.callId, badFrames: strikes.total }, 'the carrier sent bad frames');
    peer.close(code, reason);
    if (how !== 'ours') events?.closed(how);
  };

  const strike = (why: string) => {
    if (!strikes.add(clock.now())) return;
    log.warn({ callId: line?.info.callId, why }, 'media socket closed: too many bad frames');
    end(
      'lost',
      1008,
      `PROTOCOL: more than ${FORGIVEN_FRAMES} bad frames within ${FORGIVEN_WINDOW_MS / 1000} s, the last: ${why}.`,
    );
  };

  const refuse = (reason: string, code = 1008) => {
    log.warn({ reason }, 'media socket refused');
    end('lost', code, reason);
  };

  const begin = (start: StreamStart) => {
    const admitted = admit(start, isDirect, services);
    if ('refused' in admitted) return refuse(admitted.refused);
    callOffStart();
    line = new MediaLine(admitted, start.streamSid, peer, (how) => {
      if (how === 'hung up') return end('ours', 1000, 'The call has ended.');
      log.warn({ callId: admitted.callId }, 'media socket closed: the carrier does not read what it is sent');
      end('lost', 1013, 'slow_consumer: too much audio waits unread.');
    });
    try {
      events = calls.begin(line);
    } catch (error) {
      if (!VoiceError.is(error)) {
        log.error({ err: error, callId: admitted.callId }, 'a call could not begin');
        return refuse('INTERNAL_ERROR: the call could not begin.', 1011);
      }
      // A carrier may try again what is only too much for now.
      refuse(`${error.code}: ${error.message}`, error.code === 'AGENT_NOT_FOUND' ? 1008 : 1013);
    }
  };

  const packet = (to: LineEvents, { chunk, timestampMs, payload }: MediaPacket) => {
    const sequence = chunk ?? nextSequence;
    const sample = timestampMs === undefined ? nextSample : timestampMs * SAMPLES_PER_MS;
    nextSequence = sequence + 1;
    nextSample = sample + payload.length;
    to.packet(sequence, sample, payload);
  };

  const isFlood = () => {
    const now = clock.now();
    if (now - secondBegan >= 1_000) {
      secondBegan = now;
      framesThisSecond = 0;
    }
    framesThisSecond += 1;
    return framesThisSecond > MAX_FRAMES_PER_S;
  };

  const dispatch = (text: string) => {
    const frame = readMediaFrame(text);
    switch (frame.kind) {
      case 'connected':
      case 'ignored':
        return;
      case 'bad':
        return strike(frame.why);
      case 'start':
        return line ? strike('a second start frame') : begin(frame.start);
      case 'stop':
        return end('hangup', 1000, '');
    }
    if (!events) return strike(`${frame.kind} before start`);
    switch (frame.kind) {
      case 'media':
        return packet(events, frame);
      case 'mark':
        return events.marked(frame.name);
      case 'dtmf':
        return events.dtmf(frame.digit);
    }
  };

  return {
    receive(text) {
      if (isOver) return;
      if (isFlood()) return strike(`more than ${MAX_FRAMES_PER_S} frames within a second`);
      try {
        dispatch(text);
      } catch (error) {
        log.error({ err: error, callId: line?.info.callId }, 'a frame of the carrier failed');
        strike('a frame that failed here');
      }
    },
    receiveBinary() {
      if (!isOver) strike('a binary frame');
    },
    closed(code) {
      // A proper goodbye is a hang-up, even without `stop`; a connection that just ends or breaks the protocol is not.
      end(code === 1000 || code === 1001 || code === 1005 ? 'hangup' : 'lost', 1000, '');
    },
  };
}
