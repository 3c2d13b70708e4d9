import fc from 'fast-check';
import { expect, it } from 'vitest';
import { voiceEvidence } from './prosody.ts';

const slope = fc.double({ min: -80, max: 80, noNaN: true });

it('speaks for an end when pitch and loudness fall, against it when they are held', () => {
  expect(voiceEvidence({ pitchSlope: -12, energySlope: -30 })).toBe(0.8);
  expect(voiceEvidence({ pitchSlope: 1.9, energySlope: 3 })).toBeLessThan(-0.7);
});

it('says nothing where the audio core could not tell, and of a steep rise', () => {
  expect(voiceEvidence({ pitchSlope: 0, energySlope: 0 })).toBe(0);
  expect(voiceEvidence({ pitchSlope: 20, energySlope: 0 })).toBeCloseTo(0);
});

it('never speaks less for an end the faster pitch or loudness falls', () => {
  fc.assert(
    fc.property(slope, slope, fc.double({ min: 0, max: 40, noNaN: true }), (pitchSlope, energySlope, faster) => {
      fc.pre(pitchSlope !== 0 && energySlope !== 0 && pitchSlope < 2 && energySlope - faster !== 0);
      const now = voiceEvidence({ pitchSlope, energySlope });
      expect(voiceEvidence({ pitchSlope, energySlope: energySlope - faster })).toBeGreaterThanOrEqual(now);
      fc.pre(pitchSlope - faster !== 0);
      expect(voiceEvidence({ pitchSlope: pitchSlope - faster, energySlope })).toBeGreaterThanOrEqual(now);
    }),
  );
});

it('is a nudge, never more', () => {
  fc.assert(
    fc.property(slope, slope, (pitchSlope, energySlope) => {
      expect(Math.abs(voiceEvidence({ pitchSlope, energySlope }))).toBeLessThanOrEqual(0.8);
    }),
  );
});
