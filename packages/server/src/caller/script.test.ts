import { expect, it } from 'vitest';
import { performScript, type Script } from './script.ts';

const clip = (ms: number) => new Uint8Array(ms * 8);

/** Plays a script against a bot that is heard in the given spans (ms); says when each clip began and when it hung up. */
function play(script: Partial<Script>, bot: readonly [number, number][] = []): string[] {
  const step = performScript({ clips: [], pauseMs: 1_000, wait: false, lingerMs: 4_000, ...script });
  const said: string[] = [];
  let speaking = -1;
  for (let now = 0; now < 120_000; now += 20) {
    const heard = bot.filter(([start]) => start < now).map(([, end]) => Math.min(end, now));
    const next = step(heard.length === 0 ? null : Math.max(...heard));
    if (next.do === 'speak' && next.clip !== speaking) {
      speaking = next.clip;
      said.push(`${now} clip ${speaking}`);
    }
    if (next.do === 'hang up') return [...said, `${now} hang up`];
  }
  return said;
}

it('pauses before each clip, and stays a while after the last', () => {
  expect(play({ clips: [clip(500), clip(300)] })).toEqual(['1000 clip 0', '2500 clip 1', '6800 hang up']);
});

it('talks over the bot unless it is told to wait', () => {
  expect(play({ clips: [clip(500), clip(300)] }, [[1_600, 6_000]])).toEqual([
    '1000 clip 0',
    '2500 clip 1',
    '10000 hang up',
  ]);
});

it('waits until the bot has been silent for the pause', () => {
  const bot: [number, number][] = [
    [0, 3_000],
    [4_600, 7_000],
  ];
  expect(play({ clips: [clip(500), clip(300)], wait: true }, bot)).toEqual([
    '4000 clip 0',
    '8000 clip 1',
    '12300 hang up',
  ]);
});

it('gives the bot five seconds to begin its answer', () => {
  const clips = [clip(500), clip(300)];
  expect(play({ clips, wait: true }, [[5_000, 6_000]])).toEqual(['1000 clip 0', '7000 clip 1', '11300 hang up']);
  expect(play({ clips, wait: true })).toEqual(['1000 clip 0', '6500 clip 1', '10800 hang up']);
});

it('waits for a bot that never falls silent for twenty seconds, and leaves it after thirty', () => {
  expect(play({ clips: [clip(500)], wait: true }, [[0, 1_000_000]])).toEqual(['21000 clip 0', '51500 hang up']);
});

it('without anything to say listens and leaves', () => {
  expect(play({}, [[0, 2_000]])).toEqual(['6000 hang up']);
  expect(play({})).toEqual(['4000 hang up']);
});
