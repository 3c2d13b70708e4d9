import type { EventData } from './catalog.ts';

/** One word the bot said or meant to say. */
export interface TranscriptWord {
  readonly word: string;
  /** Ms since the call began: when it was played, or, for a word that never was, when the message was cut. */
  readonly at: number;
  /** False: the caller did not hear it. Show it struck out. */
  readonly heard: boolean;
}

/** One thing said, by either side. */
export interface TranscriptItem {
  readonly kind: 'user' | 'bot';
  /** The message's id; for speech that has none yet, `turn-<turnId>`. */
  readonly id: string;
  readonly text: string;
  /** The caller's text may still change. */
  readonly interim?: boolean;
  /** The part of an interim text that is final. */
  readonly confirmedText?: string;
  /** False: speech was heard that fits nothing the recogniser was told to expect. */
  readonly understood?: boolean;
  /** The bot's words as far as they are known; empty for the caller. */
  readonly words: readonly TranscriptWord[];
  readonly state: 'speaking' | 'finished' | 'interrupted' | 'aborted';
  /** Ms since the call began: when it was first heard. */
  readonly at: number;
  readonly turnId?: number;
}

/** One turn of the caller. Times are ms since the call began. */
export interface TurnView {
  readonly turnId: number;
  readonly startedAt: number;
  readonly eagerAt?: number;
  readonly endedAt?: number;
  readonly continuedAt?: number;
  readonly continues?: number;
  /** From the last voiced sample to the end of the turn. */
  readonly latencyMs?: number;
  readonly probability?: number;
}

export type Metrics = Omit<EventData<'audio.metrics'>, 'source'> & {
  /** Ms since the call began. */
  readonly at: number;
  readonly order: number;
};

/** How long the caller waited for an answer. */
export interface ResponseLatency {
  readonly turnId: number;
  /** From the caller's last voiced sample to the bot's first. */
  readonly responseMs: number;
}

/** One call as a person would want to see it. Plain data; never changed in place. */
export interface CallView {
  readonly callId: string;
  readonly agentId: string;
  readonly from: string;
  readonly to: string;
  readonly direction: EventData<'call.started'>['direction'];
  readonly transport: EventData<'call.started'>['transport'];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly status: 'ringing' | 'active' | 'ended';
  readonly state: 'idle' | 'listening' | 'thinking' | 'speaking' | 'ended';
  /** Whether the caller is making voice now, whatever the call waits for. */
  readonly isUserSpeaking: boolean;
  /** Ms since 1970; 0 until the call has started. */
  readonly startedAt: number;
  /** Ms since 1970. */
  readonly endedAt?: number;
  /** Seconds. */
  readonly duration?: number;
  readonly reason?: EventData<'call.ended'>['reason'];
  readonly items: readonly TranscriptItem[];
  readonly turns: readonly TurnView[];
  readonly levels: { readonly user?: Metrics; readonly bot?: Metrics };
  readonly latencies: readonly ResponseLatency[];
  /** The newest kept event seen: read on after it. */
  readonly lastSeq: number;
  readonly lastOrder: number;
  /** Kept events that were passed over, both ends included. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
}
