import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Silence } from './end-of-turn-model.ts';
import { fusedModel } from './fused-end-of-turn.ts';
import { noPauses, type OwnPauses, withEnd, withPause } from './own-pauses.ts';

const settings = { silenceMs: 500, maxSilenceMs: 3000 };
const model = fusedModel(settings);

const silence = (text: string, more: Partial<Silence> = {}): Silence => ({
  text,
  isInterim: false,
  knownAfterMs: 250,
  question: undefined,
  language: undefined,
  prosody: null,
  pauses: noPauses,
  mark: null,
  ...more,
});
const endOf = (text: string, more: Partial<Silence> = {}) => model(silence(text, more)).end;

const anyText = fc.constantFrom(
  '',
  'yes',
  'I would like',
  'a table for two',
  'two one three',
  'my name is',
  'um',
  'hola quiero una mesa',
  'no thanks that is all',
  'because the',
);
const anySlope = fc.double({ min: -60, max: 60, noNaN: true });
const anyPauses: fc.Arbitrary<OwnPauses> = fc
  .tuple(fc.array(fc.integer({ min: 1, max: 4000 }), { maxLength: 12 }), fc.nat(12))
  .map(([pauses, ends]) => ({ ...pauses.reduce(withPause, noPauses), ends }));
const anySilence: fc.Arbitrary<Silence> = fc.record({
  text: anyText,
  isInterim: fc.boolean(),
  knownAfterMs: fc.nat(2500),
  question: fc.constantFrom(undefined, '', 'Is that right?', 'What is your phone number?', 'How can I help?'),
  language: fc.constantFrom(undefined, 'en', 'en-GB', 'es'),
  prosody: fc.option(fc.record({ pitchSlope: anySlope, energySlope: anySlope })),
  pauses: anyPauses,
  mark: fc.constant(null),
});

describe('the fused end of turn', () => {
  it('answers a yes to a yes/no question within 300 ms', () => {
    const end = endOf('yes', { question: 'Is that right?' });
    expect(end.afterMs).toBeLessThanOrEqual(300);
    expect(end.probability).toBeGreaterThan(0.95);
  });

  it('waits for the rest of a number that was asked for, and says meanwhile that it is not all', () => {
    const plan = model(silence('two one three', { question: 'What is your phone number?' }));
    expect(plan.end.afterMs).toBeGreaterThan(1500);
    expect(plan.pause?.afterMs).toBe(280);
    expect(plan.pause?.probability).toBeLessThan(0.3);
    const whole = model(silence('two one three five five five zero one two three', { question: 'Your phone number?' }));
    expect(whole.end.afterMs).toBeLessThan(500);
    expect(whole.pause).toBeUndefined();
  });

  it('waits for the longest silence after words that cannot be all', () => {
    expect(endOf('I would like')).toMatchObject({ afterMs: 3000, by: 'max_silence' });
  });

  it.each([
    ['no words', '', {}],
    ['another language', 'hola quiero una mesa', {}],
    ['another language by the settings', 'I would like', { language: 'es' }],
  ])('counts plain silence where it knows nothing: %s', (_what, text, more) => {
    expect(endOf(text, more)).toMatchObject({ afterMs: 500, by: 'probability' });
  });

  it('waits longer for a caller whose own pauses are long', () => {
    const slow = [1200, 1400, 1100].reduce(withPause, noPauses);
    expect(endOf('', { pauses: slow }).afterMs).toBeGreaterThan(700);
    expect(endOf('yes', { question: 'Is that right?', pauses: slow }).afterMs).toBeLessThanOrEqual(300);
    expect(endOf('', { pauses: withEnd(withEnd(noPauses)) }).afterMs).toBe(500);
  });

  it('hears a voice that falls as an end, and one that is held as none', () => {
    const fallen = endOf('', { prosody: { pitchSlope: -12, energySlope: -30 } });
    const held = endOf('', { prosody: { pitchSlope: 0.5, energySlope: -1 } });
    expect(fallen.afterMs).toBeLessThan(500);
    expect(held.afterMs).toBeGreaterThan(500);
    expect(endOf('', { prosody: { pitchSlope: 0, energySlope: 0 } }).afterMs).toBe(500);
  });

  it('says nothing hasty of words that are not final', () => {
    expect(model(silence('I would like', { isInterim: true })).pause?.afterMs).toBe(500);
  });

  it('tells who voted what, and when', () => {
    const { votes } = endOf('yes', {
      question: 'Is that right?',
      knownAfterMs: 240,
      prosody: { pitchSlope: -12, energySlope: -30 },
    });
    expect(votes?.map(({ voter, afterMs }) => [voter, afterMs])).toEqual([
      ['words', 240],
      ['question', 240],
      ['voice', 0],
      ['silence', 250],
    ]);
  });
});

describe('laws of the fused end of turn', () => {
  const law = (holds: (silence: Silence) => void) =>
    fc.assert(
      fc.property(anySilence, (each) => {
        holds(each);
      }),
    );

  it('ends no later than the longest silence, and not before it knows', () => {
    law((each) => {
      const { end, eager } = model(each);
      expect(end.afterMs).toBeLessThanOrEqual(Math.max(3000, each.knownAfterMs));
      expect(end.afterMs).toBeGreaterThanOrEqual(Math.max(250, each.knownAfterMs));
      expect(eager.afterMs).toBeGreaterThanOrEqual(each.knownAfterMs);
    });
  });

  it('is surer the longer the silence', () => {
    law((each) => {
      const { pause, eager, end } = model(each);
      const moments = [pause, eager, end].filter((moment) => moment !== undefined);
      moments.sort((a, b) => a.afterMs - b.afterMs);
      for (const [index, moment] of moments.entries()) {
        expect(moment.probability).toBeGreaterThanOrEqual(moments[index - 1]?.probability ?? 0);
      }
    });
  });

  it('never waits longer for words that are more complete', () => {
    const byCompleteness = ['I would like', 'two one three', 'my name is', 'um', '', 'a table for two', 'yes'];
    law((each) => {
      const alone = { ...each, question: undefined, language: 'en' };
      const ends = byCompleteness.map((text) => {
        const { end } = model({ ...alone, text });
        return { afterMs: end.afterMs, words: end.votes?.find(({ voter }) => voter === 'words')?.weight ?? 0 };
      });
      ends.sort((a, b) => a.words - b.words);
      for (const [index, { afterMs }] of ends.entries()) {
        expect(afterMs).toBeLessThanOrEqual(ends[index - 1]?.afterMs ?? Number.POSITIVE_INFINITY);
      }
    });
  });

  it('never waits less for a caller whose pauses are longer', () => {
    fc.assert(
      fc.property(anySilence, fc.integer({ min: 0, max: 2000 }), (each, moreMs) => {
        const slower = { ...each.pauses, totalMs: each.pauses.totalMs + moreMs };
        expect(model({ ...each, pauses: slower }).end.afterMs).toBeGreaterThanOrEqual(model(each).end.afterMs);
      }),
    );
  });

  it('adds up: what the votes say together is the probability', () => {
    law((each) => {
      const { end } = model(each);
      const sum = (end.votes ?? []).reduce((all, { weight }) => all + weight, 0);
      expect(Math.abs(1 / (1 + Math.exp(-sum)) - end.probability)).toBeLessThan(0.002);
    });
  });

  it('gives the same plan for the same silence', () => {
    law((each) => {
      expect(fusedModel(settings)(structuredClone(each))).toEqual(model(each));
    });
  });
});
