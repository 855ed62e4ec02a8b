// How `npm test` counts: from the reports of Vitest and Playwright, and one for a check that only passes or fails.
// A runner that ended badly without naming a failed test counts as one failure, so that a crash is never a success.

/** @typedef {{ passed: number, failed: number }} Counts */

/** @returns {Counts} */
export function countSingle(exitCode) {
  return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/**
 * Counts a Vitest JSON report. A file that could not be loaded has no tests and counts as one failure.
 * @returns {Counts}
 */
export function countVitest(report, exitCode) {
  const broken = (report?.testResults ?? []).filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return atLeastOneFailure(
    { passed: report?.numPassedTests ?? 0, failed: (report?.numFailedTests ?? 0) + broken.length },
    exitCode,
  );
}

/**
 * Counts a Playwright JSON report. A test that passed only when repeated counts as failed.
 * @returns {Counts}
 */
export function countPlaywright(report, exitCode) {
  const { expected = 0, unexpected = 0, flaky = 0 } = report?.stats ?? {};
  return atLeastOneFailure({ passed: expected, failed: unexpected + flaky }, exitCode);
}

/**
 * @param {Counts[]} all
 * @returns {Counts}
 */
export function sum(all) {
  return {
    passed: all.reduce((total, counts) => total + counts.passed, 0),
    failed: all.reduce((total, counts) => total + counts.failed, 0),
  };
}

function atLeastOneFailure(counts, exitCode) {
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}
