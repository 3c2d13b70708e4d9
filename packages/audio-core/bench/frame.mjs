// How long does a 20 ms µ-law frame take from JavaScript: in (decode, levels, detector) and out (queue, encode)?
// node packages/audio-core/bench/frame.mjs [calls=1] [rounds=15]
import { cpus } from 'node:os';
import { CallAudio, encodeG711 } from '../dist/index.js';

const [calls, rounds] = [Number(process.argv[2] ?? 1), Number(process.argv[3] ?? 15)];
const FRAMES = 500;
const sound = Int16Array.from({ length: 160 * FRAMES }, (_, n) => 6000 * Math.sin(n / 9) * Math.sin(n / 1700) ** 2);
const packets = Array.from({ length: FRAMES }, (_, n) => encodeG711('mulaw', sound.subarray(n * 160, n * 160 + 160)));
const audios = Array.from({ length: calls }, () => new CallAudio({ codec: 'mulaw', sampleRateHz: 8000 }));
for (const audio of audios) audio.queue(new Int16Array(8000 * 60 * 10).fill(500), 8000);

const times = { in: [], out: [] };
for (let round = 0, sequence = 0; round < rounds; round++) {
  // At least eight frames: five windows of the detector.
  const perRound = Math.max(8, Math.floor(FRAMES / calls));
  let begin = process.hrtime.bigint();
  for (let n = 0; n < perRound; n++, sequence++) {
    for (const audio of audios) audio.push(sequence, sequence * 160, packets[sequence % FRAMES], sequence * 20);
  }
  let end = process.hrtime.bigint();
  times.in.push(Number(end - begin) / 1000 / perRound / calls);
  begin = process.hrtime.bigint();
  for (let n = 0; n < perRound; n++) for (const audio of audios) audio.tick();
  end = process.hrtime.bigint();
  times.out.push(Number(end - begin) / 1000 / perRound / calls);
}
console.log(`${cpus()[0]?.model}, node ${process.version}, ${calls} calls in turn, ${rounds} rounds, µs a frame`);
for (const [name, values] of Object.entries(times)) {
  values.sort((a, b) => a - b);
  const at = (share) => values[Math.min(values.length - 1, Math.floor(values.length * share))].toFixed(2);
  console.log(`${name.padEnd(4)} median ${at(0.5)}  best ${at(0)}  worst ${at(1)}`);
}
