// Lines on which nobody speaks.
import { carried } from './lines.mjs';
import * as noises from './noises.mjs';

const TIMES = 6;
const SECONDS = 2;
const TONES = {
  'dial tone': [350, 440],
  ringing: [440, 480],
  'ringing, 425 Hz': [425],
  busy: [480, 620],
  '1 kHz': [1000],
  'fax, 1100 Hz': [1100],
  'fax, 2100 Hz': [2100],
  '200 Hz': [200],
  '120 Hz': [120],
};

/** Ten minutes, a quarter of a minute of each kind at a level of its own. */
export function lineNoise(rate, random) {
  const kinds = [
    noises.white,
    noises.pink,
    (count) => noises.rumble(count, random, rate, 100, false),
    (count) => noises.rumble(count, random, rate, 80, true),
    noises.hum,
    noises.crackle,
    (count) => noises.pink(count, random).map((value, n) => value * (1 + 0.5 * Math.sin((4.4 * n) / rate))),
    (count) => noises.white(count, random).map((value, n) => value * (n % (rate / 2) < rate / 5 ? 1 : 0.5)),
  ];
  const parts = Array.from({ length: 40 }, (_, n) =>
    noises.levelled(kinds[n % kinds.length](15 * rate, random, rate), -65 + 35 * random()),
  );
  const sound = new Float32Array(600 * rate);
  for (const [n, part] of parts.entries()) sound.set(part, n * 15 * rate);
  return carried(sound, rate);
}

/** Sounds that each follow a second and more of digital silence, and hold music. */
export function falseStartLines(rate, random) {
  const count = SECONDS * rate;
  const line = (name, make) => {
    const sound = new Float32Array(TIMES * 4 * rate);
    for (let n = 0; n < TIMES; n += 1) sound.set(make(n), Math.floor((n * 4 + 1.5 + 0.04 * random()) * rate));
    return { name: `${name} after silence`, samples: carried(sound, rate), count: TIMES };
  };
  const level = (n) => [-12, -22, -32][n % 3];
  const tones = Object.entries(TONES).map(([name, hertz]) =>
    line(name, (n) => noises.levelled(noises.sines(count, rate, hertz), level(n))),
  );
  const others = {
    'ten keys (DTMF)': noises.keys,
    'white noise': noises.white,
    'pink noise': noises.pink,
    'brown rumble': () => noises.rumble(count, random, rate, 60, false),
    'steep rumble': () => noises.rumble(count, random, rate, 80, true),
    hum: noises.hum,
    'four knocks': noises.knocks,
  };
  const rest = Object.entries(others).map(([name, make]) =>
    line(name, (n) => noises.levelled(make(count, random, rate), level(n) - 8)),
  );
  const hold = carried(noises.levelled(noises.music(60 * rate, random, rate), -20), rate);
  return [...tones, ...rest, { name: 'hold music, a minute', samples: hold, count: 1 }];
}
