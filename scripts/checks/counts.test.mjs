import { expect, it } from 'vitest';
import { asTests, cargoCounts, none, sum, summaryLine, vitestCounts } from './counts.mjs';

it('sums what every test binary of cargo reports', () => {
  const output = [
    'running 2 tests',
    'test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s',
    'test result: FAILED. 3 passed; 4 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s',
  ].join('\n');
  expect(cargoCounts(output)).toEqual({ passed: 5, failed: 4, skipped: 1 });
  expect(cargoCounts('error: could not compile')).toBeNull();
});

it('counts a test file that does not even load as a failure', () => {
  const report = {
    numPassedTests: 7,
    numFailedTests: 1,
    numPendingTests: 0,
    numTodoTests: 2,
    testResults: [
      { status: 'passed', assertionResults: [{}] },
      { status: 'failed', assertionResults: [{}] },
      { status: 'failed', assertionResults: [] },
    ],
  };
  expect(vitestCounts(report)).toEqual({ passed: 7, failed: 2, skipped: 2 });
});

it('never lets a step that died pass for one without failures', () => {
  expect(asTests(false, { passed: 9, failed: 0, skipped: 0 })).toEqual({ passed: 9, failed: 1, skipped: 0 });
  expect(asTests(false, null)).toEqual({ ...none, failed: 1 });
  expect(asTests(true, null)).toEqual({ ...none, passed: 1 });
});

it('says the sum in one line', () => {
  expect(summaryLine(sum([asTests(true, null), { passed: 4, failed: 1, skipped: 0 }]))).toBe('5 passed, 1 failed');
  expect(summaryLine({ passed: 1, failed: 0, skipped: 2 })).toBe('1 passed, 0 failed, 2 skipped');
});
