import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginLimits, type LimitsOptions, stepLimits } from './session-limits.ts';

const options: LimitsOptions = { maxDurationMs: 0, idleTimeoutMs: 60_000, idleWarningMs: 15_000, idleGraceMs: 10_000 };

/** Lets time pass, with who speaks when, waking the limits when they asked. */
function run(
  talk: readonly { at: number; user?: boolean; bot?: boolean }[],
  until: number,
  limits = options,
): string[] {
  const told: string[] = [];
  let state = beginLimits;
  let wakeAt = 0;
  let speaking = { isUserSpeaking: false, isBotSpeaking: false };
  let isOver = false;
  const step = (at: number) => {
    if (isOver) return;
    const next = stepLimits(state, { at, ...speaking }, limits);
    state = next.state;
    wakeAt = next.wakeAt;
    for (const { name, data } of next.events) {
      told.push(`${at} ${name} ${'reason' in data ? data.reason : data.remainingSeconds}`);
      isOver ||= name === 'session.timeout';
    }
  };
  step(0);
  for (const { at, user, bot } of [...talk, { at: until }]) {
    while (!isOver && wakeAt <= at) step(wakeAt);
    step(at);
    speaking = { isUserSpeaking: user ?? false, isBotSpeaking: bot ?? false };
    step(at);
  }
  return told;
}

describe('session limits', () => {
  it('warns at 45 s, again at 60 s, and ends at 70 s of silence', () => {
    expect(run([], 100_000).slice(0, 3)).toEqual([
      '45000 session.idle_warning 15',
      '60000 session.idle_warning 10',
      '70000 session.timeout idle_timeout',
    ]);
  });
  it("the bot's speech pauses the clock; the caller's resets it", () => {
    expect(run([{ at: 10_000, bot: true }, { at: 20_000 }], 60_000)).toEqual(['55000 session.idle_warning 15']);
    expect(run([{ at: 30_000, user: true }, { at: 31_000 }], 80_000)).toEqual(['76000 session.idle_warning 15']);
  });
  it('speech in the grace saves the call', () => {
    const told = run([{ at: 65_000, user: true }, { at: 66_000 }], 100_000);
    expect(told).toEqual(['45000 session.idle_warning 15', '60000 session.idle_warning 10']);
  });
  it('0 switches a limit off', () => {
    expect(run([], 1_000_000, { ...options, idleTimeoutMs: 0 })).toEqual([]);
    expect(run([], 65_000, { ...options, idleWarningMs: 0 })).toEqual(['60000 session.idle_warning 10']);
    expect(run([], 65_000, { ...options, idleGraceMs: 0 }).at(-1)).toBe('60000 session.timeout idle_timeout');
  });
  it('a call lasts no longer than it may', () => {
    expect(run([], 30_000, { ...options, maxDurationMs: 20_000 })[0]).toBe('20000 session.timeout max_duration');
  });
  it('law: whenever it is woken early, it says the same', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(69_000)), (ticks) => {
        const talk = [...ticks].sort((a, b) => a - b).map((at) => ({ at }));
        expect(run(talk, 80_000)).toEqual(run([], 80_000));
      }),
      { numRuns: 1000 },
    );
  });
});
