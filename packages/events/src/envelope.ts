import type { EventData, EventName } from './catalog.ts';

/** What surrounds every event. */
export interface Envelope {
  /** The organisation the call belongs to; empty where a wire form does not carry it. */
  orgId: string;
  /** The agent's slug; empty on frames that concern no agent. */
  agentId: string;
  callId: string | null;
  /** Rises with every event of the call, kept or not, from 1; 0 on frames that belong to no call. */
  order: number;
  /** Kept events only: gapless per call, from 1. */
  seq?: number;
  /** Ms since the call began. */
  at: number;
  /** Ms since 1970. */
  ts: number;
  /** Samples of the call heard from the caller when it happened, at the line's rate. */
  inSample: number;
  /** Samples of the call played to the caller when it happened, at the line's rate. */
  outSample: number;
}

interface EventOf<Name extends EventName> extends Envelope {
  name: Name;
  data: EventData<Name>;
  unknown?: never;
}

/** One event, as the call loop, the log, the SDK and the dashboard hold it. Narrow it by `name`. */
export type LoggedEvent<Name extends EventName = EventName> = Name extends EventName ? EventOf<Name> : never;

/** An event this version does not know, or one whose payload does not fit its schema. Pass it on; do not trust it. */
export interface UnknownFrame extends Envelope {
  unknown: true;
  name: string;
  data: Record<string, unknown>;
  /** Set when the name is known but the payload does not fit: which field, and why. */
  problem?: string;
}

/** Anything a log or a socket may hold. */
export type AnyEvent = LoggedEvent | UnknownFrame;
