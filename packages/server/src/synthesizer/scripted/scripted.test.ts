import fc from 'fast-check';
import { expect, it } from 'vitest';
import { VirtualClock } from '../../lab/virtual-clock.ts';
import type { SpokenWord } from '../synthesizer.ts';
import { scriptedSynthesizer } from './scripted.ts';

function speak(sentence: string, settings: object = {}) {
  const voice = scriptedSynthesizer.open(
    { provider: 'scripted', ...settings },
    { clock: new VirtualClock(0), language: undefined },
  );
  const heard = { samples: 0, words: [] as SpokenWord[], isDone: false };
  voice.speak(sentence, {
    chunk(pcm, words) {
      heard.samples += pcm.length;
      heard.words.push(...words);
    },
    done: () => {
      heard.isDone = true;
    },
    failed: () => {},
  });
  return heard;
}

it('speaks at once, each word for as long as it was told', () => {
  const heard = speak('Which day suits you?', { ms_per_word: 250 });
  expect(heard).toEqual({
    samples: 8000,
    isDone: true,
    words: [
      { word: 'Which', startMs: 0, endMs: 250 },
      { word: 'day', startMs: 250, endMs: 500 },
      { word: 'suits', startMs: 500, endMs: 750 },
      { word: 'you?', startMs: 750, endMs: 1000 },
    ],
  });
});

it('says every token of any text once, in order', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      expect(speak(text, { ms_per_word: 10 }).words.map(({ word }) => word)).toEqual(
        text.split(/\s+/).filter((word) => word !== ''),
      );
    }),
  );
});

it('names the field that is wrong', () => {
  expect(() => scriptedSynthesizer.check({ provider: 'scripted', ms_per_word: 0 })).toThrow(/voice\.ms_per_word/);
});
