// What does the playout buffer play, and when, for a trace of packets?
// node packages/audio-core/bench/jitter-playout.mjs --trace TRACE.csv --out OUT.csv [--pull-ms 5] [--wav SPEECH.wav]
//
// The trace has rows `seq,send_ms,arrive_ms` in order of arrival, 20 ms packets. OUT gets rows `play_ms,kind,seq`: one for
// each 20 ms of output, with the packet whose first sample was in it and when that sample was heard, or −1; where two
// packets began, one row for each. The worst that happened within the 20 ms is its kind:
// normal | accel | stretch | conceal | silence. A packet is played by a pull only if it had come before that pull.
// One line of figures goes to standard error, so that OUT can be a pipe.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { PlayoutBuffer, Resampler, readWav } from '../dist/index.js';

const { values } = parseArgs({
  options: {
    trace: { type: 'string' },
    out: { type: 'string' },
    'pull-ms': { type: 'string', default: '5' },
    wav: { type: 'string' },
  },
});
if (!values.trace || !values.out) {
  console.error('Usage: node jitter-playout.mjs --trace TRACE.csv --out OUT.csv [--pull-ms 5] [--wav SPEECH.wav]');
  process.exit(1);
}
const RATE = 8_000;
const PACKET = 160;
const TICK_MS = 20;
const pullMs = Number(values['pull-ms']);
if (!(pullMs > 0 && TICK_MS % pullMs === 0)) {
  console.error(`--pull-ms is ${values['pull-ms']}. Give a part of 20, such as 2.5, 5, 10 or 20.`);
  process.exit(1);
}

const kinds = { normal: 0, merge: 0, accelerate: 1, preEmptiveExpand: 2, comfortNoise: 3, expand: 3, silence: 4 };
const kindNames = ['normal', 'accel', 'stretch', 'conceal', 'silence'];

const packets = readFileSync(values.trace, 'utf8')
  .split('\n')
  .filter((line) => line.trim())
  .map((line) => {
    const [sequence, sendMs, arriveMs] = line.split(',').map(Number);
    return { sequence, sendMs, arriveMs };
  })
  .sort((a, b) => a.arriveMs - b.arriveMs);
if (packets.length === 0) {
  console.error(`${values.trace} has no packets. Give a file with rows seq,send_ms,arrive_ms.`);
  process.exit(1);
}

const speech = values.wav ? speechOf(values.wav) : syntheticSpeech(20);
const buffer = new PlayoutBuffer({ codec: 'pcm16', sampleRateHz: RATE, sequenceBits: 32, pullMs });
const rows = [];
const last = packets.at(-1).arriveMs;
let next = 0;
let targetSum = 0;
let pulls = 0;
const begun = process.hrtime.bigint();
for (let tickMs = packets[0].arriveMs; ; tickMs += TICK_MS) {
  let kind = 0;
  const started = [];
  for (let nowMs = tickMs; nowMs < tickMs + TICK_MS; nowMs += pullMs) {
    for (; next < packets.length && packets[next].arriveMs <= nowMs; next++) {
      const { sequence, sendMs, arriveMs } = packets[next];
      buffer.insertPacket(sequence, ((sendMs * RATE) / 1_000) >>> 0, payload(sequence), arriveMs);
    }
    kind = Math.max(kind, kinds[buffer.pull(nowMs)]);
    for (let index = 0; index < buffer.startedCount; index++) {
      const playMs = nowMs + (buffer.startedOffset(index) * 1_000) / RATE;
      started.push([playMs, buffer.startedSequence(index)]);
    }
    targetSum += buffer.targetDelayMs;
    pulls++;
  }
  if (started.length === 0) rows.push(`${tickMs.toFixed(3)},${kindNames[kind]},-1`);
  for (const [playMs, sequence] of started) rows.push(`${playMs.toFixed(3)},${kindNames[kind]},${sequence}`);
  if (next === packets.length && buffer.waiting === 0 && tickMs > last + 200) break;
}
const tookUs = Number(process.hrtime.bigint() - begun) / 1_000;
writeFileSync(values.out, `${rows.join('\n')}\n`);
const { received, played, late, lost, duplicate, discarded } = buffer.stats;
const mean = (targetSum / pulls).toFixed(1);
console.error(
  `${received} packets: ${played} played, ${late} late, ${duplicate} twice, ${discarded} discarded, ${lost} lost; ` +
    `target ${mean} ms on average; ${(tookUs / pulls).toFixed(2)} µs a pull of ${pullMs} ms with its packets`,
);

/** 20 ms of the speech, over and over. */
function payload(sequence) {
  const at = (sequence * PACKET) % (speech.length - PACKET);
  return new Uint8Array(speech.buffer, speech.byteOffset + 2 * at, 2 * PACKET);
}

function speechOf(file) {
  const { sampleRateHz, channels, samples } = readWav(readFileSync(file));
  const mono = samples.filter((_, index) => index % channels === 0);
  const resampler = new Resampler(sampleRateHz, RATE);
  return Int16Array.from([...resampler.process(mono), ...resampler.flush()]);
}

/** Syllables of a voice whose pitch wanders, hiss of consonants between them, and pauses; the same each time. */
function syntheticSpeech(seconds) {
  let seed = 1;
  const noise = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 31 - 1;
  };
  let phase = 0;
  return Int16Array.from({ length: seconds * RATE }, (_, n) => {
    const second = n / RATE;
    phase += (120 + 25 * Math.sin(second * 2.1) + 8 * Math.sin(second * 17)) / RATE;
    let voice = 0;
    for (let harmonic = 1; harmonic <= 20; harmonic++) {
      voice += Math.sin(2 * Math.PI * harmonic * phase) / (1 + ((harmonic * 120 - 500) / 300) ** 2);
    }
    const isPause = second % 4 > 3.2;
    const syllable = isPause ? 0 : Math.max(0, Math.sin(second * 2 * Math.PI * 2)) ** 0.7;
    const hiss = isPause ? 0 : Math.max(0, -Math.sin(second * 2 * Math.PI * 2)) ** 4;
    return 2_500 * syllable * voice + 900 * hiss * noise() + 12 * noise();
  });
}
