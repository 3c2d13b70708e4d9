import { expect, it } from 'vitest';
import { QuietWatch } from './quiet-watch.ts';

/** A tone at a level in dB under full scale, ms long. */
const tone = (db: number, ms: number) =>
  Int16Array.from({ length: ms * 16 }, (_, index) => 32_767 * 10 ** (db / 20) * Math.sin(index / 3));

function quietMs(watch: QuietWatch, pcm: Int16Array): number {
  for (let at = 0; at < pcm.length; at += 320) watch.hear(pcm.subarray(at, at + 320));
  return watch.quietSamples / 16;
}

it.each([
  ['a silent line', -90],
  ['a line that hums 12 dB under the voice', -32],
])('notices the end of a word on %s', (_line, line) => {
  const watch = new QuietWatch();
  watch.begin(Int16Array.from([...tone(line, 200), ...tone(-20, 100)]));
  expect(watch.quietSamples).toBe(0);
  expect(quietMs(watch, tone(-20, 300))).toBe(0);
  expect(quietMs(watch, tone(line, 120))).toBe(120);
  expect(quietMs(watch, tone(-20, 20))).toBe(0);
});

it('takes a soft sound for speech', () => {
  const watch = new QuietWatch();
  watch.begin(Int16Array.from([...tone(-70, 200), ...tone(-20, 100)]));
  expect(quietMs(watch, tone(-40, 200))).toBe(0);
});

it('begins anew with each utterance', () => {
  const watch = new QuietWatch();
  watch.begin(tone(-5, 100));
  quietMs(watch, tone(-60, 100));
  watch.begin(Int16Array.from([...tone(-80, 100), ...tone(-40, 100)]));
  expect(quietMs(watch, tone(-42, 100))).toBe(0);
});
