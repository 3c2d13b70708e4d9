import { Resampler, SpeechDetector } from '@antiphon/audio-core';
import { sound } from './calls.mjs';

const SECONDS = 600;

/**
 * Ten minutes of a voice, from loud to 40 dB under it and in noise that comes and goes, scored by us and by the
 * reference, which is onnxruntime-node on the file our weights come from.
 *
 * @returns by how much two scores of the same window differ at most
 */
export async function largestDifference(reference, rate) {
  const voice = rate === 8000 ? sound : new Resampler(8000, rate).process(sound);
  const detector = new SpeechDetector({ sampleRateHz: rate });
  const score = reference.score(rate);
  const size = (rate * 32) / 1_000;
  const window = new Int16Array(size);
  let seed = 1;
  let largest = 0;
  for (let n = 0; n < SECONDS / 0.032; n += 1) {
    const [loud, noise] = [10 ** (-(n % 997) / 498), 2_000 * Math.max(0, Math.sin(n / 700)) ** 4];
    for (let k = 0; k < size; k += 1) {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      window[k] = loud * voice[(n * size + k) % voice.length] + noise * (seed / 2 ** 31 - 1);
    }
    detector.process(window);
    const wanted = await score(Float32Array.from(window, (sample) => sample / 32_768));
    largest = Math.max(largest, Math.abs(detector.probability - wanted));
  }
  return largest;
}
