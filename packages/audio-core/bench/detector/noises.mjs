// Sounds that are nobody's voice, as floats of ±1, made from a seed.

export const amplitude = (db) => 10 ** (db / 20);

/** Makes a sound as loud as this, dB of full scale (root mean square). */
export function levelled(sound, db) {
  const rms = Math.sqrt(sound.reduce((sum, value) => sum + value * value, 0) / sound.length) || 1;
  return sound.map((value) => (value / rms) * amplitude(db));
}

const make = (count, sample) => Float32Array.from({ length: count }, (_, n) => sample(n));

export const white = (count, random) => make(count, () => random() + random() + random() - 1.5);

/** Each octave as loud as the next, from sums of slower and slower noise. */
export function pink(count, random) {
  const rows = new Float32Array(12);
  return make(count, (n) => {
    for (let row = 0; row < rows.length; row += 1) if (n % 2 ** row === 0) rows[row] = random() - 0.5;
    return rows.reduce((sum, value) => sum + value, 0) + random() - 0.5;
  });
}

/** Falls 6 dB an octave above `cornerHz`, or 12 where `steep`. */
export function rumble(count, random, rate, cornerHz, steep) {
  const keep = Math.exp((-2 * Math.PI * cornerHz) / rate);
  let [once, twice] = [0, 0];
  return make(count, () => {
    once = keep * once + (1 - keep) * (random() - 0.5);
    twice = keep * twice + (1 - keep) * once;
    return steep ? twice : once;
  });
}

export function sines(count, rate, hertz) {
  return make(count, (n) => hertz.reduce((sum, f, index) => sum + Math.sin((2 * Math.PI * f * n) / rate + index), 0));
}

export function hum(count, random, rate) {
  const tones = sines(count, rate, [50, 100, 150, 250]);
  return make(count, (n) => tones[n] + 0.1 * (random() - 0.5));
}

export function crackle(count, random) {
  return make(count, () => 0.2 * (random() - 0.5) + (random() < 0.0003 ? 20 * (random() - 0.5) : 0));
}

/** Ten keys pressed one after the other. */
export function keys(count, random, rate) {
  const [low, high] = [
    [697, 770, 852, 941],
    [1209, 1336, 1477, 1633],
  ];
  const pressed = Array.from({ length: 10 }, () => [low[Math.floor(random() * 4)], high[Math.floor(random() * 4)]]);
  const length = Math.floor(0.18 * rate);
  return make(count, (n) => {
    const pair = pressed[Math.floor(n / length) % 10];
    if (n % length > 0.1 * rate) return 0;
    return Math.sin((2 * Math.PI * pair[0] * n) / rate) + Math.sin((2 * Math.PI * pair[1] * n) / rate);
  });
}

export function knocks(count, random, rate) {
  const sound = new Float32Array(count);
  for (let knock = 0; knock < 4; knock += 1) {
    const [at, pitch] = [Math.floor(random() * (count - rate / 5)), 80 + 300 * random()];
    for (let n = 0; n < rate / 5; n += 1) {
      const t = n / rate;
      sound[at + n] +=
        Math.exp(-t / 0.03) * (Math.sin(2 * Math.PI * pitch * t) + Math.exp(-t / 0.01) * (random() - 0.5));
    }
  }
  return sound;
}

/** Chords of four partials that fade, two a second. */
export function music(count, random, rate) {
  const sound = new Float32Array(count);
  for (let at = 0; at < count; at += rate / 2) {
    const root = 110 * 2 ** (Math.floor(random() * 24) / 12);
    const partials = [0, 4, 7].flatMap((step) => [1, 2, 3, 4].map((n) => [root * 2 ** (step / 12) * n, 1 / n]));
    for (let n = 0; n < rate / 2 && at + n < count; n += 1) {
      const fade = Math.exp(-n / rate / 0.6);
      sound[at + n] = fade * partials.reduce((sum, [f, a]) => sum + a * Math.sin((2 * Math.PI * f * n) / rate), 0);
    }
  }
  return sound;
}
