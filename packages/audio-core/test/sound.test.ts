import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeG711, encodeG711, measureLevel, Resampler, readWav, SpeechDetector, writeWav } from '../dist/index.js';
import { loadAddon } from '../dist/load-addon.js';

describe('G.711', () => {
  it('keeps what it decoded', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, n) => n);
    expect(encodeG711('alaw', decodeG711('alaw', bytes))).toEqual(bytes);
    const mulaw = decodeG711('mulaw', bytes);
    expect(decodeG711('mulaw', encodeG711('mulaw', mulaw))).toEqual(mulaw);
  });
});

describe('levels', () => {
  it('are those of the formula', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -32768, max: 32767 }), { minLength: 1, maxLength: 400, size: 'max' }),
        (values) => {
          const level = measureLevel(Int16Array.from(values));
          const rms = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length) / 32768;
          expect(level.rms).toBeCloseTo(rms, 10);
          expect(level.peak).toBe(Math.max(...values.map(Math.abs)) / 32768);
          expect(level.energyDb).toBeCloseTo(rms > 0 ? Math.min(0, Math.max(-60, 20 * Math.log10(rms))) : -60, 2);
        },
      ),
    );
  });
});

describe('the resampler', () => {
  it('gives the exact count whatever the blocks', () => {
    const rate = fc.constantFrom(8000, 16000, 22050, 24000, 44100, 48000);
    fc.assert(
      fc.property(rate, rate, fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 20 }), (from, to, blocks) => {
        const resampler = new Resampler(from, to);
        const given = blocks.reduce((sum, length) => sum + resampler.process(new Int16Array(length)).length, 0);
        const taken = blocks.reduce((sum, length) => sum + length, 0);
        expect(given + resampler.flush().length).toBe(Math.ceil((taken * to) / from));
      }),
    );
  });
});

describe('WAV files', () => {
  it('come back as they were written', () => {
    const sound = fc.int16Array({ maxLength: 400, size: 'max' });
    fc.assert(
      fc.property(sound, fc.constantFrom(8000, 48000), fc.constantFrom(1, 2), (samples, sampleRateHz, channels) => {
        const whole = samples.slice(0, samples.length - (samples.length % channels));
        expect(readWav(writeWav(whole, sampleRateHz, channels))).toEqual({ sampleRateHz, channels, samples: whole });
      }),
    );
  });
  it('with unknown chunks, an odd one and a cut end still give their sound', () => {
    const wav = writeWav(Int16Array.of(1, 2, 3), 8000);
    const odd = Uint8Array.of(76, 73, 83, 84, 3, 0, 0, 0, 9, 9, 9, 0);
    const bytes = Uint8Array.from([...wav.slice(0, 36), ...odd, ...wav.slice(36, -1)]);
    expect([...readWav(bytes).samples]).toEqual([1, 2]);
  });
  it('that are none are refused with the reason, whatever the bytes', () => {
    const header = writeWav(new Int16Array(4), 8000);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(43), (noise, at) => {
        for (const bytes of [noise, Uint8Array.from([...header.slice(0, at), ...noise])]) {
          try {
            readWav(bytes);
          } catch (error) {
            expect(error).toMatchObject({ code: 'INVALID_WAV' });
          }
        }
      }),
    );
  });
});

describe('the detector', () => {
  it('hears nothing in silence, and the same with portable arithmetic', () => {
    for (const portable of [true, false]) {
      const detector = new SpeechDetector({ sampleRateHz: 8000, portable });
      expect(detector.process(new Int16Array(80_000))).toEqual([]);
      expect([detector.isSpeech, detector.probability < 0.1]).toEqual([false, true]);
    }
  });
});

describe('the loader', () => {
  it('says which platform has no binary and what to do', () => {
    expect(() => loadAddon('plan9-mips')).toThrow(/no working binary for plan9-mips.*@antiphon\/audio-core-plan9-mips/);
  });
});
