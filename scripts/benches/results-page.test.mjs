import { expect, it } from 'vitest';
import { resultsPage } from './results-page.mjs';

it('writes a section per question and a row per thing measured, with the command that repeats it', () => {
  const row = { what: 'native', unit: 'µs', n: 3, median: 1, p95: 2, p99: 2, p25: 1, p75: 2 };
  const page = resultsPage([
    {
      question: 'How long?',
      command: 'pnpm bench x',
      machine: 'M',
      versions: 'V',
      seed: 7,
      rows: [row, { ...row, what: 'plain' }],
    },
  ]);
  expect(page).toContain('## How long?');
  expect(page).toContain('`pnpm bench x`, seed 7; M; V');
  expect(page.match(/^\| (native|plain) \|/gm)).toHaveLength(2);
});
