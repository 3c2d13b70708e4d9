/** A turn that nothing comes back for, ms and words. */
export interface StalledTurnOptions {
  /** How long nothing at all may be under way for a turn that has ended, ms. 0: for ever. */
  afterMs: number;
  /** What the caller is told then; undefined: nothing, unless a model on the server had its chance and failed. */
  say: string | undefined;
}

/** What is known of the turn that ended last and has not been answered. */
export interface StallState {
  /** 0: there is none. */
  turnId: number;
  /** Since when nothing is under way that could answer it, ms; null while something is. */
  quietSince: number | null;
  /** An answer was begun. */
  wasBegun: boolean;
  /** The model on the server was asked once more. */
  wasAskedAgain: boolean;
  /** It was answered, or given up: nothing more is done for it. */
  isSettled: boolean;
}

export interface StallInput {
  at: number;
  /** The turn that waits for its answer; null: none does. */
  turnId: number | null;
  /** The bot has been heard since its end. */
  isAnswered: boolean;
  /** Something is under way that will end in an answer, or in a new turn. */
  isPending: boolean;
  /** A reply to it exists whose sound has not begun. */
  isBegun: boolean;
  /** The model was asked and has not said a word. */
  isModelSilent: boolean;
  /** A model on the server can be asked. */
  canAskModel: boolean;
  /** There are words to tell the caller. */
  canSay: boolean;
}

export interface StallStep {
  state: StallState;
  stalled: {
    reason: 'no_reply' | 'reply_lost' | 'model_silent';
    recovery: 'model_asked' | 'said' | 'none';
  } | null;
  /** When to look again, ms; Infinity when nothing is pending. */
  wakeAt: number;
}

/** A reply that was begun and came to nothing has cost its time already: another may follow it within this, ms. */
const AFTER_A_LOST_REPLY_MS = 1000;

/** How long before the call gives up the text of an utterance a mute transcriber is opened anew, ms: time to hear it again. */
const HEAR_AGAIN_MS = 1000;

const NEVER = Number.POSITIVE_INFINITY;

export const watchNoTurn: StallState = {
  turnId: 0,
  quietSince: null,
  wasBegun: false,
  wasAskedAgain: false,
  isSettled: true,
};

/** Notices that nothing comes back for a turn that has ended, and says how the call recovers. Pure. */
export function stepStall(before: StallState, input: StallInput, options: StalledTurnOptions): StallStep {
  const { at } = input;
  if (input.turnId === null || options.afterMs <= 0) return { state: watchNoTurn, stalled: null, wakeAt: NEVER };
  const known = before.turnId === input.turnId ? before : { ...watchNoTurn, turnId: input.turnId, isSettled: false };
  const state: StallState = {
    ...known,
    wasBegun: known.wasBegun || input.isBegun,
    isSettled: known.isSettled || input.isAnswered,
    quietSince: input.isPending ? null : (known.quietSince ?? at),
  };
  if (state.isSettled || state.quietSince === null) return { state, stalled: null, wakeAt: NEVER };

  const isLost = state.wasBegun && !input.isModelSilent;
  const waitMs = isLost ? Math.min(options.afterMs, AFTER_A_LOST_REPLY_MS) : options.afterMs;
  const dueAt = state.quietSince + waitMs;
  if (at < dueAt) return { state, stalled: null, wakeAt: dueAt };

  const reason = input.isModelSilent ? 'model_silent' : isLost ? 'reply_lost' : 'no_reply';
  if (input.canAskModel && !state.wasAskedAgain) {
    const asked = { ...state, wasBegun: true, wasAskedAgain: true, quietSince: at };
    return { state: asked, stalled: { reason, recovery: 'model_asked' }, wakeAt: at + options.afterMs };
  }
  const recovery = input.canSay ? 'said' : 'none';
  return { state: { ...state, isSettled: true }, stalled: { reason, recovery }, wakeAt: NEVER };
}

/** What is known of the transcriber's answer to the utterance that began last. */
export interface HearingState {
  /** Speech this long brings interim text from this transcriber, ms; null: it promises none. */
  interimWithinMs: number | null;
  utteranceId: number;
  /** It has said something of it, be it that it failed. */
  hasAnswered: boolean;
  /** It was opened anew for it, which is done once. */
  isReopened: boolean;
}

export const nothingHeard: HearingState = {
  interimWithinMs: null,
  utteranceId: 0,
  hasAnswered: true,
  isReopened: false,
};

/** Takes in that the transcriber said something of an utterance. */
export function answerHeard(before: HearingState, utteranceId: number | undefined): HearingState {
  return utteranceId === before.utteranceId ? { ...before, hasAnswered: true } : before;
}

/**
 * Notices a transcriber that is deaf: speech was sent to it, and neither interim nor final text, nor a failure, has come back.
 * While it lasts, an engine that promises interim text is held to that; after its end, each has the time in which the slowest
 * give their final text (two seconds, field.md C1).
 *
 * @param speakingSince when the utterance began, ms; null once it has ended
 * @param awaitedUntil when the text of the utterance is given up, ms; null while it lasts, or when its text is there
 */
export function stepHearing(
  before: HearingState,
  input: { at: number; utteranceId: number; speakingSince: number | null; awaitedUntil: number | null },
): { state: HearingState; isDeaf: boolean; wakeAt: number } {
  const { at, utteranceId, speakingSince, awaitedUntil } = input;
  const state =
    before.utteranceId === utteranceId ? before : { ...before, utteranceId, hasAnswered: false, isReopened: false };
  const owedBy = speakingSince === null ? NEVER : speakingSince + (state.interimWithinMs ?? NEVER);
  const deafAt = awaitedUntil === null ? owedBy : awaitedUntil - HEAR_AGAIN_MS;
  if (deafAt === NEVER || state.hasAnswered || state.isReopened) return { state, isDeaf: false, wakeAt: NEVER };
  if (at < deafAt) return { state, isDeaf: false, wakeAt: deafAt };
  return { state: { ...state, isReopened: true }, isDeaf: true, wakeAt: NEVER };
}
