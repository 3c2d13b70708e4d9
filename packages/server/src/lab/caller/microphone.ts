import { encodeG711 } from '@antiphon/audio-core';
import type { Chance } from '../chance.ts';
import type { FarEnd } from '../far-end.ts';
import { noisePeak } from './sounds.ts';

const FRAME_SAMPLES = 160;

/** What the caller's telephone picks up besides its caller. */
export interface RoomOptions {
  /** White noise behind everything, RMS in dB of full scale, such as −50. Absent: none. */
  noiseDb?: number;
  /** Our own sound coming back: how long after the caller heard it, and how much quieter, dB (negative). */
  echo?: { delayMs: number; levelDb: number };
}

/** Mixes what a caller's telephone sends: speech, the room, and what of the bot comes back. */
export class Microphone {
  readonly #farEnd: FarEnd;
  readonly #room: RoomOptions;
  readonly #chance: Chance;
  #sounds: { at: number; pcm: Int16Array }[] = [];
  #frame = 0;

  constructor(farEnd: FarEnd, room: RoomOptions, chance: Chance) {
    this.#farEnd = farEnd;
    this.#room = room;
    this.#chance = chance;
  }

  /** @param at when its first sample is said, ms of the call; not before the next frame */
  play(pcm: Int16Array, at: number): void {
    this.#sounds.push({ at: Math.round(at * 8), pcm });
  }

  /** The next 20 ms, encoded for the line. */
  next(): Uint8Array {
    const start = this.#frame * FRAME_SAMPLES;
    this.#frame += 1;
    const mixed = new Float64Array(FRAME_SAMPLES);
    for (const { at, pcm } of this.#sounds) addSound(mixed, pcm, start - at);
    this.#sounds = this.#sounds.filter(({ at, pcm }) => at + pcm.length > start + FRAME_SAMPLES);
    const { noiseDb, echo } = this.#room;
    if (echo !== undefined) this.#farEnd.addTo(mixed, start / 8 - echo.delayMs, 10 ** (echo.levelDb / 20));
    if (noiseDb !== undefined) {
      const peak = noisePeak(noiseDb);
      for (let at = 0; at < FRAME_SAMPLES; at += 1) mixed[at] = (mixed[at] ?? 0) + (this.#chance() * 2 - 1) * peak;
    }
    const pcm = Int16Array.from(mixed, (sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample))));
    return encodeG711('mulaw', pcm);
  }
}

function addSound(mixed: Float64Array, pcm: Int16Array, offset: number): void {
  for (let at = Math.max(0, -offset); at < mixed.length && offset + at < pcm.length; at += 1) {
    mixed[at] = (mixed[at] ?? 0) + (pcm[offset + at] ?? 0);
  }
}
