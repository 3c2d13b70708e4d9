import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from './laws/laws.ts';
import { anyStory, scenarioOf } from './laws/story.ts';
import { logText } from './log-text.ts';
import { simulate } from './simulate.ts';

describe('every call', () => {
  it('keeps every law', { timeout: 240_000 }, () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        const { broken } = judge(story);
        if (broken !== undefined) throw new Error(broken);
      }),
      { numRuns: 1000 },
    );
  });

  it('gives the same log, byte for byte, for the same script', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        expect(logText(simulate(scenarioOf(story)).events)).toBe(logText(simulate(scenarioOf(story)).events));
      }),
      { numRuns: 100 },
    );
  });
});
