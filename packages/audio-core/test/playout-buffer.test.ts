import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PlayoutBuffer } from '../dist/index.js';

const frame = 160;
const packet = (value: number) => new Uint8Array(Int16Array.from({ length: frame }, () => value).buffer);

it('plays packets as they were sent, and says which and from where', () => {
  const buffer = new PlayoutBuffer({ codec: 'pcm16', sampleRateHz: 8000 });
  const heard: number[] = [];
  for (let n = 0; n < 20; n++) {
    expect(buffer.insertPacket(65_530 + n > 65_535 ? n - 6 : 65_530 + n, n * frame, packet(n + 1), n * 20)).toBe(
      'kept',
    );
    const outcome = buffer.pull(n * 20);
    if (outcome === 'silence') continue;
    expect(buffer.startedCount).toBe(1);
    expect(buffer.startedOffset(0)).toBe(0);
    heard.push(buffer.pcm[80] as number);
  }
  expect(heard.length).toBeGreaterThan(15);
  expect(heard).toEqual(Array.from({ length: heard.length }, (_, n) => n + 1));
  expect(buffer.stats).toMatchObject({ received: 20, played: heard.length, lost: 0, late: 0 });
  buffer.close();
});

it('says what became of a packet that is late, twice here or from nowhere', () => {
  const buffer = new PlayoutBuffer({ codec: 'pcm16', sampleRateHz: 8000 });
  for (let n = 0; n < 10; n++) {
    if (n !== 5) buffer.insertPacket(n, n * frame, packet(9), n * 20);
    buffer.pull(n * 20);
  }
  for (let n = 10; n < 20; n++) buffer.pull(n * 20);
  expect(buffer.insertPacket(5, 5 * frame, packet(9), 400)).toBe('late');
  expect(buffer.insertPacket(9, 9 * frame, packet(9), 401)).toBe('duplicate');
  expect(buffer.insertPacket(40_000, 0, packet(9), 402)).toBe('discarded');
  const stats = buffer.stats;
  expect(stats.received).toBe(stats.played + stats.late + stats.duplicate + stats.discarded + buffer.waiting);
});

it('always has exactly what was asked for, whatever comes', () => {
  const packets = fc.array(
    fc.record({
      sequence: fc.nat(0xffff_ffff),
      timestamp: fc.nat(0xffff_ffff),
      bytes: fc.uint8Array({ maxLength: 2_000 }),
      at: fc.double({ min: 0, max: 1e12, noNaN: true }),
    }),
    { maxLength: 60 },
  );
  const options = fc.record({
    codec: fc.constantFrom('mulaw' as const, 'alaw' as const, 'pcm16' as const),
    sampleRateHz: fc.constantFrom(8000 as const, 16000 as const, 24000 as const, 48000 as const),
    sequenceBits: fc.constantFrom(16 as const, 32 as const),
    pullMs: fc.integer({ min: 1, max: 120 }),
  });
  fc.assert(
    fc.property(options, packets, (options, packets) => {
      const buffer = new PlayoutBuffer(options);
      for (const { sequence, timestamp, bytes, at } of packets) {
        buffer.insertPacket(sequence, timestamp, bytes, at);
        buffer.pull(at);
        expect(buffer.pcm.length).toBe(Math.round((options.pullMs * options.sampleRateHz) / 1_000));
      }
      expect(buffer.stats.received).toBe(packets.length);
      buffer.close();
    }),
  );
});

it('refuses options it cannot have, and packets once it is closed', () => {
  expect(() => new PlayoutBuffer({ codec: 'pcm16', sampleRateHz: 8000, pullMs: 0 })).toThrow(/pullMs is 0/);
  expect(() => new PlayoutBuffer({ codec: 'pcm16', sampleRateHz: 8000, sequenceBits: 24 as 16 })).toThrow(
    /sequenceBits/,
  );
  const buffer = new PlayoutBuffer({ codec: 'mulaw', sampleRateHz: 8000 });
  buffer.close();
  buffer.close();
  expect(() => buffer.pull(0)).toThrow(/closed/);
  expect(() => buffer.insertPacket(0, 0, new Uint8Array(160), 0)).toThrow(/closed/);
});

it('refuses a time or a count that is none, and plays on', () => {
  const buffer = new PlayoutBuffer({ codec: 'mulaw', sampleRateHz: 8000 });
  for (const wrong of [Number.NaN, -1, Number.POSITIVE_INFINITY]) {
    expect(() => buffer.pull(wrong)).toThrow(/is not a time/);
    expect(() => buffer.insertPacket(wrong, 0, new Uint8Array(160), 0)).toThrow(/is not a count/);
    expect(() => buffer.insertPacket(0, 0, new Uint8Array(160), wrong)).toThrow(/is not a time/);
  }
  expect(buffer.insertPacket(2 ** 32, 2 ** 40, new Uint8Array(160), 0)).toBe('kept');
  buffer.close();
});
