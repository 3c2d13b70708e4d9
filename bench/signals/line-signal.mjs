/**
 * Sound like that of a telephone line: stretches of voice-like harmonics with a wandering pitch, and of faint noise
 * between them. No recording, the same for the same seed.
 *
 * @param {number} seed whole number
 * @param {number} seconds
 * @param {number} rateHz
 * @returns {Int16Array} mono samples
 */
export function lineSignal(seed, seconds, rateHz) {
  const random = mulberry32(seed);
  const samples = new Int16Array(Math.round(seconds * rateHz));
  let pitchHz = 120;
  let phase = 0;
  for (let index = 0; index < samples.length; index += 1) {
    const at = index / rateHz;
    const isVoice = at % 2 < 1.3;
    pitchHz += (random() - 0.5) * 0.4 + (120 - pitchHz) * 0.0005;
    phase += pitchHz / rateHz;
    const syllable = 0.5 + 0.5 * Math.sin(2 * Math.PI * 4 * at);
    let value = (random() - 0.5) * 60;
    if (isVoice) {
      for (let harmonic = 1; harmonic <= 16; harmonic += 1) {
        const formant =
          Math.exp(-(((harmonic * pitchHz - 600) / 500) ** 2)) +
          0.4 * Math.exp(-(((harmonic * pitchHz - 1700) / 400) ** 2));
        value += 5_000 * syllable * formant * Math.sin(2 * Math.PI * harmonic * phase);
      }
    }
    samples[index] = Math.max(-32_768, Math.min(32_767, Math.round(value)));
  }
  return samples;
}

/** A small generator of equally spread numbers in [0, 1), for repeatable inputs. Source: Tommy Ettinger, public domain. */
function mulberry32(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
