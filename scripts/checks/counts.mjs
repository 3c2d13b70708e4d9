/** How many tests a step says it ran. @typedef {{ passed: number, failed: number, skipped: number }} Counts */

export const none = { passed: 0, failed: 0, skipped: 0 };

export function sum(all) {
  return all.reduce(
    (total, each) => ({
      passed: total.passed + each.passed,
      failed: total.failed + each.failed,
      skipped: total.skipped + each.skipped,
    }),
    none,
  );
}

/** The last line of a check, which other programs read. */
export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * A step as tests. A step without tests of its own is one test; a step that failed has at least one failure, whatever it
 * printed before it died.
 *
 * @param {boolean} ok whether its command succeeded
 * @param {Counts | null} counts of its tests, null when it has none or said nothing
 * @returns {Counts}
 */
export function asTests(ok, counts) {
  if (counts === null) return ok ? { ...none, passed: 1 } : { ...none, failed: 1 };
  return ok || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

/** Sums the lines `test result: ok. 12 passed; 0 failed; 1 ignored; …` of cargo, one per test binary. */
export function cargoCounts(output) {
  const results = [...output.matchAll(/^test result: .*? (\d+) passed; (\d+) failed; (\d+) ignored/gm)];
  if (results.length === 0) return null;
  return sum(
    results
      .map(([, ...numbers]) => numbers.map(Number))
      .map(([passed, failed, skipped]) => ({ passed, failed, skipped })),
  );
}

/** Reads the report of vitest's JSON reporter. A file that does not load is a failed suite without failed tests. */
export function vitestCounts(report) {
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
