import type { EventName } from '@antiphon/events';

/** How something is said. */
export interface Manner {
  /** How long it takes, ms. Default: 300 a word; with a recording or a voice, as long as that. */
  ms?: number;
  /** 8 kHz mono, said in place of the lab's own voice. Only with `sound`. */
  recording?: Int16Array;
  /** False: the recogniser makes nothing of it. */
  understood?: boolean;
  /** How sure the recogniser is, 0…1. Default 1. */
  confidence?: number;
  /** What a grammar would have filled its slots with. */
  slots?: Record<string, string>;
}

/**
 * What a scripted caller does, one after the other. Each step is plain data, so that a script can be generated, stored and
 * printed. Times are ms.
 */
export type CallerStep =
  /** Waits so long. */
  | { wait: number }
  /** Waits for this time of the call; at once when it has passed. */
  | { at: number }
  /**
   * Waits for an event, those included that came during the step before. `where`: fields that its data must have.
   * `within`: patience, default 30,000; then the caller gives up and hangs up, and the result says so.
   */
  | { until: EventName; where?: Record<string, unknown>; within?: number }
  /** Waits until the caller has begun to hear word N, from 1, of what the bot says now, or else says next. */
  | { untilWord: number; within?: number }
  /**
   * Says something to its end. Words are spread evenly over it. `spans`: where there is voice, from the beginning of the step;
   * each word falls into one of them, and between them is silence.
   */
  | ({ say: string; spans?: readonly (readonly [from: number, to: number])[] } & Manner)
  /** Waits for word N of the bot, then talks over it. */
  | ({ interrupt: string; atWord: number; within?: number } & Manner)
  /** Says that it is listening, without wanting the turn. */
  | ({ murmur: string } & Manner)
  /** Says one thing in pieces, with pauses to think between them, of 350 ms unless said. */
  | ({ hesitate: readonly string[]; pause?: number } & Manner)
  /** Makes a noise that is no speech, so long. */
  | { cough: number }
  /** Presses keys, one each 250 ms unless said. */
  | { press: string; every?: number }
  /** Ends the call as people do. */
  | { hangUp: true }
  /** Is gone without a word: the carrier stops sending. Only with `sound`. */
  | { vanish: true };

export type CallerScript = readonly CallerStep[];

/** What every script comes down to. */
export type CallerMove =
  | { do: 'wait'; ms: number }
  | { do: 'wait-till'; at: number }
  | { do: 'await'; event: EventName; where: Record<string, unknown>; withinMs: number }
  | { do: 'await-word'; word: number; withinMs: number }
  | { do: 'speak'; text: string; isCough: boolean; manner: Manner }
  | { do: 'press'; digit: string }
  | { do: 'leave'; how: 'hang-up' | 'vanish' };

/** How long a caller waits for what does not come, ms. */
const PATIENCE_MS = 30_000;
const PAUSE_TO_THINK_MS = 350;
const KEY_EVERY_MS = 250;
/** What an "mm-hmm" takes, ms. Source: golden call 4. */
const MURMUR_MS = 350;

/** Takes the short forms apart. */
export function movesOf(script: CallerScript): CallerMove[] {
  return script.flatMap((step): CallerMove[] => {
    if ('wait' in step) return [{ do: 'wait', ms: step.wait }];
    if ('at' in step) return [{ do: 'wait-till', at: step.at }];
    if ('until' in step) {
      const { until, where = {}, within = PATIENCE_MS } = step;
      return [{ do: 'await', event: until, where, withinMs: within }];
    }
    if ('untilWord' in step) return [{ do: 'await-word', word: step.untilWord, withinMs: step.within ?? PATIENCE_MS }];
    if ('say' in step) return step.spans === undefined ? [speak(step.say, step)] : inSpans(step.say, step.spans, step);
    if ('interrupt' in step) {
      return [
        { do: 'await-word', word: step.atWord, withinMs: step.within ?? PATIENCE_MS },
        speak(step.interrupt, step),
      ];
    }
    if ('murmur' in step) return [speak(step.murmur, { ms: MURMUR_MS, ...step })];
    if ('hesitate' in step) {
      const pause: CallerMove = { do: 'wait', ms: step.pause ?? PAUSE_TO_THINK_MS };
      return step.hesitate.flatMap((text, index) => (index === 0 ? [speak(text, step)] : [pause, speak(text, step)]));
    }
    if ('cough' in step) return [{ do: 'speak', text: '', isCough: true, manner: { ms: step.cough } }];
    if ('press' in step) {
      const between: CallerMove = { do: 'wait', ms: step.every ?? KEY_EVERY_MS };
      return [...step.press].flatMap((digit, index): CallerMove[] => {
        const press: CallerMove = { do: 'press', digit };
        return index === 0 ? [press] : [between, press];
      });
    }
    return [{ do: 'leave', how: 'hangUp' in step ? 'hang-up' : 'vanish' }];
  });
}

/** Says something in pieces: each span takes its share of the words, by its share of the voice. */
function inSpans(text: string, spans: readonly (readonly [from: number, to: number])[], manner: Manner): CallerMove[] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const voicedMs = spans.reduce((sum, [from, to]) => sum + to - from, 0);
  let spokenMs = 0;
  let said = 0;
  let silentSince = 0;
  return spans.flatMap(([from, to]): CallerMove[] => {
    spokenMs += to - from;
    const until = Math.round((words.length * spokenMs) / voicedMs);
    const piece = speak(words.slice(said, until).join(' '), { ...manner, ms: to - from });
    const pause: CallerMove = { do: 'wait', ms: from - silentSince };
    said = until;
    silentSince = to;
    return pause.ms > 0 ? [pause, piece] : [piece];
  });
}

function speak(text: string, { ms, recording, understood, confidence, slots }: Manner): CallerMove {
  const manner: Manner = {
    ...(ms !== undefined && { ms }),
    ...(recording !== undefined && { recording }),
    ...(understood !== undefined && { understood }),
    ...(confidence !== undefined && { confidence }),
    ...(slots !== undefined && { slots }),
  };
  return { do: 'speak', text, isCough: false, manner };
}
