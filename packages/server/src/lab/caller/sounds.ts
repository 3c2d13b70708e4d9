import type { Chance } from '../chance.ts';

/** All sounds here are 8 kHz mono, the same samples for the same arguments, and made without a clock or a file. */
const RATE_HZ = 8_000;
const SAMPLES_PER_MS = RATE_HZ / 1_000;

/** Resonances of five vowels, Hz: what tells them apart. Source: Peterson and Barney, 1952, men. */
const VOWELS: readonly (readonly [number, number, number])[] = [
  [730, 1090, 2440],
  [530, 1840, 2480],
  [570, 840, 2410],
  [270, 2290, 3010],
  [300, 870, 2240],
];
const BANDWIDTHS_HZ = [80, 100, 140] as const;

/** How loud the lab's voice is at its loudest, of 32,767. */
const LOUDEST = 8_000;
const PITCH_HZ = 150;
const FADE_MS = 30;

/** A voice that says vowels, one a syllable of 150 ms: no words, but speech to a voice detector. */
export function voiced(ms: number): Int16Array {
  const length = Math.round(ms * SAMPLES_PER_MS);
  const pulses = glottis(length);
  const pcm = new Int16Array(length);
  const syllables = Math.max(1, Math.round(ms / 150));
  for (let syllable = 0; syllable < syllables; syllable += 1) {
    const from = Math.round((syllable * length) / syllables);
    const to = Math.round(((syllable + 1) * length) / syllables);
    const [first, second, third] = VOWELS[syllable % VOWELS.length] as readonly [number, number, number];
    let sound = pulses.subarray(from, to);
    for (const [index, hz] of [first, second, third].entries())
      sound = resonate(sound, hz, BANDWIDTHS_HZ[index] ?? 100);
    const loudest = sound.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1e-9);
    for (let at = from; at < to; at += 1) {
      const fade = Math.min(1, (at - from) / (FADE_MS * SAMPLES_PER_MS), (to - 1 - at) / (FADE_MS * SAMPLES_PER_MS));
      pcm[at] = Math.round(((sound[at - from] ?? 0) / loudest) * fade * LOUDEST);
    }
  }
  return pcm;
}

/** The vocal cords: a pulse per period, the pitch wavering and falling a little as people's does. */
function glottis(length: number): Float64Array {
  const pulses = new Float64Array(length);
  let phase = 0;
  for (let at = 0; at < length; at += 1) {
    const seconds = at / RATE_HZ;
    phase += (PITCH_HZ * (1 + 0.06 * Math.sin(2 * Math.PI * 3 * seconds) - (0.1 * at) / length)) / RATE_HZ;
    if (phase < 1) continue;
    phase -= 1;
    pulses[at] = 1;
  }
  return pulses;
}

/** A resonance of the throat: two poles. */
function resonate(sound: Float64Array, hz: number, bandwidthHz: number): Float64Array {
  const radius = Math.exp((-Math.PI * bandwidthHz) / RATE_HZ);
  const turn = 2 * radius * Math.cos((2 * Math.PI * hz) / RATE_HZ);
  const result = new Float64Array(sound.length);
  let last = 0;
  let beforeLast = 0;
  for (let at = 0; at < sound.length; at += 1) {
    const now = (sound[at] ?? 0) + turn * last - radius * radius * beforeLast;
    beforeLast = last;
    last = now;
    result[at] = now;
  }
  return result;
}

/** A burst of noise that rises in 10 ms and dies away: a cough, a door. */
export function burst(ms: number, chance: Chance): Int16Array {
  const length = Math.round(ms * SAMPLES_PER_MS);
  return Int16Array.from({ length }, (_, at) => {
    const shape = Math.min(1, at / (10 * SAMPLES_PER_MS)) * Math.exp((-3 * at) / length);
    return Math.round((chance() * 2 - 1) * LOUDEST * shape);
  });
}

/** Loudness of white noise, dB of full scale (RMS) → its largest sample, of 32,767: even draws have an RMS of a root of three less. */
export function noisePeak(levelDb: number): number {
  return Math.min(32_767, 32_768 * 10 ** (levelDb / 20) * Math.sqrt(3));
}
