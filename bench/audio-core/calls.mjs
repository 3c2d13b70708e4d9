import { CallAudio, decodeG711, encodeG711 } from '@antiphon/audio-core';
import { FRAME, voiceFrames } from '../signals/caller.mjs';

/** Frames of one block. */
export const FRAMES = 500;

/** A sentence again and again, in µ-law and as sound. */
export const packets = Array.from({ length: FRAMES }, (_, n) => voiceFrames[n % voiceFrames.length]);
export const sound = decodeG711('mulaw', Buffer.concat(packets));

// The bot says the same half a sentence later; its echo comes back 240 ms after it, 15 dB down.
const BOT_AT = 40 * FRAME;
const ECHO_AT = 12 * FRAME;
const ECHO = 10 ** (-15 / 20);
const around = (at) => sound[(at + sound.length) % sound.length];
const bot = sound.map((_, n) => around(n + BOT_AT));
const echo = (n) => ECHO * around(n + BOT_AT - ECHO_AT);

/** What comes in, by what is on the line. */
const lines = {
  caller: packets,
  echo: cut(sound.map((_, n) => echo(n))),
  all: cut(sound.map((caller, n) => clamp(caller + echo(n)))),
};

/** @returns a call with what `options` ask for, its counts and what `line` it is on */
export function open(options = {}, line = 'caller') {
  return { audio: new CallAudio({ codec: 'mulaw', sampleRateHz: 8000, ...options }), sequence: 0, line };
}

/** Hears a packet for each frame, and reads what a server reads. */
export function hear(call, frames) {
  const incoming = lines[call.line];
  for (let n = 0; n < frames; n += 1) {
    const { audio, sequence } = call;
    audio.push(sequence, sequence * FRAME, incoming[sequence % FRAMES], sequence * 20);
    for (let index = 0; index < audio.verdictCount; index += 1) audio.verdict(index);
    if (audio.hasUserMetrics) audio.userMetrics;
    call.sequence += 1;
  }
}

/** Hears one packet of each call, all in one crossing, and reads what a server reads. */
export function hearInBatch(batch, calls) {
  for (const call of calls) {
    const { audio, sequence, line } = call;
    batch.add(audio, sequence, sequence * FRAME, lines[line][sequence % FRAMES], sequence * 20);
    call.sequence += 1;
  }
  batch.push();
  for (const { audio } of calls) {
    for (let index = 0; index < audio.verdictCount; index += 1) audio.verdict(index);
    if (audio.hasUserMetrics) audio.userMetrics;
  }
}

/** Hears a packet for each frame, while the bot speaks on every line but the caller's own. */
export function hearAndSay(call, frames) {
  const isPlaying = call.line !== 'caller';
  for (let n = 0; n < frames; n += 1) {
    if (isPlaying && call.sequence % FRAMES === 0) call.audio.queue(bot, 8000);
    const count = call.audio.tick();
    for (let index = 0; index < count; index += 1) call.audio.frame(index);
    hear(call, 1);
  }
}

function cut(values) {
  const bytes = encodeG711('mulaw', Int16Array.from(values));
  return Array.from({ length: FRAMES }, (_, n) => bytes.subarray(n * FRAME, (n + 1) * FRAME));
}

function clamp(value) {
  return Math.max(-32_768, Math.min(32_767, value));
}
