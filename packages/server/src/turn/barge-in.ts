import { FRAME_MS } from '../playout/frame.ts';
import { isAcknowledgement } from './acknowledgements.ts';

/** What the bot does about somebody who talks while it is audible. */
export type BargeInState =
  /** Nobody talks over it. */
  | { phase: 'undisturbed' }
  /** Somebody does: it is quieter, unless the plain rule is asked for, and waits to see what they want. */
  | {
      phase: 'disturbed';
      /** The bot has been made quieter and not yet brought back. */
      isDucked: boolean;
      /** Voice over the bot so far, without the pauses, ms. */
      voicedMs: number;
      /** When there was last voice, ms. */
      lastVoiceAt: number;
      /** When it was looked at last, ms. */
      lookedAt: number;
      /** The surest score and the loudest volume so far, 0…1. */
      clearest: number;
      loudest: number;
      /** The volume at that look. */
      volume: number;
    }
  /** It has been told to stop at the end of the word that it is saying. */
  | { phase: 'yielding'; isDucked: boolean; stopAt: number };

/** Whether the bot is quieter than it speaks. Whatever ends the disturbance ends that too. */
export const isDucked = (state: BargeInState): boolean => state.phase !== 'undisturbed' && state.isDucked;

export interface BargeInOptions {
  enabled: boolean;
  /** Voice over the bot that stops it, ms. */
  minDurationMs: number;
  /** Words over the bot that stop it before the voice has lasted that long; 0: words have no say of their own. */
  minWords: number;
  /** Whether acknowledgements ("mm-hmm", "okay") are words that stop nothing. */
  backchannelFilter: boolean;
  /** Somewhere in the voice the detector must be this sure of it, 0…1. */
  confidence: number;
  /** Somewhere the voice must be this loud, 0…1: linear in dB, 0 is −60 dB of full scale. 0 asks for nothing. */
  minVolume: number;
}

/** What is known at one moment. */
export interface Overlap {
  at: number;
  /** By the detector's verdicts; true through its hangover. */
  isSpeaking: boolean;
  onsetAt: number;
  /** When the message that is audible began, ms; null when nothing is. */
  botAudibleSince: number | null;
  /** That message is the greeting. */
  isGreeting: boolean;
  /** The detector's newest score, and how loud the line is: 0…1 each. */
  voice: number;
  volume: number;
  /** What was heard of the person's words so far, empty before the first. */
  words: string;
  language: string | undefined;
  /** Words came that stop the bot whatever the voice says. */
  isCalledOff: boolean;
  /** How long the word being said has still to go, ms; 0 between words. */
  wordEndsInMs: number;
}

export interface BargeInStep {
  state: BargeInState;
  /** `yield`: stop at `stopAt`, a word's end; `stop`: be silent now, which also follows a `yield` when its time has come. */
  act: 'duck' | 'resume' | 'yield' | 'stop' | null;
  /** When to look again, ms; Infinity when nothing is pending. */
  wakeAt: number;
}

/** Voice that means more than acknowledgement, whatever its words, ms. Source: golden call 4. */
const BEYOND_ACKNOWLEDGEMENT_MS = 700;

/** Breath and noise are on the line while a phone is put to an ear: what has no words yet does not cut so much of a greeting, ms. */
const FIRST_WORDS_MS = 1000;

/** Voice without any word yet is a cough more often than not: it needs this much more of its time. */
const WORDLESS = 1.5;

/** The bot comes back when there was no voice for this long, ms: longer than the gaps within a word. */
const COMES_BACK_MS = 120;

/** A word's end is waited for when it costs less than this, ms. Source: architecture §2.6. */
const LONGEST_WORD_END_MS = 80;

/** Scores of running speech dip to this part of what its clearest moment must reach. */
const DIP = 0.5;

/**
 * Sound this near the loudest of the voice so far, on the scale of volume (5 dB), is still that voice to the plain rule,
 * whatever its score: the detector's network can take its eyes off a long vowel for a third of a second.
 */
const AS_LOUD = 0.08;

/**
 * Volume that falls faster than this has nothing under it any more, a ms: half the pace at which it follows silence, 0.14 in
 * 100 ms. Scores stay high for some 100 ms after a voice.
 */
const FALLING_PER_MS = 0.0007;

/** The rule of platforms without phases: voice of the set length stops the bot. It neither ducks, nor waits, nor fades. */
export const isPlain = (options: BargeInOptions) => !options.backchannelFilter && options.minWords === 0;

/**
 * Decides whether the bot yields to a voice over it. In two phases: first it is made quieter; when it was a cough, an echo or
 * an acknowledgement it comes back, and when the person means it, it stops.
 */
