import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CallAudio, CallBatch, encodeG711 } from '../dist/index.js';

const open = (recording = false) =>
  new CallAudio({
    codec: 'mulaw',
    sampleRateHz: 8000,
    transcriberRateHz: 16000,
    detector: { engine: 'energy' },
    voiceFeatures: true,
    recording,
  });

const tone = encodeG711(
  'mulaw',
  Int16Array.from({ length: 800 }, (_, n) => 8000 * Math.sin(n / 3)),
);

/** Everything a call tells of its last push and tick. */
function told(audio: CallAudio, frames: number): unknown {
  return {
    inSample: audio.inSample,
    verdicts: Array.from({ length: audio.verdictCount }, (_, index) => ({ ...audio.verdict(index) })),
    probability: audio.speechProbability,
    pcm: [...audio.pcm.subarray(0, audio.pcmLength)],
    user: { ...audio.userMetrics, isNew: audio.hasUserMetrics },
    bot: { ...audio.botMetrics, isNew: audio.hasBotMetrics },
    features: { ...audio.voiceFeatures },
    loudness: audio.loudness,
    stats: audio.stats,
    played: audio.played,
    marks: Array.from({ length: audio.markCount }, (_, index) => audio.markId(index)),
    frames: Array.from({ length: frames }, (_, index) => [...audio.frame(index)]),
    recording: [...audio.recording.subarray(0, audio.recordingLength)],
  };
}

it('gives each call exactly what its own push, idle and tick would have given it', () => {
  const step = fc.record({
    kind: fc.constantFrom('next', 'next', 'next', 'idle', 'anywhere', 'long'),
    sequence: fc.nat(0xffff_ffff),
    timestamp: fc.nat(0xffff_ffff),
    from: fc.nat(640),
    queued: fc.nat(400),
  });
  const steps = fc.array(fc.array(step, { minLength: 3, maxLength: 3 }), { maxLength: 40 });
  fc.assert(
    fc.property(steps, (steps) => {
      const singles = [open(), open(true), open()];
      const together = [open(), open(true), open()];
      const batch = new CallBatch();
      steps.forEach((lines, n) => {
        lines.forEach(({ kind, sequence, timestamp, from, queued }, line) => {
          const [single, one] = [singles[line] as CallAudio, together[line] as CallAudio];
          single.queue(new Int16Array(queued).fill(900), 8000);
          one.queue(new Int16Array(queued).fill(900), 8000);
          single.mark(n, single.queuedEnd);
          one.mark(n, one.queuedEnd);
          if (kind === 'idle') {
            single.idle(n * 20);
            expect(batch.addIdle(one, n * 20)).toBe(line);
            return;
          }
          const [number, at] = kind === 'anywhere' ? [sequence, timestamp] : [n, n * 160];
          const payload = tone.subarray(from, kind === 'long' ? undefined : from + 160);
          single.push(number, at, payload, n * 20);
          expect(batch.add(one, number, at, payload, n * 20)).toBe(line);
        });
        expect(batch.push()).toBe(0);
        expect(batch.tick(together)).toBe(0);
        together.forEach((one, line) => {
          const single = singles[line] as CallAudio;
          expect([batch.pushError(line), batch.tickError(line)]).toEqual([null, null]);
          expect(told(one, batch.frameCount(line))).toEqual(told(single, single.tick()));
        });
      });
      for (const audio of [...singles, ...together]) audio.close();
    }),
    { numRuns: 60 },
  );
});

it('what is wrong with one call is its code, and the others hear and play', () => {
  const [closed, fine, wrong] = [open(), open(), open()];
  const batch = new CallBatch();
  closed.close();
  fine.queue(new Int16Array(800).fill(900), 8000);
  batch.add(closed, 0, 0, tone, 0);
  batch.add(fine, 0, 0, tone, 0);
  batch.add(wrong, Number.NaN, 0, tone, 0);
  batch.addIdle(wrong, -1);
  expect(batch.push()).toBe(3);
  expect([0, 1, 2, 3].map((index) => batch.pushError(index))).toEqual([
    'CLOSED',
    null,
    'INVALID_OPTION',
    'INVALID_OPTION',
  ]);
  expect([fine.inSample, wrong.inSample]).toEqual([800, 0]);
  expect(batch.tick([closed, fine, wrong])).toBe(1);
  expect([0, 1, 2].map((index) => batch.tickError(index))).toEqual(['CLOSED', null, null]);
  expect([0, 1, 2].map((index) => batch.frameCount(index))).toEqual([0, 5, 0]);
});

it('holds as many calls and as much sound as come, and one call more than once', () => {
  const batch = new CallBatch();
  const audios = Array.from({ length: 150 }, () => open());
  for (let round = 0; round < 3; round++) {
    audios.forEach((audio, line) => {
      batch.add(audio, 2 * round, 1600 * round, tone.subarray(0, 400), 0);
      expect(batch.add(audio, 2 * round + 1, 1600 * round + 400, tone, 0)).toBe(2 * line + 1);
    });
    expect([batch.waiting, batch.push(), batch.waiting]).toEqual([300, 0, 0]);
    for (const audio of audios) audio.queue(new Int16Array(80), 8000);
    expect(batch.tick(audios)).toBe(0);
  }
  expect(audios.every((audio) => audio.stats.received === 6)).toBe(true);
  expect([batch.push(), batch.tick([])]).toEqual([0, 0]);
});

it('says what it was given wrongly', () => {
  const batch = new CallBatch();
  const audio = open();
  expect(() => batch.add(audio, 0, 0, 'sound' as never, 0)).toThrow(/payload is not a Uint8Array/);
  expect(() => batch.add({} as CallAudio, 0, 0, tone, 0)).toThrow(/not a CallAudio/);
  expect(() => batch.tick([null as never])).toThrow(/not a CallAudio/);
  expect(() => batch.pushError(0)).toThrow(/no call 0/);
  expect(() => batch.frameCount(0)).toThrow(/no call 0/);
  expect(batch.waiting).toBe(0);
  batch.add(audio, 0, 0, tone, 0);
  expect(() => batch.pushError(0)).toThrow(/since the last push/);
  batch.push();
  expect(() => batch.pushError(1)).toThrow(/no call 1/);
});
