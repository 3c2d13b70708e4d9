// What does one crossing for many calls save, in (a 20 ms µ-law frame with levels and events) and out (a tick)?
// node packages/audio-core/bench/batch.mjs [calls=100] [rounds=200]
import { cpus } from 'node:os';
import { CallAudio, CallBatch, encodeG711 } from '../dist/index.js';

const [count, rounds] = [Number(process.argv[2] ?? 100), Number(process.argv[3] ?? 200)];
const FRAMES = 10;
// The network's work would hide the crossing: energy alone decides.
const open = () => new CallAudio({ codec: 'mulaw', sampleRateHz: 8000, detector: { engine: 'energy' } });
const packet = encodeG711(
  'mulaw',
  Int16Array.from({ length: 160 }, (_, n) => 6000 * Math.sin(n / 9)),
);
const [single, together] = [Array.from({ length: count }, open), Array.from({ length: count }, open)];
const batch = new CallBatch();
const ways = {
  'push, in turn': (n) => {
    for (const audio of single) audio.push(n, n * 160, packet, n * 20);
  },
  'push, one crossing': (n) => {
    for (const audio of together) batch.add(audio, n, n * 160, packet, n * 20);
    batch.push();
  },
  'tick, in turn': () => {
    for (const audio of single) audio.tick();
  },
  'tick, one crossing': () => {
    batch.tick(together);
  },
};
const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
for (let round = 0; round < rounds; round++) {
  for (const [name, way] of Object.entries(ways)) {
    const begin = process.hrtime.bigint();
    for (let n = 0; n < FRAMES; n++) way(round * FRAMES + n);
    times[name].push(Number(process.hrtime.bigint() - begin) / 1000 / FRAMES / count);
  }
}
console.log(`${cpus()[0]?.model}, node ${process.version}, ${count} calls, ${rounds} rounds of ${FRAMES}, µs a call`);
for (const [name, values] of Object.entries(times)) {
  values.sort((a, b) => a - b);
  console.log(`${name.padEnd(20)} median ${values[rounds >> 1].toFixed(3)}  best ${values[0].toFixed(3)}`);
}
