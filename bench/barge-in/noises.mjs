// Sounds a caller makes without wanting anything, 8 kHz mono, full of chance.
import { RATE_HZ, SAMPLES_PER_MS } from './clips.mjs';

const LOUD = 12_000;

/** Each takes a source of chance, 0…1, and gives one sound of its kind. */
export const coughs = {
  /** Air bursting out, then a short rough voiced tail, as most coughs are. */
  cough(chance) {
    const [burstMs, tailMs, pitchHz] = [60 + 60 * chance(), 60 + 180 * chance(), 90 + 120 * chance()];
    const resonance = resonator(600 + 900 * chance(), 300);
    return made(burstMs + tailMs, (ms) => {
      const air = (chance() * 2 - 1) * Math.min(1, ms / 8) * Math.exp(-Math.max(0, ms - 25) / 50);
      const isTail = ms > burstMs * 0.7;
      const voice = isTail ? (((ms * pitchHz) / 1000) % 1 < 0.12 ? 1.5 : 0) : 0;
      return (
        resonance(air + voice * Math.exp(-(ms - burstMs * 0.7) / tailMs)) * Math.min(1, (burstMs + tailMs - ms) / 20)
      );
    });
  },
  'two coughs'(chance) {
    const [first, second] = [coughs.cough(chance), coughs.cough(chance)];
    const gap = Math.round((120 + 150 * chance()) * SAMPLES_PER_MS);
    const both = new Int16Array(first.length + gap + second.length);
    both.set(first);
    both.set(second, first.length + gap);
    return both;
  },
  /** A throat cleared: a low rough voice with the mouth closed. */
  'throat cleared'(chance) {
    const [lastsMs, pitchHz] = [150 + 150 * chance(), 70 + 50 * chance()];
    const resonance = resonator(280, 120);
    return made(lastsMs, (ms) => {
      const pulse = ((ms * pitchHz) / 1000 + 0.2 * chance()) % 1 < 0.15 ? 1 : 0;
      return resonance(pulse + 0.3 * (chance() * 2 - 1)) * Math.sin((Math.PI * ms) / lastsMs);
    });
  },
  breath(chance) {
    const lastsMs = 250 + 350 * chance();
    return made(lastsMs, (ms) => 0.2 * (chance() * 2 - 1) * Math.sin((Math.PI * ms) / lastsMs));
  },
};

export const noises = {
  /** A door, a cup set down. */
  knock(chance) {
    const [pitchHz, decayMs] = [80 + 300 * chance(), 20 + 40 * chance()];
    return made(250, (ms) => {
      const body = Math.sin((2 * Math.PI * pitchHz * ms) / 1000);
      return Math.exp(-ms / decayMs) * (body + Math.exp(-ms / 8) * (chance() * 2 - 1));
    });
  },
  'burst of noise'(chance) {
    const lastsMs = 80 + 420 * chance();
    return made(lastsMs, (ms) => (chance() * 2 - 1) * Math.min(1, ms / 10) * Math.exp((-2 * ms) / lastsMs));
  },
  'keys of a keyboard'(chance) {
    const strokes = Array.from({ length: 5 }, () => 600 * chance());
    return made(700, (ms) => {
      const near = strokes.find((at) => ms >= at && ms < at + 12);
      return near === undefined ? 0 : 0.6 * (chance() * 2 - 1) * Math.exp(-(ms - near) / 3);
    });
  },
  'a key of the telephone'(chance) {
    const pair = [697, 770, 852, 941][Math.floor(chance() * 4)];
    const other = [1209, 1336, 1477][Math.floor(chance() * 3)];
    return made(150 + 150 * chance(), (ms) => {
      const turn = (2 * Math.PI * ms) / 1000;
      return 0.4 * (Math.sin(pair * turn) + Math.sin(other * turn));
    });
  },
  'a horn'(chance) {
    const hertz = 350 + 200 * chance();
    return made(200 + 300 * chance(), (ms) => {
      const turn = (2 * Math.PI * ms * hertz) / 1000;
      return 0.3 * (Math.sin(turn) + Math.sin(1.26 * turn) + 0.5 * Math.sin(2 * turn)) * Math.min(1, ms / 15);
    });
  },
};

function made(lastsMs, sample) {
  return Int16Array.from({ length: Math.round(lastsMs * SAMPLES_PER_MS) }, (_, at) =>
    Math.max(-32_768, Math.min(32_767, Math.round(LOUD * sample(at / SAMPLES_PER_MS)))),
  );
}

/** Two poles, of about unit gain at their frequency. */
function resonator(hertz, bandwidthHz) {
  const radius = Math.exp((-Math.PI * bandwidthHz) / RATE_HZ);
  const turn = 2 * radius * Math.cos((2 * Math.PI * hertz) / RATE_HZ);
  let [last, before] = [0, 0];
  return (value) => {
    const now = (1 - radius) * 3 * value + turn * last - radius * radius * before;
    [last, before] = [now, last];
    return now;
  };
}
