import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Resampler, readWav } from '../dist/index.js';

const shared = process.env.ANTIPHON_SHARED ?? fileURLToPath(new URL('../../../../shared', import.meta.url));
const folder = join(shared, 'data/speech');

/** Recordings of people are not shipped: tests that need them are skipped where this is false. */
export const hasRecordings = existsSync(join(folder, 'spans.csv'));

/** One utterance of a clip, cut out. */
export interface Utterance {
  name: string;
  durationMs: number;
  samples: Int16Array;
}

/** Every utterance of the labelled clips at this rate. */
export function utterances(sampleRateHz: number): Utterance[] {
  const rows = readFileSync(join(folder, 'spans.csv'), 'utf8').trim().split('\n').slice(1);
  return rows.map((row) => {
    const [file = '', start = '', end = ''] = row.split(',');
    const wav = readWav(readFileSync(join(folder, file)));
    const samples = atRate(wav.samples, wav.sampleRateHz, sampleRateHz);
    const position = (ms: string) => Math.round((Number(ms) * sampleRateHz) / 1000);
    return {
      name: `${file} at ${start} ms`,
      durationMs: Number(end) - Number(start),
      samples: samples.slice(position(start), position(end)),
    };
  });
}

function atRate(samples: Int16Array, fromHz: number, toHz: number): Int16Array {
  if (fromHz === toHz) return samples;
  const resampler = new Resampler(fromHz, toHz);
  const [body, end] = [resampler.process(samples), resampler.flush()];
  const out = new Int16Array(body.length + end.length);
  out.set(body);
  out.set(end, body.length);
  return out;
}
