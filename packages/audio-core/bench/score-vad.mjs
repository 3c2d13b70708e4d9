// How does the voice detector score recordings, window by window?
// node packages/audio-core/bench/score-vad.mjs --rate 8000|16000 --out DIR [--engine silero|energy] [--portable] [--windows] FILE.wav…
//
// Writes DIR/<name>.csv with rows `t_start,t_end,score,t_available` in seconds of the recording: 8 ms of it, how likely
// they were speech, 0…1, and when the live detector knows it: up to 96 ms later, at once where a voice begins (the
// resampler looks 2 ms ahead too). Input of any rate is resampled by our own code; of several channels the first is
// scored. With `--windows`, the network's own scores of its windows of 32 ms, each known at its end. What does not
// fill a window at the end is not scored.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { Resampler, readWav, SpeechDetector } from '../dist/index.js';

const WINDOW_S = 0.032;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rate: { type: 'string' },
    out: { type: 'string' },
    engine: { type: 'string', default: 'silero' },
    portable: { type: 'boolean', default: false },
    windows: { type: 'boolean', default: false },
  },
});
const rate = Number(values.rate);
if (![8_000, 16_000].includes(rate) || !values.out || positionals.length === 0) {
  console.error(
    'Usage: node score-vad.mjs --rate 8000|16000 --out DIR [--engine silero|energy] [--portable] [--windows] FILE.wav…',
  );
  process.exit(1);
}

mkdirSync(values.out, { recursive: true });
const names = new Map(positionals.map((file) => [basename(file).replace(/\.wav$/i, ''), file]));
if (names.size < positionals.length) {
  console.error('Two files have the same name, and their scores would go to one file. Score them into two folders.');
  process.exit(1);
}
let isFailed = false;
for (const [name, file] of names) {
  try {
    const rows = score(readWav(readFileSync(file)));
    writeFileSync(join(values.out, `${name}.csv`), rows.join(''));
    console.error(`${name}: ${rows.length} scores`);
  } catch (error) {
    isFailed = true;
    console.error(`${file}: ${error.message}`);
  }
}
process.exitCode = isFailed ? 1 : 0;

function score({ sampleRateHz, channels, samples }) {
  const mono = channels === 1 ? samples : samples.filter((_, index) => index % channels === 0);
  const resampler = new Resampler(sampleRateHz, rate);
  const detector = new SpeechDetector({ sampleRateHz: rate, engine: values.engine, portable: values.portable });
  const aheadS = sampleRateHz === rate ? 0 : 0.002;
  const sound = Int16Array.from([...resampler.process(mono), ...resampler.flush()]);
  const hops = values.windows ? windowsOf(detector, sound) : detector.score(sound, true);
  return hops.map(({ from, to, at, score }) => {
    const seconds = [from / rate, to / rate].map((time) => time.toFixed(3));
    return `${seconds.join(',')},${score.toFixed(6)},${(at / rate + aheadS).toFixed(3)}\n`;
  });
}

function windowsOf(detector, sound) {
  const size = Math.round(WINDOW_S * rate);
  return Array.from({ length: Math.floor(sound.length / size) }, (_, index) => {
    const [from, to] = [index * size, (index + 1) * size];
    detector.process(sound.subarray(from, to));
    return { from, to, at: to, score: detector.probability };
  });
}
