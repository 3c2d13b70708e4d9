import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Resampler, readWav } from '@antiphon/audio-core';

export { seeded } from './chance.ts';

/** A recording of a person, at 8 kHz, with the stretches that hold their voice, ms. */
export interface Recording {
  name: string;
  pcm: Int16Array;
  spans: { from: number; to: number }[];
}

/** Where recordings for tests lie: beside the checkout, or where ANTIPHON_SHARED says. They are not part of the project. */
export function recordingsFolder(env: Record<string, string | undefined>): string | undefined {
  const shared = env['ANTIPHON_SHARED'] ?? fileURLToPath(new URL('../../../../../shared', import.meta.url));
  const folder = `${shared}/data/speech`;
  return existsSync(`${folder}/spans.csv`) ? folder : undefined;
}

/** What a test says that finds no recordings. */
export const SKIPPED =
  'Skipped: the recordings are not beside this checkout. Set ANTIPHON_SHARED to the folder that holds them.';

/** Every recording whose voice is marked, in the order of `spans.csv`. */
export function readRecordings(folder: string): Recording[] {
  const recordings = new Map<string, Recording>();
  const [, ...rows] = readFileSync(`${folder}/spans.csv`, 'utf8').trim().split('\n');
  for (const row of rows) {
    const [name = '', from, to] = row.split(',');
    const known = recordings.get(name) ?? { name, pcm: readLine(`${folder}/${name}`), spans: [] };
    known.spans.push({ from: Number(from), to: Number(to) });
    recordings.set(name, known);
  }
  return [...recordings.values()];
}

/** A WAV file as it sounds on a phone line: mono, 8 kHz. */
export function readLine(path: string): Int16Array {
  const { samples, sampleRateHz } = readWav(readFileSync(path));
  return sampleRateHz === 8000 ? samples : new Resampler(sampleRateHz, 8000).process(samples);
}

/**
 * Lays a recording's voiced stretches on a silent line, each cut to its span and set at a place of its own.
 *
 * @returns the line's sound, and where each stretch truly begins and ends, ms.
 */
export function layOnLine(
  recording: Recording,
  random: () => number,
): { pcm: Int16Array; truth: { from: number; to: number }[] } {
  const truth: { from: number; to: number }[] = [];
  const pieces: { at: number; pcm: Int16Array }[] = [];
  let at = 1000 + random() * 500;
  for (const { from, to } of recording.spans) {
    const pcm = recording.pcm.subarray(Math.round(from * 8), Math.round(to * 8));
    const start = Math.round(at * 8);
    pieces.push({ at: start, pcm });
    truth.push({ from: start / 8, to: (start + pcm.length) / 8 });
    at = (start + pcm.length) / 8 + 1500 + random() * 1500;
  }
  const line = new Int16Array(Math.round((at + 1000) * 8));
  for (const piece of pieces) line.set(piece.pcm, piece.at);
  return { pcm: line, truth };
}

/** White noise over the line, `snrDb` under the voice's own level. */
export function withNoise(line: Int16Array, snrDb: number, random: () => number): Int16Array {
  let energy = 0;
  let voiced = 0;
  for (const sample of line) {
    if (Math.abs(sample) < 200) continue;
    energy += sample * sample;
    voiced += 1;
  }
  const level = Math.sqrt(energy / Math.max(1, voiced)) / 10 ** (snrDb / 20);
  // The sum of three even draws is near enough to a bell curve, and its deviation is 0.5.
  return line.map((sample) =>
    Math.max(-32768, Math.min(32767, sample + 2 * level * (random() + random() + random() - 1.5))),
  );
}
