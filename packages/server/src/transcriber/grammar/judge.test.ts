import { expect, it } from 'vitest';
import { confidenceOf, type Segment, weigh } from './judge.ts';

/** Segments one after the other: name, frames, score per frame. */
function segments(...parts: [name: string, frames: number, perFrame: number][]): Segment[] {
  let startFrame = 0;
  return parts.map(([name, frames, perFrame]) => {
    const segment = { name, startFrame, frames, score: frames * perFrame };
    startFrame += frames;
    return segment;
  });
}
const voiced = (startFrame: number, endFrame: number) => ({ startFrame, endFrame });

it('believes words that fit as well as free sounds do', () => {
  const heard = weigh(
    segments(['<sil>', 30, -10], ['seven', 40, -27], ['of(2)', 20, -27], ['clubs', 60, -27]),
    voiced(30, 150),
    segments(['soundaa', 150, -20]),
  );
  expect(heard).toMatchObject({ words: ['seven', 'of', 'clubs'], frames: 120, fit: -27, margin: -7, cover: 1 });
  expect(confidenceOf(heard)).toBeGreaterThan(0.5);
});

it('does not believe a forced match', () => {
  const words = segments(['four', 50, -40], ['nine', 80, -40]);
  expect(confidenceOf(weigh(words, voiced(0, 130), segments(['soundaa', 130, -20])))).toBeLessThan(0.5);
});

it('does not believe words that pass over most of the speech', () => {
  const words = segments(['<sil>', 100, -20], ['two', 20, -25], ['you', 20, -25]);
  expect(confidenceOf(weigh(words, voiced(0, 140), segments(['soundaa', 140, -24])))).toBe(0);
});

it('lets people pause between words', () => {
  const words = segments(['four', 40, -25], ['<sil>', 100, -10], ['queen', 40, -25]);
  const sounds = segments(['soundf', 40, -22], ['<sil>', 100, -10], ['soundk', 40, -22]);
  expect(confidenceOf(weigh(words, voiced(0, 180), sounds))).toBeGreaterThan(0.5);
});

it('hears nothing where nothing fits', () => {
  expect(confidenceOf(weigh([], voiced(0, 100)))).toBe(0);
});
