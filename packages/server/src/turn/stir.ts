import { withPause } from './own-pauses.ts';
import type { TurnInput, TurnOptions, TurnState } from './turn-state.ts';

/** A voice in a silence that may be a breath, a click, or somebody else: the person goes on when it is long and loud enough, or holds words. */
export interface Stir {
  /** When the silence began that it stands in, ms. */
  silentSince: number;
  /** The loudest it has been so far, 0…1. */
  loudest: number;
  /** When it ended, and how long it was, ms; null while it lasts. */
  ended: { lastVoiceAt: number; durationMs: number } | null;
}

/** How often a voice that is too quiet is looked at again, ms. */
const LOOK_EVERY_MS = 100;

export const stirStarted = (before: TurnState, { volume = 1 }: TurnInput): Stir => ({
  silentSince: before.stir?.silentSince ?? before.lastVoiceAt,
  loudest: volume,
  ended: null,
});

export const stirHeard = (stir: Stir, volume: number): Stir =>
  stir.ended !== null || volume <= stir.loudest ? stir : { ...stir, loudest: volume };

export const stirEnded = (stir: Stir, { lastVoiceAt }: { lastVoiceAt: number }, durationMs: number): Stir => ({
  ...stir,
  ended: { lastVoiceAt, durationMs },
});

/** Whether this input shows that the voice is the person going on. */
export function isGoingOn(state: TurnState, input: TurnInput, options: TurnOptions): boolean {
  const { stir, onsetAt, isSpeaking, utteranceId } = state;
  if (stir === null) return false;
  const isHeard = input.type === 'interim' || (input.type === 'final' && input.understood);
  if (isHeard && input.utteranceId === utteranceId && input.text !== '') return true;
  const { minMs, minVolume } = options.resumes ?? { minMs: 0, minVolume: 0 };
  if (stir.loudest < minVolume) return false;
  // The detector tells the end of a voice late: one that it does not tell of by then was long enough.
  if (isSpeaking) return input.at >= onsetAt + minMs + options.hangoverMs;
  return stir.ended !== null && stir.ended.durationMs >= minMs;
}

/** The silence is over, and was a pause: the voice counts as speech of the turn. */
export function confirmStir(state: TurnState): TurnState {
  const { stir } = state;
  if (stir === null) return state;
  const { ended, silentSince } = stir;
  return {
    ...state,
    stir: null,
    prosody: null,
    pauses: withPause(state.pauses, Math.round(state.onsetAt - silentSince)),
    ...(ended === null
      ? {}
      : { lastVoiceAt: ended.lastVoiceAt, voicedMs: state.voicedMs + ended.durationMs, planned: null }),
  };
}

/** When a voice that goes on is to be looked at next, ms; always the same moments, however often it is looked at between. */
export function stirLooksAt({ onsetAt }: TurnState, at: number, { resumes, hangoverMs }: TurnOptions): number {
  const first = onsetAt + (resumes?.minMs ?? 0) + hangoverMs;
  return at < first ? first : first + LOOK_EVERY_MS * (Math.floor((at - first) / LOOK_EVERY_MS) + 1);
}
