import type { EndOfTurnModel, EndOfTurnPlan, EndOfTurnSettings, Moment, Vote } from './end-of-turn-model.ts';
import { noPauses, type OwnPauses } from './own-pauses.ts';
import type { Prosody } from './prosody.ts';
import type { Stir } from './stir.ts';
import type { TurnMark } from './turn-mark.ts';

/**
 * The person's turn: from their first sound to the decision that they have finished.
 * A turn id is used up by `turn.end` alone, so a cough leaves it to the next speech.
 */
export interface TurnState {
  turnId: number;
  /** Id of this turn's user message; one per turn, readers replace by it. */
  messageId: string;
  /** The turn that this one goes on from, when the person talked on after its end. */
  continues: number | null;
  /** Words of the turn so far, those carried over from the turn it continues included. */
  text: string;
  /** How many leading characters of `text` were carried over. */
  carriedLength: number;
  isSpeaking: boolean;
  /** The stretch of speech heard last; transcripts name it. */
  utteranceId: number;
  onsetAt: number;
  lastVoiceAt: number;
  /** Voice in this turn without the pauses, ms. */
  voicedMs: number;
  /** What the transcriber thinks the utterance in progress says. */
  interim: string;
  /** Utterances whose final text is still to come. */
  awaited: readonly number[];
  /** When the turn stops waiting for final text. */
  finalDeadline: number;
  /** Something was said that is to be answered. */
  hasContent: boolean;
  /** Named parts of what was said, as the transcriber found them. */
  slots: Record<string, string> | null;
  /** The last thing said fits nothing the recogniser was told to expect. */
  isUnderstood: boolean;
  /** `eager.turn` was announced and is not yet answered by `turn.end` or `turn.continued`. */
  isEager: boolean;
  /** `turn.pause` was announced and the person has not gone on since. */
  isPaused: boolean;
  /** A voice in the silence that may be a breath or a click: until it is more, the silence goes on. */
  stir: Stir | null;
  /** When the words that the silence is judged by became known, ms. */
  knownAt: number;
  /** How the voice ended last. */
  prosody: Prosody | null;
  /** What the transcriber says of the turn, and when it said so, ms. */
  mark: (TurnMark & { at: number }) | null;
  /** What the transcriber thinks the awaited utterance says, where it has marked the turn's end before its final text. */
  provisional: string;
  /** What was planned for this silence, and by which settings. */
  planned: { by: EndOfTurnSettings; plan: EndOfTurnPlan } | null;
  /** How this caller has paused in the call so far. */
  pauses: OwnPauses;
}

export type TurnInput = {
  /** How loud the line is at this moment, 0…1; absent: not known. */
  volume?: number;
} & (
  | { type: 'speech-started'; at: number; onsetAt: number }
  | { type: 'speech-ended'; at: number; lastVoiceAt: number; prosody?: Prosody }
  | { type: 'interim'; at: number; utteranceId: number; text: string; confidence: number }
  | {
      type: 'final';
      at: number;
      utteranceId: number;
      text: string;
      confidence: number;
      understood: boolean;
      language?: string | undefined;
      slots?: Record<string, string> | undefined;
      /** The transcriber says that the turn ends with it. */
      endsTurn?: { probability: number } | undefined;
    }
  /** The transcriber thinks that the turn is probably over. */
  | { type: 'eager-end'; at: number; utteranceId: number; text: string; confidence: number; probability: number }
  /** The transcriber takes back that it is. */
  | { type: 'resumed'; at: number; utteranceId: number }
  | { type: 'tick'; at: number }
);

export type TurnEvent =
  | { name: 'speech.started'; data: { turnId: number } }
  | { name: 'speech.ended'; data: { turnId: number; durationMs: number } }
  | {
      name: 'user.speaking';
      data: { text: string; turnId: number; messageId: string; confidence: number; confirmedText?: string };
    }
  | {
      name: 'user.message';
      data: {
        messageId: string;
        text: string;
        turnId: number;
        confidence: number;
        lagMs: number;
        understood?: boolean;
        language?: string;
        slots?: Record<string, string>;
      };
    }
  | { name: 'eager.turn' | 'turn.end'; data: TurnSignal }
  | { name: 'turn.pause'; data: { turnId: number; probability: number; latencyMs: number; decision?: Decision } }
  | { name: 'turn.continued' | 'turn.resumed'; data: { turnId: number } };

/** Who voted what, and when, in ms since the call began. */
export interface Decision {
  by: NonNullable<Moment['by']>;
  votes: { voter: Vote['voter']; weight: number; at: number }[];
}

export interface TurnSignal {
  turnId: number;
  messageId: string;
  text: string;
  probability: number;
  latencyMs: number;
  continues?: number;
  understood?: boolean;
  decision?: Decision;
}

export interface TurnOptions {
  model: EndOfTurnModel;
  /** What `model` was made of. */
  settings: EndOfTurnSettings;
  /** Whether the transcriber follows turns, and its marks are heeded. */
  heedsMarks: boolean;
  /** Voice in a silence is the person going on from here on; null: whatever its length, and its loudness. */
  resumes: { minMs: number; minVolume: number } | null;
  /** From the last voiced sample to `speech-ended`, ms. */
  hangoverMs: number;
  /** What the agent said last. */
  question: string | undefined;
  language: string | undefined;
  /** Voice that makes a turn of speech without words, ms. Words always do. */
  minSpeechMs: number;
  /** How long final text is waited for after speech ended, ms. */
  finalTimeoutMs: number;
  /** Names the user message of a turn. */
  messageIdOf(turnId: number): string;
}

export interface TurnStep {
  state: TurnState;
  events: TurnEvent[];
  /** When to call again with `tick`, ms; Infinity when nothing is pending. */
  wakeAt: number;
}

export function beginTurn(turnId: number, options: Pick<TurnOptions, 'messageIdOf'>, utteranceId = 0): TurnState {
  return {
    turnId,
    messageId: options.messageIdOf(turnId),
    continues: null,
    text: '',
    carriedLength: 0,
    isSpeaking: false,
    utteranceId,
    onsetAt: 0,
    lastVoiceAt: 0,
    voicedMs: 0,
    interim: '',
    awaited: [],
    finalDeadline: Number.POSITIVE_INFINITY,
    hasContent: false,
    slots: null,
    isUnderstood: true,
    isEager: false,
    isPaused: false,
    stir: null,
    knownAt: 0,
    prosody: null,
    mark: null,
    provisional: '',
    planned: null,
    pauses: noPauses,
  };
}

/** The turn goes on from one that had ended: it names it and, when its text was not answered, carries it. */
export function continueTurn(state: TurnState, continues: number, carriedText: string): TurnState {
  const text = joinText(carriedText, state.text);
  return {
    ...state,
    continues,
    text,
    carriedLength: Math.min(text.length, carriedText.length),
    hasContent: state.hasContent || carriedText !== '',
  };
}

/** Joins two stretches of words with one space. */
export function joinText(first: string, second: string): string {
  if (first === '' || second === '') return first + second;
  return `${first} ${second}`;
}
