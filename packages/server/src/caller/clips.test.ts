import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeWav } from '@antiphon/audio-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { encodeClip, loadClip, toLineRate } from './clips.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clips-'));
});

afterAll(() => rm(folder, { recursive: true }));

const tone = (rate: number, ms: number) =>
  Int16Array.from({ length: (rate * ms) / 1_000 }, (_, at) =>
    Math.round(9_000 * Math.sin((2 * Math.PI * 300 * at) / rate)),
  );

it.each([8_000, 16_000, 22_050, 44_100, 48_000])(
  'plays a recording of %i Hz at the line’s rate, as long as it was',
  (rate) => {
    const line = toLineRate({ samples: tone(rate, 500), channels: 1, sampleRateHz: rate });
    expect(line.length).toBe(4_000);
    const expected = tone(8_000, 500);
    const error = line
      .subarray(200, 3_800)
      .reduce((worst, sample, at) => Math.max(worst, Math.abs(sample - (expected[at + 200] ?? 0))), 0);
    expect(error).toBeLessThan(300);
  },
);

it('hears both channels of a stereo recording', () => {
  const samples = Int16Array.from([1_000, 3_000, -500, 500, 7, 8]);
  expect([...toLineRate({ samples, channels: 2, sampleRateHz: 8_000 })]).toEqual([2_000, 0, 8]);
});

it('fills the last frame with silence', () => {
  const encoded = encodeClip(tone(8_000, 30));
  expect(encoded.length).toBe(320);
  expect(encoded.subarray(240).every((byte) => byte === 0xff)).toBe(true);
});

it('loads a file, or says what is wrong with it', async () => {
  const [good, bad, missing] = ['good.wav', 'bad.wav', 'missing.wav'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(good, writeWav(tone(16_000, 100), 16_000));
  await writeFile(bad, 'not a recording');
  expect((await loadClip(good)).samples.length).toBe(800);
  await expect(loadClip(bad)).rejects.toThrow(/bad\.wav is not a WAV file that can be played/);
  await expect(loadClip(missing)).rejects.toThrow(/There is no file .*missing\.wav/);
  await expect(loadClip(folder)).rejects.toThrow(/cannot be read/);
});
