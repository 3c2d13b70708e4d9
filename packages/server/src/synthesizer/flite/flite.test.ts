import { afterAll, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../lab/virtual-clock.ts';
import type { SpokenWord } from '../synthesizer.ts';
import { createFliteEngine, type FliteEngine } from './flite.ts';

const opened: FliteEngine[] = [];
function flite(options = {}): FliteEngine {
  const engine = createFliteEngine(options);
  opened.push(engine);
  return engine;
}
afterAll(() => Promise.all(opened.map((engine) => engine.close())));

interface Heard {
  pcm: number[];
  sampleRateHz: number;
  words: SpokenWord[];
  failure?: string;
}

function say(engine: FliteEngine, sentence: string, voice = 'slt'): Promise<Heard> {
  return new Promise((resolve) => {
    const voices = engine.open(
      { provider: 'flite', voice_id: voice },
      { clock: new VirtualClock(0), language: undefined },
    );
    const heard: Heard = { pcm: [], sampleRateHz: voices.sampleRateHz, words: [] };
    voices.speak(sentence, {
      chunk(pcm, words) {
        heard.pcm.push(...pcm);
        heard.words.push(...words);
      },
      done: () => resolve(heard),
      failed: ({ code, message }) => resolve({ ...heard, failure: `${code} ${message}` }),
    });
  });
}

const durationMs = ({ pcm, sampleRateHz }: Heard) => (pcm.length * 1000) / sampleRateHz;
const loudest = (pcm: readonly number[]) => pcm.reduce((loud, sample) => Math.max(loud, Math.abs(sample)), 0);
const engine = flite();

describe('a sentence', { timeout: 60_000 }, () => {
  it.each(['slt', 'rms', 'awb', 'kal16', 'kal'])(
    'is spoken by %s with the time of every word, from its first sound on',
    async (voice) => {
      const sentence = 'Your table for four is booked for 7:30 this evening.';
      const heard = await say(engine, sentence, voice);
      expect(heard.words.map(({ word }) => word)).toEqual(sentence.split(' '));
      expect(heard.words[0]?.startMs).toBeLessThanOrEqual(50);
      const time = heard.words[7];
      // Four syllables: the longest word by far.
      expect((time?.endMs ?? 0) - (time?.startMs ?? 0)).toBeGreaterThan(400);
      const last = heard.words.at(-1)?.endMs ?? 0;
      expect(durationMs(heard) - last).toBeGreaterThan(100);
      expect(durationMs(heard) - last).toBeLessThan(250);
      expect(loudest(heard.pcm)).toBeGreaterThan(3000);
    },
  );

  it.each([
    'It costs $25.50, Dr. Smith — ok? Hello there! How are you?',
    '“Quoted” café it’s well-known, x/y a.b@c.com 1,234 😀 €30 -',
    '<b>x</b> & A B C 3rd 1999 wait...what',
    '😀',
    '你好 世界',
    '... !! ?',
    '-t -o \\ \' " ` $',
  ])('says every token once, in order: %s', async (sentence) => {
    const heard = await say(engine, sentence);
    expect(heard.failure).toBeUndefined();
    expect(heard.words.map(({ word }) => word)).toEqual(sentence.split(' '));
    const times = heard.words.flatMap(({ startMs, endMs }) => [startMs, endMs]);
    expect(times).toEqual([...times].sort((one, other) => one - other));
    expect(times.at(-1)).toBeLessThanOrEqual(durationMs(heard) + 1);
  });

  it('may have nothing to say', async () => {
    expect(await say(engine, ' ')).toMatchObject({ pcm: [], words: [] });
  });

  it('sounds the same again', async () => {
    const [once, again, elsewhere] = [
      await say(engine, 'Good evening.'),
      await say(engine, 'Good evening.'),
      await say(flite(), 'Good evening.'),
    ];
    expect(again).toEqual(once);
    expect(elsewhere).toEqual(once);
  });

  it('may be long', async () => {
    const heard = await say(engine, 'This is a long story, and it goes on. '.repeat(20), 'kal');
    expect(heard.words).toHaveLength(180);
  });
});

it('refuses a sentence when too many wait', { timeout: 60_000 }, async () => {
  const small = flite({ workers: 1, waiting: 1 });
  const all = await Promise.all(['One.', 'Two.', 'Three.'].map((sentence) => say(small, sentence)));
  expect(all.map(({ failure }) => failure?.split(' ')[0])).toEqual([undefined, undefined, 'ENGINE_BUSY']);
});

it('says nothing after a cancel', { timeout: 60_000 }, async () => {
  const voice = engine.open({ provider: 'flite' }, { clock: new VirtualClock(0), language: undefined });
  const told: string[] = [];
  const sink = { chunk: () => told.push('chunk'), done: () => told.push('done'), failed: () => told.push('failed') };
  voice.speak('You will never hear this.', sink)();
  voice.speak('Nor this.', sink);
  voice.close();
  await say(engine, 'Something else.');
  expect(told).toEqual([]);
});

it('tells a waiting caller when it is shut down', { timeout: 60_000 }, async () => {
  const closing = flite();
  const waiting = say(closing, 'Is anybody there?');
  await closing.close();
  expect((await waiting).failure).toMatch(/^PROVIDER_FAILED flite is shut down|^PROVIDER_FAILED flite failed/);
});
