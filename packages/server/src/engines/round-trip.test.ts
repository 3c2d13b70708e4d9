import { readFileSync } from 'node:fs';
import { decodeG711, encodeG711, Resampler, readWav } from '@antiphon/audio-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import { recordingsFolder } from '../lab/recordings.ts';
import type { TranscriberResult } from '../transcriber/transcriber.ts';
import { createEngines, type Engines } from './engines.ts';

/** Real engines: what one of them says, or a person, down a telephone line and into the other. */
let engines: Engines;
beforeAll(() => {
  engines = createEngines({ env: {}, lab: false, strict: false });
});
afterAll(() => engines.close());

type Final = Extract<TranscriberResult, { type: 'final' }> & { interims: string[] };

interface Utterance {
  /** 16 kHz. */
  pcm: Int16Array;
  fromMs: number;
  toMs: number;
}

function resample(pcm: Int16Array, fromHz: number, toHz: number): Int16Array {
  if (fromHz === toHz) return pcm;
  const resampler = new Resampler(fromHz, toHz);
  return Int16Array.from([...resampler.process(pcm), ...resampler.flush()]);
}

const byPhone = (pcm: Int16Array) =>
  resample(decodeG711('mulaw', encodeG711('mulaw', resample(pcm, 16_000, 8000))), 8000, 16_000);

function say(voice: string, sentence: string): Promise<Utterance> {
  const { engine, settings } = engines.synthesizer(voice);
  const speaker = engine.open(settings, { clock: systemClock, language: undefined });
  return new Promise((resolve, reject) => {
    const pcm: number[] = [];
    let toMs = 0;
    speaker.speak(sentence, {
      chunk(part, words) {
        pcm.push(...part);
        toMs = words.at(-1)?.endMs ?? toMs;
      },
      done: () => resolve({ pcm: resample(Int16Array.from(pcm), speaker.sampleRateHz, 16_000), fromMs: 20, toMs }),
      failed: ({ message }) => reject(new Error(message)),
    });
  });
}

/** Hears an utterance as a detector would mark it: told of its onset 100 ms late, of its end 200 ms late. */
function hear(setting: unknown, { pcm, fromMs, toMs }: Utterance): Promise<Final> {
  const { engine, settings } = engines.transcriber(setting);
  return new Promise((resolve, reject) => {
    const interims: string[] = [];
    const ear = engine.open(settings, {
      clock: systemClock,
      language: undefined,
      onResult(result) {
        if (result.type === 'interim') interims.push(result.text);
        else if (result.type === 'final') resolve({ ...result, interims });
        else reject(new Error(JSON.stringify(result)));
      },
    });
    const line = byPhone(
      Int16Array.from([...new Int16Array(16 * 500), ...pcm.subarray(0, toMs * 16), ...new Int16Array(16 * 200)]),
    );
    const detected = Math.round((500 + fromMs + 100) * 16);
    for (let at = 0; at < line.length; at += 320) {
      if (at >= detected && at < detected + 320) ear.speechStarted(1, 100);
      ear.push(line.subarray(at, at + 320));
    }
    ear.speechEnded(1, 200);
  });
}

const rank = '(ace|two|three|four|five|six|seven|eight|nine|ten|jack|queen|king)';
const cards = {
  provider: 'grammar',
  jsgf: `#JSGF V1.0; grammar c; public <c> = <card>+; <card> = [${rank}] of (clubs|hearts|spades|diamonds) | ${rank};`,
};
const moves = {
  provider: 'grammar',
  phrases: [
    '(go|move|walk) {direction} [{number} (meter|meters|feet|steps)]',
    'turn (left|right|around) [{number} degrees]',
  ],
  slots: { direction: ['forward', 'backward', 'left', 'right', 'straight ahead'] },
};
const booking = {
  provider: 'grammar',
  phrases: ['[book|reserve] [a] table for {number} [people] [{day}] [at {time}]', '{day} [at {time}]', '[at] {time}'],
  slots: {
    day: ['tonight', 'tomorrow [night]', '[on] (monday|tuesday|wednesday|thursday|friday|saturday|sunday) [night]'],
    time: ["(five|six|seven|eight|nine) [(thirty|fifteen|o'clock)]", 'half past (six|seven|eight)'],
  },
};

