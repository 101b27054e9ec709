import { existsSync } from "node:fs";
import { readJson } from "./workspace.ts";

interface Count {
  readonly passed: number;
  readonly failed: number;
  /** Tests of what this machine does not have: they say so where they are listed. */
  readonly skipped: number;
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  /** One a file; a file that could not be loaded has no assertions. */
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

interface PlaywrightReport {
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
  /** What went wrong outside the tests. */
  readonly errors: readonly unknown[];
}

const vitestCount = (report: VitestReport): Count => {
  const unloaded = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  const { numPassedTests: passed, numFailedTests, numPendingTests: skipped } = report;
  return { passed, failed: numFailedTests + unloaded.length, skipped };
};

/** A flaky test has failed once: it counts as failed. */
const playwrightCount = ({ stats, errors }: PlaywrightReport): Count => ({
  passed: stats.expected,
  failed: stats.unexpected + stats.flaky + errors.length,
  skipped: stats.skipped,
});

/**
 * What a task found. A task that failed counts at least one failure, whatever its report says,
 * and a task that should have left a report and did not has failed.
 */
export function taskCount(task: string, succeeded: boolean, reports: string): Count {
  const path = `${reports}/${task}.json`;
  const tests = ["unit", "packed", "walk-through", "runtimes", "browser"].includes(task);
  if (!tests || !existsSync(path)) {
    const passed = succeeded && !tests;
    return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
  }
  const report = readJson<VitestReport | PlaywrightReport>(path);
  const { passed, failed, skipped } = "stats" in report ? playwrightCount(report) : vitestCount(report);
  return { passed, failed: Math.max(failed, succeeded ? 0 : 1), skipped };
}
