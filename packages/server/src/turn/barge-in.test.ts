import { describe, expect, it } from 'vitest';
import { type BargeInOptions, type BargeInState, type Overlap, stepBargeIn, wordsStopBot } from './barge-in.ts';

const options: BargeInOptions = {
  enabled: true,
  minDurationMs: 300,
  minWords: 2,
  backchannelFilter: true,
  confidence: 0.7,
  minVolume: 0.35,
};
const plain: BargeInOptions = { ...options, minWords: 0, backchannelFilter: false };

const moment = (at: number, changes: Partial<Overlap> = {}): Overlap => ({
  at,
  isSpeaking: true,
  onsetAt: 1000,
  botAudibleSince: 500,
  isGreeting: false,
  voice: 1,
  volume: 1,
  words: 'no',
  language: 'en',
  isCalledOff: false,
  wordEndsInMs: 0,
  ...changes,
});

interface Spoken extends Partial<Omit<Overlap, 'words' | 'voice' | 'volume'>> {
  /** Voice from 1000 ms until then. */
  until: number;
  words?: (at: number) => string;
  voice?: number | ((at: number) => number);
  volume?: number | ((at: number) => number);
}

const at = (value: number | ((at: number) => number), ms: number) => (typeof value === 'number' ? value : value(ms));

/** Plays a voice over the bot that begins at 1000 ms and is detected at 1060. @returns what was done, as `at act` */
function overBot({ until, words = () => 'no', voice = 1, volume = 1, ...changes }: Spoken, chosen = options): string[] {
  let state: BargeInState = { phase: 'undisturbed' };
  const acts: string[] = [];
  let now = 1060;
  while (now < 3000) {
    const isVoiced = now < until;
    const step = stepBargeIn(
      state,
      moment(now, {
        ...changes,
        isSpeaking: now < until + 200,
        words: words(now),
        voice: isVoiced ? at(voice, now) : 0,
        volume: isVoiced ? at(volume, now) : 0,
      }),
      chosen,
    );
    state = step.state;
    if (step.act !== null) acts.push(`${now} ${step.act}`);
    if (step.act === 'stop') break;
    now = Math.min(step.wakeAt, now + 20);
  }
  return acts;
}

