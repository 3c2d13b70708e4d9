import { checkOrder, type LoggedEvent } from '@antiphon/events';
import { describe, expect, it } from 'vitest';
import { simulate } from './index.ts';
import { layOnLine, readRecordings, recordingsFolder, SKIPPED, seeded, withNoise } from './recordings.ts';

const folder = recordingsFolder(process.env);
const recordings = folder === undefined ? [] : readRecordings(folder);
const PLACEMENTS = 4;
if (folder === undefined) console.warn(SKIPPED);

function call(audio: Int16Array): LoggedEvent[] {
  return simulate({
    until: audio.length / 8 + 1500,
    audio,
    config: { stt: { provider: 'scripted', text: 'so I say', delay_ms: 50 } },
    agent: (event, agent) => {
      if (event.name === 'turn.end') agent.reply('Yes.', event.data.messageId);
    },
  }).events;
}

/** How far off speech.started and the last speech.ended of a stretch are, ms; undefined where it was not heard. */
function errorsOf(events: readonly LoggedEvent[], truth: readonly { from: number; to: number }[]) {
  return truth.map(({ from, to }, index) => {
    const next = truth[index + 1]?.from ?? Number.POSITIVE_INFINITY;
    const inside = events.filter(({ at }) => at >= from - 100 && at < Math.min(next - 100, to + 1400));
    const start = inside.find(({ name }) => name === 'speech.started')?.at;
    const end = inside.findLast(({ name }) => name === 'speech.ended')?.at;
    return { start: start === undefined ? undefined : start - from, end: end === undefined ? undefined : end - to };
  });
}

describe.skipIf(folder === undefined)('people on the phone (recordings beside the checkout)', () => {
  for (const recording of recordings) {
    it(`${recording.name}: speech begins and ends where it was said, and the order of events holds`, {
      timeout: 60_000,
    }, () => {
      for (let seed = 1; seed <= PLACEMENTS; seed += 1) {
        const { pcm, truth } = layOnLine(recording, seeded(seed));
        const events = call(pcm);
        expect(checkOrder(events)).toEqual([]);
        for (const { start, end } of errorsOf(events, truth)) {
          expect(start).toBeGreaterThanOrEqual(-100);
          expect(start).toBeLessThanOrEqual(250);
          // Default silence 200 ms, and 300 ms to notice it.
          expect(end).toBeLessThanOrEqual(500);
          expect(end).toBeGreaterThan(0);
        }
      }
    });
  }

  it('with noise 15 dB under the voice: most stretches are heard, and the order of events holds', {
    timeout: 120_000,
  }, () => {
    let heard = 0;
    let all = 0;
    for (const recording of recordings) {
      const random = seeded(7);
      const { pcm, truth } = layOnLine(recording, random);
      const events = call(withNoise(pcm, 15, random));
      expect(checkOrder(events)).toEqual([]);
      for (const { start } of errorsOf(events, truth)) {
        all += 1;
        if (start !== undefined && start <= 400) heard += 1;
      }
    }
    console.info(`noise 15 dB under the voice: ${heard} of ${all} stretches began within 400 ms`);
    expect(heard / all).toBeGreaterThan(0.8);
  });
});
