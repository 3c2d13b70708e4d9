import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  OggOpusReader,
  OggOpusWriter,
  OpusDecoder,
  OpusEncoder,
  type WavEncoding,
  WavReader,
  WavWriter,
  writeWav,
} from '../dist/index.js';

const murmur = Int16Array.from({ length: 16_000 }, (_, n) => 6_000 * Math.sin(n / 7 + 3 * Math.sin(n / 400)));

function joined(parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

function cut<T extends Uint8Array | Int16Array>(whole: T, size: number): T[] {
  return Array.from({ length: Math.ceil(whole.length / size) }, (_, n) => whole.slice(n * size, (n + 1) * size) as T);
}

describe('Opus', () => {
  it('gives each packet the time it took, lost ones too', () => {
    const encoder = new OpusEncoder({ sampleRateHz: 16000, bitrate: 32_000, fec: true, expectedLossPercent: 20 });
    const decoder = new OpusDecoder({ sampleRateHz: 16000 });
    const packets = cut(murmur, 320).map((frame) => encoder.encode(frame));
    const lengths = packets.map((packet, n) => {
      if (n % 5 === 1) return decoder.recover(packets[n + 1] as Uint8Array, 320).length;
      return (n % 5 === 3 ? decoder.conceal(320) : decoder.decode(packet)).length;
    });
    expect(new Set(lengths)).toEqual(new Set([320]));
    expect(encoder.lookaheadSamples).toBeGreaterThan(0);
  });

  it('refuses what is wrong with a code', () => {
    const encoder = new OpusEncoder({ sampleRateHz: 8000 });
    const decoder = new OpusDecoder({ sampleRateHz: 8000 });
    expect(() => encoder.encode(new Int16Array(100))).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
    expect(() => decoder.decode(new Uint8Array(0))).toThrow(expect.objectContaining({ code: 'INVALID_OPUS' }));
    expect(() => decoder.decode(Uint8Array.of(0xfb, 9))).toThrow(expect.objectContaining({ code: 'INVALID_OPUS' }));
    expect(() => decoder.conceal(161)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
    expect(() => new OpusEncoder({ sampleRateHz: 44100 as 48000 })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    );
    encoder.close();
    encoder.close();
    expect(() => encoder.encode(new Int16Array(160))).toThrow(expect.objectContaining({ code: 'CLOSED' }));
  });
});

describe('a voice note', () => {
  it('comes back with exactly its samples, in any pieces', () => {
    fc.assert(
      fc.property(
        fc.nat(16_000),
        fc.integer({ min: 1, max: 5_000 }),
        fc.integer({ min: 1, max: 3_000 }),
        (length, given, taken) => {
          const writer = new OggOpusWriter({ sampleRateHz: 16000, bitrate: 24_000, comments: ['TITLE=note'] });
          const file = joined([
            ...cut(murmur.slice(0, length), given).map((piece) => writer.push(piece)),
            writer.finish(),
          ]);
          const reader = new OggOpusReader({ sampleRateHz: 16000 });
          const heard = cut(file, taken).reduce((sum, piece) => sum + reader.push(piece).length, 0);
          reader.finish();
          expect(heard).toBe(length);
          expect(reader.stats).toEqual({ samples: length, damagedPackets: 0, missingSamples: 0, streams: 1 });
          reader.close();
        },
      ),
      { numRuns: 20 },
    );
  });

  it('that is none, or lasts too long, is refused with the reason', () => {
    const reader = new OggOpusReader({ sampleRateHz: 8000, maxDurationMs: 100 });
    expect(() => reader.finish()).toThrow(/no Opus stream/);
    const writer = new OggOpusWriter({ sampleRateHz: 16000 });
    const file = joined([writer.push(murmur), writer.finish()]);
    expect(() => reader.push(file)).toThrow(/lasts longer/);
    expect(() => writer.push(murmur)).toThrow(expect.objectContaining({ code: 'CLOSED' }));
  });
});

describe('a WAV file as it comes', () => {
  const exact: WavEncoding[] = ['pcm16', 'pcm24', 'pcm32', 'float32'];

  it('plays to its end even when its writer died, and says its length when it did not', () => {
    for (const encoding of exact) {
      const writer = new WavWriter({ sampleRateHz: 8000, encoding });
      const parts = cut(murmur, 1_001).map((piece) => writer.push(piece));
      const died = joined(parts);
      const ended = joined([...parts, writer.finish()]);
      ended.set(writer.header(), 0);
      for (const file of [died, ended]) {
        const reader = new WavReader();
        const samples = cut(file, 333).flatMap((piece) => [...reader.push(piece)]);
        reader.finish();
        expect(reader.format).toEqual({ encoding, sampleRateHz: 8000, channels: 1 });
        expect(Int16Array.from(samples)).toEqual(murmur);
        reader.close();
      }
      expect(new DataView(ended.buffer).getUint32(4, true) + 8).toBe(ended.length);
      writer.close();
    }
  });

  it('has no format before enough of it came', () => {
    const reader = new WavReader();
    const file = writeWav(murmur, 8000);
    expect(reader.push(file.slice(0, 20)).length).toBe(0);
    expect(reader.format).toBeUndefined();
    expect(() => reader.finish()).toThrow(expect.objectContaining({ code: 'INVALID_WAV' }));
    expect(reader.push(file.slice(20)).length).toBe(murmur.length);
    expect(reader.format?.encoding).toBe('pcm16');
  });
});