export function stepBargeIn(before: BargeInState, now: Overlap, options: BargeInOptions): BargeInStep {
  const isAudible = now.botAudibleSince !== null;
  const isOver = options.enabled && isAudible;
  // What it has been told cannot be taken back, whatever is configured meanwhile.
  if (before.phase === 'yielding' && isAudible) {
    if (now.at >= before.stopAt) return stop();
    return { state: before, act: null, wakeAt: before.stopAt };
  }
  if (!isOver || (!now.isSpeaking && !now.isCalledOff)) return undisturbed(before);
  if (now.isCalledOff) return yieldTo(before, now, options);

  const state = look(before, now, options);
  if (isEnough(state, now, options)) return yieldTo(state, now, options);
  // The voice over the bot is looked at once a frame.
  const wakeAt = now.at + Math.min(FRAME_MS, Math.max(1, needed(now, options) - state.voicedMs));
  if (isPlain(options)) return { state, act: null, wakeAt };
  const isQuiet = now.at - state.lastVoiceAt >= COMES_BACK_MS;
  if (isQuiet === state.isDucked) {
    return { state: { ...state, isDucked: !isQuiet }, act: isQuiet ? 'resume' : 'duck', wakeAt };
  }
  return { state, act: null, wakeAt };
}

type Disturbed = Extract<BargeInState, { phase: 'disturbed' }>;

function look(before: BargeInState, now: Overlap, options: BargeInOptions): Disturbed {
  if (before.phase !== 'disturbed') {
    // The detector is a little late: what it now calls speech was voice since its onset.
    const since = Math.max(now.onsetAt, now.botAudibleSince ?? 0);
    return {
      phase: 'disturbed',
      isDucked: false,
      voicedMs: Math.max(0, now.at - since),
      lastVoiceAt: now.at,
      lookedAt: now.at,
      clearest: now.voice,
      loudest: now.volume,
      volume: now.volume,
    };
  }
  const isVoiced = isVoice(before, now, options);
  // Lips that close within a word are part of it.
  const since = now.at - before.lastVoiceAt < COMES_BACK_MS ? before.lastVoiceAt : before.lookedAt;
  return {
    ...before,
    voicedMs: before.voicedMs + (isVoiced ? now.at - since : 0),
    lastVoiceAt: isVoiced ? now.at : before.lastVoiceAt,
    lookedAt: now.at,
    clearest: Math.max(before.clearest, now.voice),
    loudest: Math.max(before.loudest, now.volume),
    volume: now.volume,
  };
}

function isVoice(before: Disturbed, now: Overlap, options: BargeInOptions): boolean {
  const isScored = now.voice >= options.confidence * DIP;
  if (isPlain(options)) return isScored || (now.volume > 0 && now.volume >= before.loudest - AS_LOUD);
  // Of a cough or an "mm-hmm" nothing is counted that was not heard.
  const isFalling = before.volume - now.volume > (now.at - before.lookedAt) * FALLING_PER_MS;
  return isScored && !(isFalling && wantsNothing(now, options));
}

function isEnough(state: Disturbed, now: Overlap, options: BargeInOptions): boolean {
  if (state.lastVoiceAt < now.at) return false;
  if (state.clearest < options.confidence || state.loudest < options.minVolume) return false;
  return state.voicedMs >= needed(now, options);
}

/** How much voice stops the bot, ms. */
function needed(now: Overlap, options: BargeInOptions): number {
  const { minDurationMs } = options;
  if (isOverFirstWords(now)) return Math.max(minDurationMs, BEYOND_ACKNOWLEDGEMENT_MS);
  if (isPlain(options)) return minDurationMs;
  if (now.words === '') return minDurationMs * WORDLESS;
  return wantsNothing(now, options) ? Math.max(minDurationMs, BEYOND_ACKNOWLEDGEMENT_MS) : minDurationMs;
}

function isOverFirstWords({ at, isGreeting, botAudibleSince, words }: Overlap): boolean {
  return isGreeting && botAudibleSince !== null && at - botAudibleSince < FIRST_WORDS_MS && words === '';
}

/** Nothing was said so far but what listeners say. */
function wantsNothing({ words, language }: Overlap, { backchannelFilter }: BargeInOptions): boolean {
  return words === '' || (backchannelFilter && isAcknowledgement(words, language));
}

function yieldTo(state: BargeInState, { at, isSpeaking, wordEndsInMs }: Overlap, options: BargeInOptions): BargeInStep {
  // Whoever has finished speaking waits for an answer, not for the end of a word.
  const isShort = wordEndsInMs > 0 && wordEndsInMs < LONGEST_WORD_END_MS;
  if (isPlain(options) || !isSpeaking || !isShort) return stop();
  const stopAt = at + wordEndsInMs;
  return { state: { phase: 'yielding', isDucked: isDucked(state), stopAt }, act: 'yield', wakeAt: stopAt };
}

const stop = (): BargeInStep => ({ state: { phase: 'undisturbed' }, act: 'stop', wakeAt: Number.POSITIVE_INFINITY });

const undisturbed = (before: BargeInState): BargeInStep => ({
  state: { phase: 'undisturbed' },
  act: isDucked(before) ? 'resume' : null,
  wakeAt: Number.POSITIVE_INFINITY,
});

/** Whether interim or final words over the bot stop it. */
export function wordsStopBot(
  text: string,
  isFinal: boolean,
  options: BargeInOptions,
  language: string | undefined,
): boolean {
  if (!options.enabled || text === '') return false;
  if (options.backchannelFilter && isAcknowledgement(text, language)) return false;
  return isFinal || (options.minWords > 0 && countWords(text) >= options.minWords);
}

function countWords(text: string): number {
  return text.split(/\s+/).filter(Boolean).length;
}
