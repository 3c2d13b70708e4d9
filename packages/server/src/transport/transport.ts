import type { LineCodec } from '@antiphon/audio-core';

/** Who is calling whom, as the way in knows it when a call begins. */
export interface LineInfo {
  /** The carrier's id of the call, else one of ours; unique on this server. */
  callId: string;
  orgId: string;
  /** Slug of the agent that answers. */
  agentId: string;
  from: string;
  to: string;
  direction: 'inbound' | 'outbound';
  transport: 'phone' | 'webrtc';
  codec: LineCodec;
  sampleRateHz: 8000 | 16000 | 24000 | 48000;
  metadata: Record<string, unknown>;
}

/** The port of a way in: what a call asks of its connection to the person. Every method is safe after the line has closed. */
export interface Line {
  readonly info: LineInfo;
  /** Whether `mark` is answered by `LineEvents.marked` once the audio before it has been heard. */
  readonly confirmsPlayout: boolean;
  /** Sends 20 ms of encoded audio. The bytes are reused by the caller: copy what you keep. */
  send(frame: Uint8Array): void;
  /** Asks the far end to say when everything sent so far has been played. */
  mark(name: string): void;
  /** Makes the far end drop what it has not yet played. */
  clear(): void;
  /** Ends the connection. `LineEvents.closed` may follow and is ignored. */
  hangUp(): void;
}

/** What a way in tells its call. Calls after the end of the call are ignored. */
export interface LineEvents {
  /**
   * @param sequence counts packets, any start, may jump, repeat or wrap
   * @param timestampSamples position of the packet's first sample on the sender's clock
   */
  packet(sequence: number, timestampSamples: number, payload: Uint8Array): void;
  marked(name: string): void;
  dtmf(digit: string): void;
  /** The person hung up (`hangup`), or the connection broke without a word (`lost`). */
  closed(how: 'hangup' | 'lost'): void;
}
