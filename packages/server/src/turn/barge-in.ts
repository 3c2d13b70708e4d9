/** The person talks while the bot is audible. Counting starts where both are. */
export interface BargeInState {
  /** Since when there has been voice over the bot, ms; null when there is none. */
  since: number | null;
}

export interface BargeInOptions {
  enabled: boolean;
  /** Voice over the bot that stops it, ms. */
  minDurationMs: number;
  /** Words over the bot that stop it before the voice has lasted that long. */
  minWords: number;
  /** Whether acknowledgements ("mm-hmm", "okay") are words that stop nothing. */
  backchannelFilter: boolean;
}

export interface BargeInStep {
  state: BargeInState;
  /** Stop the bot now. */
  stop: boolean;
  /** When to look again, ms; Infinity when nothing is pending. */
  wakeAt: number;
}

/** How often a pause inside the voice is looked at again, ms: one frame. */
const RECHECK_MS = 20;

/**
 * Decides by voice alone whether the bot yields: `minDurationMs` after the voice began, provided there is voice still.
 *
 * @param isVoiced whether the latest detector window held voice; the hangover after the last voice does not count.
 */
export function stepBargeIn(
  before: BargeInState,
  input: { at: number; isSpeaking: boolean; isVoiced: boolean; onsetAt: number; botAudibleSince: number | null },
  options: BargeInOptions,
): BargeInStep {
  const { at, botAudibleSince } = input;
  const never = Number.POSITIVE_INFINITY;
  if (!options.enabled || !input.isSpeaking || botAudibleSince === null)
    return { state: { since: null }, stop: false, wakeAt: never };
  const since = before.since ?? Math.max(input.onsetAt, botAudibleSince);
  const dueAt = since + options.minDurationMs;
  if (at < dueAt) return { state: { since }, stop: false, wakeAt: dueAt };
  if (!input.isVoiced) return { state: { since }, stop: false, wakeAt: at + RECHECK_MS };
  return { state: { since: null }, stop: true, wakeAt: never };
}

/** Whether interim or final words over the bot stop it. */
export function wordsStopBot(text: string, isFinal: boolean, options: BargeInOptions): boolean {
  if (!options.enabled || text === '') return false;
  if (options.backchannelFilter && isAcknowledgement(text)) return false;
  return isFinal || countWords(text) >= options.minWords;
}

/** What English speakers say to show that they listen, without wanting the turn. Source: the class named in behaviour.md §9. */
const ACKNOWLEDGEMENTS = new Set(
  (
    'mm mhm mm-hmm mmhmm mmm hmm uh-huh uhhuh uh huh ah aha oh yeah yep yes yup ok okay right sure alright ' +
    'i see got it great good cool fine'
  ).split(' '),
);

/** Whether every word is one that shows listening rather than wants the turn. */
export function isAcknowledgement(text: string): boolean {
  const words = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}' -]/gu, '')
    .split(/\s+/)
    .filter(Boolean);
  return words.length > 0 && words.length <= 3 && words.every((word) => ACKNOWLEDGEMENTS.has(word));
}

function countWords(text: string): number {
  return text.split(/\s+/).filter(Boolean).length;
}