describe.each(['flite/slt', 'flite/rms', 'flite/awb'])('%s on the phone', { timeout: 120_000 }, (voice) => {
  it.each([
    [moves, 'please move left twenty three steps', { direction: 'left', number: '23' }],
    [moves, 'go backward five feet', { direction: 'backward', number: '5' }],
    [booking, 'a table for four at seven thirty', { number: '4', time: 'seven thirty' }],
    [booking, 'i would like a table for twelve on friday please', { number: '12', day: 'on friday' }],
    [booking, 'half past seven', { time: 'half past seven' }],
  ])('%# is understood', async (setting, sentence, slots) => {
    expect(await hear(setting, await say(voice, sentence))).toMatchObject({ understood: true, text: sentence, slots });
  });

  it.each([
    'my dog ate the newspaper this morning',
    'I lost my credit card yesterday',
    'do you have parking near the building',
  ])('is not understood: %s', async (sentence) => {
    const utterance = await say(voice, sentence);
    for (const setting of [moves, booking])
      expect(await hear(setting, utterance)).toMatchObject({ understood: false, text: '' });
  });
});

describe('the recogniser', { timeout: 120_000 }, () => {
  it('guesses a sentence while it is said', async () => {
    const { interims } = await hear(booking, await say('flite/slt', 'a table for four at seven thirty'));
    expect(interims.length).toBeGreaterThan(2);
  });

  it('sounds out words that are in no dictionary', async () => {
    const setting = { provider: 'grammar', phrases: ['call antiphon', 'call zorbiflux', 'call nobody'] };
    for (const name of ['antiphon', 'zorbiflux']) {
      expect(await hear(setting, await say('flite/rms', `call ${name}`))).toMatchObject({ text: `call ${name}` });
    }
  });

  it('says so when every thread is taken', async () => {
    const { createGrammarEngine } = await import('../transcriber/grammar/grammar.ts');
    const small = createGrammarEngine({ pronounce: async () => [], threads: 1, utterancesPerThread: 1 });
    const results: TranscriberResult[] = [];
    const context = {
      clock: systemClock,
      language: undefined,
      onResult: (result: TranscriberResult) => results.push(result),
    };
    const ears = [1, 2].map(() => small.open({ provider: 'grammar', phrases: ['yes'] }, context));
    ears[0]?.speechStarted(1, 0);
    // The first takes its thread once its grammar is ready.
    while (ears[1] && results.length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
      ears[1].speechStarted(2, 0);
    }
    expect(results[0]).toMatchObject({ type: 'failed', utteranceId: 2, code: 'ENGINE_BUSY' });
    await small.close();
  });
});

const folder = recordingsFolder(process.env);
describe.skipIf(!folder)(
  `people on the phone${folder ? '' : ' (skipped: no recordings beside this checkout)'}`,
  { timeout: 120_000 },
  () => {
    const clip = (name: string, fromMs: number, toMs: number): Utterance => {
      const { samples, sampleRateHz } = readWav(readFileSync(`${folder}/${name}.wav`));
      return { pcm: resample(samples, sampleRateHz, 16_000), fromMs, toMs };
    };

    it.each([
      [cards, 'cards-001', 180, 950, 'ten of clubs'],
      [cards, 'cards-002', 130, 1700, 'four queen of clubs'],
      [cards, 'cards-003', 100, 1340, 'seven of clubs'],
      [cards, 'cards-004', 230, 1210, 'five five'],
      [cards, 'cards-005', 210, 3230, 'eight of spades four of clubs seven of hearts'],
      [moves, 'go-forward', 500, 2390, 'go forward ten meters'],
    ])('%#: %s is understood', async (setting, name, fromMs, toMs, text) => {
      expect(await hear(setting, clip(name, fromMs, toMs))).toMatchObject({ understood: true, text });
    });

    it.each([
      ['austen-0880', 10, 2920],
      ['austen-0930', 30, 3120],
      ['hello-world', 250, 980],
      ['weather-question', 450, 1800],
      ['kennedy', 330, 2120],
    ])('%s is not what was expected', async (name, fromMs, toMs) => {
      for (const setting of [moves, booking])
        expect(await hear(setting, clip(name, fromMs, toMs))).toMatchObject({ understood: false, text: '' });
    });
  },
);
