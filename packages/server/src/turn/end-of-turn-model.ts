import type { OwnPauses } from './own-pauses.ts';
import type { Prosody } from './prosody.ts';
import type { TurnMark } from './turn-mark.ts';

/**
 * Settings of the end-of-turn engine. `silence`: the turn ends when nothing was said for `silenceMs`. `fused`: words, voice,
 * question and the caller's own pauses say how long to wait; where the transcriber ends turns itself, its marks do.
 */
export interface EndOfTurnSettings {
  engine: 'silence' | 'fused';
  /** Silence after the last voiced sample that ends a turn, ms; for `fused` one of which nothing else is known. */
  silenceMs: number;
  /** `silence` only: silence after which the agent may start on its answer, ms. */
  eagerMs: number;
  /** `fused` only: silence that ends a turn whatever speaks against it, ms. */
  maxSilenceMs: number;
}

/** What is known when a person has fallen silent. All times count from the last voiced sample. */
export interface Silence {
  /** Text of the turn so far; empty when nothing of it was understood. */
  text: string;
  /** The words are not final: they may lack the last ones said. */
  isInterim: boolean;
  /** When the words became known, ms. */
  knownAfterMs: number;
  /** What the agent said last, as far as it was heard. */
  question: string | undefined;
  /** What the call is held in, as far as that was said: `en`, `es-MX`. */
  language: string | undefined;
  /** How the voice ended; null when nobody listened for that. */
  prosody: Prosody | null;
  /** How this caller has paused so far. */
  pauses: OwnPauses;
  /** What the transcriber says of the turn, and when it said so, ms; null when it says nothing. */
  mark: (TurnMark & { afterMs: number }) | null;
}

/** One voice in a decision. */
export interface Vote {
  voter: 'words' | 'question' | 'voice' | 'pauses' | 'silence' | 'transcriber';
  /** Natural log odds that it adds to "the person has finished". */
  weight: number;
  /** When it was cast, ms after the last voiced sample. */
  afterMs: number;
}

/** Something to announce when a silence has lasted so long. */
export interface Moment {
  afterMs: number;
  /** How sure it makes us that the person has finished. */
  probability: number;
  /** Absent: the engine only counts time. */
  votes?: readonly Vote[];
  /** What it was decided by, where votes are kept. */
  by?: 'probability' | 'max_silence' | 'transcriber';
}

/** When to act on a silence. */
export interface EndOfTurnPlan {
  eager: Moment;
  end: Moment;
  /** When to say that the person has not finished; absent: not at all. */
  pause?: Moment;
}

/** The port of end-of-turn detection: asked when more becomes known of a silence. Pure: what it knows is its argument. */
export type EndOfTurnModel = (silence: Silence) => EndOfTurnPlan;

/** Ends turns by plain silence. It knows nothing of words, so its eager guess is even odds. */
export function silenceModel(settings: Pick<EndOfTurnSettings, 'silenceMs' | 'eagerMs'>): EndOfTurnModel {
  const plan: EndOfTurnPlan = {
    eager: { afterMs: settings.eagerMs, probability: 0.5 },
    end: { afterMs: settings.silenceMs, probability: 1 },
  };
  return () => plan;
}
