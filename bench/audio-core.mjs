import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  CallAudio,
  CallBatch,
  decodeG711,
  OggOpusReader,
  OggOpusWriter,
  OpusDecoder,
  OpusEncoder,
} from '@antiphon/audio-core';
import { installPeer } from './audio-core/onnx-peer.mjs';
import { plainMeter } from './audio-core/plain-meter.mjs';
import { memoryPerCall, timed } from './audio-core/timed.mjs';
import { FRAME, voiceFrames } from './signals/caller.mjs';

export const question = 'What do the parts of the audio core cost, beside what one would take instead?';

const FRAMES = 500;
const STREAMS = 1_000;

/** CPU time, the rivals in turn block by block; then the table of what must be reached. */
export async function measure({ say }) {
  const packets = Array.from({ length: FRAMES }, (_, n) => voiceFrames[n % voiceFrames.length]);
  const sound = decodeG711('mulaw', Buffer.concat(packets));
  // First of all, before others leave memory behind that could be used again.
  const bytesPerCall = memoryPerCall(open, (call) => {
    push(call, packets.slice(0, 50));
    call.audio.queue(sound.subarray(0, 8_000), 8_000);
    for (let n = 0; n < 50; n += 1) call.audio.tick();
  });
  const one = open();
  const many = Array.from({ length: STREAMS }, open);
  const batched = { calls: Array.from({ length: STREAMS }, open), batch: new CallBatch() };
  const encoder = new OpusEncoder({ sampleRateHz: 8000, complexity: 5 });
  const decoder = new OpusDecoder({ sampleRateHz: 8000 });
  const opus = packets.map((_, n) => encoder.encode(sound.subarray(n * FRAME, (n + 1) * FRAME)));
  const note = noteOf(sound);
  const rivals = [
    {
      key: 'frame',
      what: '20 ms µ-law frame: decode, levels, Silero, events',
      count: FRAMES,
      run: () => push(one, packets),
    },
    { key: 'many', what: `the same, ${STREAMS} streams in turn`, count: STREAMS * 4, run: () => inTurn(many, packets) },
    {
      key: 'batch',
      what: `the same, ${STREAMS} streams in one crossing`,
      count: STREAMS * 4,
      run: () => inBatches(batched, packets),
    },
    {
      key: 'ticks',
      what: `20 ms out, silent, ${STREAMS} calls in turn`,
      count: STREAMS * 4,
      run: () => tickInTurn(many),
    },
    {
      key: 'tickBatch',
      what: `20 ms out, silent, ${STREAMS} calls in one crossing`,
      count: STREAMS * 4,
      run: () => tickInBatches(batched),
    },
    { key: 'bridge', what: 'a crossing that does nothing', count: 20_000, run: () => cross(one.audio) },
    { key: 'encode', what: 'Opus 8 kHz, 20 ms, in', count: FRAMES, run: () => encodeAll(encoder, sound) },
    { key: 'decode', what: 'Opus 8 kHz, 20 ms, out', count: FRAMES, run: () => decodeAll(decoder, opus) },
    { key: 'note', what: 'voice note (Ogg/Opus), 20 ms', count: FRAMES, run: () => readNote(note) },
    {
      key: 'plain',
      what: 'plain JavaScript: decode, RMS, peak only, 20 ms',
      count: FRAMES,
      run: () => plainMeter(packets),
    },
  ];
  const peer = await installPeer(say);
  const onnx = 'onnxruntime-node with the same network, 20 ms';
  if (peer) rivals.push({ key: 'peer', what: onnx, count: 160, run: () => peer(100) });
  const rows = await timed(rivals, say);
  say(table(rows, bytesPerCall));
  return rows.map(({ what, samples }) => ({ what, unit: 'µs CPU', samples }));
}

function open() {
  return { audio: new CallAudio({ codec: 'mulaw', sampleRateHz: 8000 }), sequence: 0 };
}

function push(call, packets) {
  for (const packet of packets) {
    call.audio.push(call.sequence, call.sequence * FRAME, packet, call.sequence * 20);
    call.sequence += 1;
    for (let index = 0; index < call.audio.verdictCount; index += 1) call.audio.verdict(index);
  }
}

function inTurn(calls, packets) {
  for (let n = 0; n < 4; n += 1) for (const call of calls) push(call, [packets[call.sequence % FRAMES]]);
}

function inBatches({ calls, batch }, packets) {
  for (let n = 0; n < 4; n += 1) {
    for (const call of calls) {
      batch.add(call.audio, call.sequence, call.sequence * FRAME, packets[call.sequence % FRAMES], call.sequence * 20);
      call.sequence += 1;
    }
    batch.push();
    for (const { audio } of calls) {
      for (let index = 0; index < audio.verdictCount; index += 1) audio.verdict(index);
    }
  }
}

function tickInTurn(calls) {
  for (let n = 0; n < 4; n += 1) for (const { audio } of calls) audio.tick();
}

function tickInBatches({ calls, batch }) {
  const audios = calls.map(({ audio }) => audio);
  for (let n = 0; n < 4; n += 1) batch.tick(audios);
}

function cross(audio) {
  for (let n = 0; n < 20_000; n += 1) audio.resume();
}

function encodeAll(encoder, sound) {
  for (let n = 0; n < FRAMES; n += 1) encoder.encode(sound.subarray(n * FRAME, (n + 1) * FRAME));
}

function decodeAll(decoder, packets) {
  for (const packet of packets) decoder.decode(packet);
}

function noteOf(sound) {
  const writer = new OggOpusWriter({ sampleRateHz: 8000 });
  return Buffer.concat([writer.push(sound), writer.finish()]);
}

function readNote(note) {
  const reader = new OggOpusReader({ sampleRateHz: 8000 });
  reader.push(note);
  reader.finish();
  reader.close();
}

/** @returns the rows of the audio core's goals that this measurement covers */
function table(rows, bytesPerCall) {
  const median = (key) => {
    const samples = [...(rows.find((row) => row.key === key)?.samples ?? [])].sort((a, b) => a - b);
    return samples[Math.floor(samples.length / 2)];
  };
  const µs = (key) => (median(key) === undefined ? 'not installed' : `${median(key).toFixed(2)} µs`);
  const lines = [
    ['What', 'Reach', 'Reached', 'Beside it'],
    ['20 ms µ-law frame from JavaScript', '≤ 13 µs', µs('frame'), `onnxruntime-node, detector alone: ${µs('peer')}`],
    ['crossing into the addon', '≤ 0.3 µs', µs('bridge'), `plain JavaScript levels: ${µs('plain')}`],
    [`a frame, ${STREAMS} streams in turn`, '≤ 30 µs (aim 16)', µs('many'), ''],
    ['memory of a call, both directions', '≤ 64 KB', `${(bytesPerCall / 1024).toFixed(1)} KB`, ''],
    ['addon', '≤ 3 MB', `${(addonBytes() / 1e6).toFixed(2)} MB`, ''],
  ];
  return `\n${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

/** The binary that this process has loaded. */
function addonBytes() {
  const loaded = Object.keys(createRequire(import.meta.url).cache).find((path) => path.endsWith('.node'));
  return loaded === undefined ? Number.NaN : statSync(loaded).size;
}
