import { existsSync } from "node:fs";
import { readJson } from "./workspace.ts";

interface Count {
  readonly passed: number;
  readonly failed: number;
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  /** One a file; a file that could not be loaded has no assertions. */
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

interface PlaywrightReport {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number };
  /** What went wrong outside the tests. */
  readonly errors: readonly unknown[];
}

const vitestCount = (report: VitestReport): Count => {
  const unloaded = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloaded.length };
};

/** A flaky test has failed once: it counts as failed. */
const playwrightCount = ({ stats, errors }: PlaywrightReport): Count => ({
  passed: stats.expected,
  failed: stats.unexpected + stats.flaky + errors.length,
});

/**
 * What a task found. A task that failed counts at least one failure, whatever its report says,
 * and a task that should have left a report and did not has failed.
 */
export function taskCount(task: string, succeeded: boolean, reports: string): Count {
  const path = `${reports}/${task}.json`;
  const tests = ["unit", "packed", "browser"].includes(task);
  if (!tests || !existsSync(path)) return succeeded && !tests ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  const report = readJson<VitestReport | PlaywrightReport>(path);
  const { passed, failed } = "stats" in report ? playwrightCount(report) : vitestCount(report);
  return { passed, failed: Math.max(failed, succeeded ? 0 : 1) };
}
