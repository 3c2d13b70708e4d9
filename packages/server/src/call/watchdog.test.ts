import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  answerHeard,
  nothingHeard,
  type StallInput,
  type StallState,
  stepHearing,
  stepStall,
  watchNoTurn,
} from './watchdog.ts';

const options = { afterMs: 5000, say: undefined };
const quiet: StallInput = {
  at: 0,
  turnId: 1,
  isAnswered: false,
  isPending: false,
  isBegun: false,
  isModelSilent: false,
  canAskModel: false,
  canSay: false,
};

/** Steps one moment after the other. @returns what was said, as `at reason recovery` */
function play(...moments: Partial<StallInput>[]): string[] {
  let state: StallState = watchNoTurn;
  return moments.flatMap((moment) => {
    const input = { ...quiet, ...moment };
    const step = stepStall(state, input, options);
    state = step.state;
    return step.stalled === null ? [] : [`${input.at} ${step.stalled.reason} ${step.stalled.recovery}`];
  });
}

it('says that nothing comes back, once', () => {
  expect(play({ at: 100 }, { at: 5099 }, { at: 5100 }, { at: 20_000 })).toEqual(['5100 no_reply none']);
});

it('waits for whatever is under way, however long it takes', () => {
  const busy = { isPending: true, isBegun: true };
  expect(play({ at: 0 }, { at: 4000, ...busy }, { at: 60_000, ...busy }, { at: 60_500, isAnswered: true })).toEqual([]);
});

it('gives a reply that came to nothing a second for another', () => {
  expect(play({ at: 0 }, { at: 900, isPending: true, isBegun: true }, { at: 3000 }, { at: 4000 })).toEqual([
    '4000 reply_lost none',
  ]);
});

it('asks a silent model once more, then tells the caller', () => {
  const model = { isModelSilent: true, isBegun: true, canAskModel: true, canSay: true };
  expect(play(...[0, 5000, 9999, 10_000, 30_000].map((at) => ({ at, ...model })))).toEqual([
    '5000 model_silent model_asked',
    '10000 model_silent said',
  ]);
});

it('watches the next turn anew', () => {
  expect(
    play({ at: 0 }, { at: 5000 }, { at: 6000, turnId: null }, { at: 7000, turnId: 2 }, { at: 12_000, turnId: 2 }),
  ).toEqual(['5000 no_reply none', '12000 no_reply none']);
});

it('always says when to look again, and a look before that changes nothing', () => {
  const moment = fc.record({
    after: fc.nat(6000),
    turnId: fc.constantFrom(null, 1, 2),
    isAnswered: fc.boolean(),
    isPending: fc.boolean(),
    isBegun: fc.boolean(),
    isModelSilent: fc.boolean(),
    canAskModel: fc.boolean(),
    canSay: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(moment, { size: 'max', maxLength: 30 }), fc.nat(100), (moments, early) => {
      let state: StallState = watchNoTurn;
      let at = 0;
      for (const { after, ...now } of moments) {
        at += after;
        const step = stepStall(state, { ...quiet, ...now, at }, options);
        state = step.state;
        expect(step.wakeAt).toBeGreaterThan(at);
        const mayWait = now.turnId !== null && !state.isSettled && !now.isPending;
        expect(Number.isFinite(step.wakeAt)).toBe(mayWait);
        if (step.stalled !== null) continue;
        const look = stepStall(state, { ...quiet, ...now, at: Math.min(at + early, step.wakeAt - 1) }, options);
        expect(look).toEqual(step);
      }
    }),
  );
});

it('finds a transcriber deaf that gave no sign of an utterance, once, while its text is still awaited', () => {
  const awaited = (at: number) => ({ at, utteranceId: 1, speakingSince: null, awaitedUntil: 3000 });
  const speaking = stepHearing(nothingHeard, { at: 0, utteranceId: 1, speakingSince: 0, awaitedUntil: null });
  expect(speaking.wakeAt).toBe(Number.POSITIVE_INFINITY);
  expect(stepHearing(speaking.state, awaited(1999))).toMatchObject({ isDeaf: false, wakeAt: 2000 });
  const deaf = stepHearing(speaking.state, awaited(2000));
  expect(deaf.isDeaf).toBe(true);
  expect(stepHearing(deaf.state, awaited(2500)).isDeaf).toBe(false);
  const heard = answerHeard(speaking.state, 1);
  expect(stepHearing(heard, awaited(2000)).isDeaf).toBe(false);
  expect(stepHearing(answerHeard(speaking.state, 7), awaited(2000)).isDeaf).toBe(true);
});

it('holds a transcriber to the interim text that it promises, while the person still speaks', () => {
  const promising = { ...nothingHeard, interimWithinMs: 1500 };
  const speaking = (at: number) => ({ at, utteranceId: 1, speakingSince: 200, awaitedUntil: null });
  const begun = stepHearing(promising, speaking(260));
  expect(begun).toMatchObject({ isDeaf: false, wakeAt: 1700 });
  expect(stepHearing(begun.state, speaking(1700)).isDeaf).toBe(true);
  expect(stepHearing(answerHeard(begun.state, 1), speaking(1700)).isDeaf).toBe(false);
});
