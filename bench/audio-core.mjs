import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  CallBatch,
  OggOpusReader,
  OggOpusWriter,
  OpusDecoder,
  OpusEncoder,
  SpeechDetector,
} from '@antiphon/audio-core';
import { FRAMES, hear, hearAndSay, hearInBatch, open, packets, sound } from './audio-core/calls.mjs';
import { largestDifference } from './audio-core/equality.mjs';
import { countInstructions } from './audio-core/instructions.mjs';
import { installPeers } from './audio-core/peers.mjs';
import { plainMeter } from './audio-core/plain-meter.mjs';
import { measureQuality } from './audio-core/quality.mjs';
import { measureStarts } from './audio-core/starts.mjs';
import { goalsTable } from './audio-core/table.mjs';
import { memoryPerCall, timed } from './audio-core/timed.mjs';
import { FRAME } from './signals/caller.mjs';

export const question = 'What do the parts of the audio core cost, beside what one would take instead?';

const STREAMS = 1_000;
const FULL = { voiceFeatures: true, echoCheck: true };

/**
 * CPU time, the rivals in turn block by block; instructions, where valgrind is; memory; how well it hears, where
 * ANTIPHON_SHARED names recordings. Then the table of what must be reached.
 */
export async function measure({ say }) {
  // First of all, before others leave memory behind that could be used again.
  const memory = [
    one(
      'memory',
      'what the process grows by for a call that has heard a second',
      'KB',
      memoryPerCall(open, (call) => hear(call, 50)),
    ),
    one('memoryBoth', 'the same with voice features and echo check', 'KB', memoryPerCall(openFull, listenAndSpeak)),
    one('addon', 'addon', 'MB', addonBytes() / 1e6),
  ];
  const peers = await installPeers(say);
  const times = await timed([...ours(), ...peers.map(asRival)], say);
  const reference = peers.find((peer) => peer.score);
  const same = reference ? await equality(reference, say) : [];
  const counts = countInstructions(say).map(({ key, what, unit = 'instructions', value }) =>
    one(key.startsWith('both') ? `${key}#` : key, what, unit, value),
  );
  const quality = measureQuality(say).map(({ key, what, value }) => one(key, what, 'ms', value));
  const starts = await measureStarts(peers, say);
  const rows = [...times, ...counts, ...memory, ...same, ...quality, ...starts];
  say(goalsTable(rows));
  return rows.map(({ what, unit, samples }) => ({ what, unit, samples }));
}

function ours() {
  const call = open();
  const many = Array.from({ length: STREAMS }, () => open());
  const batched = { calls: Array.from({ length: STREAMS }, () => open()), batch: new CallBatch() };
  const full = ['caller', 'echo', 'all'].map((line) => open(FULL, line));
  const detector = new SpeechDetector({ sampleRateHz: 8000 });
  const encoder = new OpusEncoder({ sampleRateHz: 8000, complexity: 5 });
  const decoder = new OpusDecoder({ sampleRateHz: 8000 });
  const opus = packets.map((_, n) => encoder.encode(frame(n)));
  const writer = new OggOpusWriter({ sampleRateHz: 8000 });
  const note = Buffer.concat([writer.push(sound), writer.finish()]);
  const rival = (key, what, run, count = FRAMES) => ({ key, what, run, count });
  return [
    rival('frame', '20 ms µ-law frame in: decode, levels, Silero, events', () => hear(call, FRAMES)),
    rival('both', 'in and out, features and echo check, caller alone', () => hearAndSay(full[0], FRAMES)),
    rival('bothEcho', "the same, bot's echo alone", () => hearAndSay(full[1], FRAMES)),
    rival('bothAll', 'the same, caller over bot and echo', () => hearAndSay(full[2], FRAMES)),
    rival('many', `20 ms frame in, ${STREAMS} streams in turn`, () => inTurn(many), STREAMS * 8),
    rival('batch', `the same, ${STREAMS} streams in one crossing`, () => inBatches(batched), STREAMS * 8),
    rival('ticks', `20 ms out, silent, ${STREAMS} streams in turn`, () => tickInTurn(many), STREAMS * 8),
    rival('tickBatch', `the same, ${STREAMS} streams in one crossing`, () => tickInBatches(batched), STREAMS * 8),
    rival('detector', 'detector alone, 10 ms at 8 kHz', () => detector.process(sound), FRAMES * 2),
    rival('bridge', 'a crossing that does nothing', () => cross(call.audio), 20_000),
    rival('plainMeter', 'plain JavaScript: decode, RMS, peak only, 20 ms', () => plainMeter(packets)),
    rival('encode', 'Opus 8 kHz, 20 ms, in', () => encodeAll(encoder)),
    rival('decode', 'Opus 8 kHz, 20 ms, out', () => decodeAll(decoder, opus)),
    rival('note', 'voice note (Ogg/Opus), 20 ms', () => readNote(note)),
  ];
}

/** 100 windows of 32 ms are 160 frames. */
function asRival({ key, what, run }) {
  return { key, what: `${what}, 20 ms`, count: 160, run: () => run(100), hasThreads: true };
}

async function equality(reference, say) {
  say('scoring ten minutes at each rate, beside the reference');
  const what = (rate) => `largest difference of a score from onnxruntime's, ${rate} kHz, 10 min`;
  return [
    one('same8', what(8), 'of 1', await largestDifference(reference, 8000)),
    one('same16', what(16), 'of 1', await largestDifference(reference, 16_000)),
  ];
}

function one(key, what, unit, value) {
  return { key, what, unit, samples: [value] };
}

function openFull() {
  return open(FULL, 'all');
}

function listenAndSpeak(call) {
  call.audio.queue(sound.subarray(0, 50 * FRAME), 8000);
  for (let n = 0; n < 50; n += 1) {
    call.audio.tick();
    hear(call, 1);
  }
}

function inTurn(calls) {
  for (let n = 0; n < 8; n += 1) for (const call of calls) hear(call, 1);
}

function inBatches({ calls, batch }) {
  for (let n = 0; n < 8; n += 1) hearInBatch(batch, calls);
}

function tickInTurn(calls) {
  for (let n = 0; n < 8; n += 1) for (const { audio } of calls) audio.tick();
}

function tickInBatches({ calls, batch }) {
  const audios = calls.map(({ audio }) => audio);
  for (let n = 0; n < 8; n += 1) batch.tick(audios);
}

function cross(audio) {
  for (let n = 0; n < 20_000; n += 1) audio.resume();
}

function frame(n) {
  return sound.subarray(n * FRAME, (n + 1) * FRAME);
}

function encodeAll(encoder) {
  for (let n = 0; n < FRAMES; n += 1) encoder.encode(frame(n));
}

function decodeAll(decoder, packets) {
  for (const packet of packets) decoder.decode(packet);
}

function readNote(note) {
  const reader = new OggOpusReader({ sampleRateHz: 8000 });
  reader.push(note);
  reader.finish();
  reader.close();
}

/** The binary that this process has loaded. */
function addonBytes() {
  const loaded = Object.keys(createRequire(import.meta.url).cache).find((path) => path.endsWith('.node'));
  return loaded === undefined ? Number.NaN : statSync(loaded).size;
}
