// A caller on a line: utterances at known samples among silence, over a noise, as the line carries them.
import { decodeG711, encodeG711 } from '../../dist/index.js';

/** 8 kHz lines are µ-law, others 16-bit. */
export function carried(sound, rate) {
  const samples = Int16Array.from(sound, (value) => Math.max(-32768, Math.min(32767, Math.round(value * 32768))));
  return rate === 8000 ? decodeG711('mulaw', encodeG711('mulaw', samples)) : samples;
}

/** @returns the line's samples and where the utterance begins and ends in them */
export function placed(utterance, rate, random, noise) {
  const from = rate + Math.floor(random() * rate);
  const sound = new Float32Array(from + utterance.length + rate);
  sound.set(utterance, from);
  if (noise)
    noise(sound.length).forEach((value, n) => {
      sound[n] += value;
    });
  return { samples: carried(sound, rate), from, to: from + utterance.length };
}

/** Utterances one after the other at levels of −15…+3 dB. @returns samples, and for each whether somebody speaks */
export function conversation(utterances, rate, random, noise) {
  const gaps = utterances.map(() => Math.floor((0.35 + 1.25 * random()) * rate));
  const length = gaps.reduce((sum, gap, n) => sum + gap + utterances[n].length, rate);
  const [sound, isSpeech] = [new Float32Array(length), new Uint8Array(length)];
  let at = 0;
  utterances.forEach((utterance, index) => {
    at += gaps[index];
    const gain = 10 ** ((-15 + 18 * random()) / 20);
    utterance.forEach((value, n) => {
      sound[at + n] = gain * value;
    });
    isSpeech.fill(1, at, at + utterance.length);
    at += utterance.length;
  });
  const voiced = sound.filter((_, n) => isSpeech[n]);
  const rms = Math.sqrt(voiced.reduce((sum, value) => sum + value * value, 0) / voiced.length);
  noise(length, 20 * Math.log10(rms)).forEach((value, n) => {
    sound[n] += value;
  });
  return { samples: carried(sound, rate), isSpeech };
}