describe('a voice over the bot', () => {
  it('makes it quieter at once, and stops it when it has lasted', () => {
    expect(overBot({ until: 2500 })).toEqual(['1060 duck', '1300 stop']);
  });
  it('counts from where both were audible', () => {
    expect(overBot({ until: 2500, botAudibleSince: 1200 })).toEqual(['1060 duck', '1360 stop']);
    expect(overBot({ until: 2500, onsetAt: 1040 })).toEqual(['1060 duck', '1340 stop']);
  });
  it('without a word is given longer: it may be a cough, and then the bot comes back', () => {
    expect(overBot({ until: 2500, words: () => '' })).toEqual(['1060 duck', '1450 stop']);
    expect(overBot({ until: 1400, words: () => '' })).toEqual(['1060 duck', '1500 resume']);
  });
  it('that only acknowledges goes by, unless it goes on and on', () => {
    expect(overBot({ until: 1500, words: () => 'mm-hmm' })).toEqual(['1060 duck', '1600 resume']);
    expect(overBot({ until: 2500, words: () => 'mm-hmm' })).toEqual(['1060 duck', '1700 stop']);
  });
  it('is waited out to the end of a word that is nearly said, and no longer', () => {
    expect(overBot({ until: 2500, wordEndsInMs: 61 })).toEqual(['1060 duck', '1300 yield', '1361 stop']);
    expect(overBot({ until: 2500, wordEndsInMs: 101 })).toEqual(['1060 duck', '1300 stop']);
  });
  it('must be clear and loud enough somewhere', () => {
    expect(overBot({ until: 2500, voice: 0.6 })).toEqual(['1060 duck', '2619 resume']);
    expect(overBot({ until: 2500, volume: 0.2 })).toEqual(['1060 duck', '2619 resume']);
    expect(overBot({ until: 2500, volume: 0.2 }, { ...options, minVolume: 0 })).toEqual(['1060 duck', '1300 stop']);
  });
  it('may close its lips within a word: the gap is part of the voice', () => {
    const closed = (from: number, to: number) => (ms: number) => (ms > from && ms < to ? 0 : 1);
    expect(overBot({ until: 2500, voice: closed(1140, 1220) })).toEqual(['1060 duck', '1300 stop']);
    // Two short sounds with a pause between them are not one voice.
    expect(overBot({ until: 1500, voice: closed(1140, 1300), words: () => '' })).toEqual([
      '1060 duck',
      '1260 resume',
      '1300 duck',
      '1600 resume',
    ]);
  });
  it('is not taken for longer than it lasts while only listening was heard: its score stays high for a while', () => {
    // Volume follows silence by 0.03 a frame.
    const fallsFrom = (from: number) => (ms: number) => Math.max(0, 0.7 - (Math.max(0, ms - from) / 20) * 0.03);
    const tail = { until: 1720, volume: fallsFrom(1620), words: () => 'okay' };
    expect(overBot(tail)).toEqual(['1060 duck', '1740 resume']);
    // Whoever says something is not made to wait for it.
    expect(overBot({ ...tail, words: (ms) => (ms < 1630 ? 'okay' : 'okay but') })).toEqual(['1060 duck', '1640 stop']);
  });
  it('does not cut the first words of a greeting without words of its own, by either rule', () => {
    const greeting = { isGreeting: true, botAudibleSince: 900, words: () => '' };
    expect(overBot({ ...greeting, until: 1650 })).toEqual(['1060 duck', '1760 resume']);
    expect(overBot({ ...greeting, until: 1650 }, plain)).toEqual([]);
    expect(overBot({ ...greeting, until: 2500 })).toEqual(['1060 duck', '1700 stop']);
    expect(overBot({ ...greeting, until: 2500, words: () => 'hello' })).toEqual(['1060 duck', '1300 stop']);
    expect(overBot({ ...greeting, until: 1650, botAudibleSince: 200 })).toEqual(['1060 duck', '1450 stop']);
  });
  it('by the plain rule goes on for as long as it is as loud, whatever its score', () => {
    const overlooked = (ms: number) => (ms < 1160 ? 1 : 0.1);
    expect(overBot({ until: 2500, voice: overlooked, words: () => '' }, plain)).toEqual(['1300 stop']);
    expect(overBot({ until: 2500, voice: overlooked, volume: (ms) => (ms < 1160 ? 1 : 0.8) }, plain)).toEqual([]);
  });
  it('by the plain rule stops it without a duck, a wait or a fade', () => {
    expect(overBot({ until: 2500, words: () => '', wordEndsInMs: 41 }, plain)).toEqual(['1300 stop']);
    expect(overBot({ until: 1250 }, plain)).toEqual([]);
  });
  it('never stops a bot that may not be interrupted', () => {
    expect(overBot({ until: 2500 }, { ...options, enabled: false })).toEqual([]);
  });
  it('no longer matters when the bot has finished, which is brought back to its loudness', () => {
    const { state } = stepBargeIn({ phase: 'undisturbed' }, moment(1060), options);
    expect(stepBargeIn(state, moment(1100, { botAudibleSince: null }), options)).toMatchObject({
      state: { phase: 'undisturbed' },
      act: 'resume',
    });
  });
  it('that has ended when its words are known stops it at once, without waiting for a word of its own', () => {
    const late = moment(1600, { isSpeaking: false, isCalledOff: true, wordEndsInMs: 41 });
    expect(stepBargeIn({ phase: 'undisturbed' }, late, options).act).toBe('stop');
  });
});

describe('barge-in by words', () => {
  it('needs enough words while they are still being said', () => {
    expect(wordsStopBot('no', false, options, 'en')).toBe(false);
    expect(wordsStopBot('no wait', false, options, 'en')).toBe(true);
    expect(wordsStopBot('stop', true, options, 'en')).toBe(true);
    expect(wordsStopBot('no wait please', false, { ...options, minWords: 0 }, 'en')).toBe(false);
  });
  it('takes acknowledgements for listening, unless told otherwise', () => {
    expect(wordsStopBot('mm-hmm', true, options, 'en')).toBe(false);
    expect(wordsStopBot('Okay, right.', true, options, 'en')).toBe(false);
    expect(wordsStopBot('okay but not on Sunday', true, options, 'en')).toBe(true);
    expect(wordsStopBot('mm-hmm', true, { ...options, backchannelFilter: false }, 'en')).toBe(true);
  });
});
