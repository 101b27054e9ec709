import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { taskCount } from "./count.ts";

let reports = "";
beforeEach(() => {
  reports = mkdtempSync(join(tmpdir(), "downhill-count-"));
});
afterEach(() => rmSync(reports, { recursive: true }));
const report = (task: string, content: unknown): void =>
  writeFileSync(join(reports, `${task}.json`), JSON.stringify(content));

test("a check without tests is one", () => {
  expect(taskCount("lint", true, reports)).toEqual({ passed: 1, failed: 0, skipped: 0 });
  expect(taskCount("lint", false, reports)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test("no report is a failure, even of a task that says it succeeded", () => {
  expect(taskCount("unit", true, reports)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test("a test file that does not load is a failure", () => {
  const testResults = [
    { status: "passed", assertionResults: [{}, {}] },
    { status: "failed", assertionResults: [] },
  ];
  report("unit", { numPassedTests: 2, numFailedTests: 0, numPendingTests: 0, testResults });
  expect(taskCount("unit", false, reports)).toEqual({ passed: 2, failed: 1, skipped: 0 });
});

test("a task that failed has a failure, though every test passed", () => {
  report("packed", { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, testResults: [] });
  expect(taskCount("packed", false, reports)).toEqual({ passed: 3, failed: 1, skipped: 0 });
  expect(taskCount("packed", true, reports)).toEqual({ passed: 3, failed: 0, skipped: 0 });
});

test("a flaky browser test and an error outside of tests are failures", () => {
  report("browser", { stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 0 }, errors: [{}] });
  expect(taskCount("browser", false, reports)).toEqual({ passed: 4, failed: 3, skipped: 0 });
});

test("what this machine cannot run is counted apart, and is neither", () => {
  report("runtimes", { numPassedTests: 9, numFailedTests: 0, numPendingTests: 2, testResults: [] });
  expect(taskCount("runtimes", true, reports)).toEqual({ passed: 9, failed: 0, skipped: 2 });
  report("browser", { stats: { expected: 4, unexpected: 0, flaky: 0, skipped: 1 }, errors: [] });
  expect(taskCount("browser", true, reports)).toEqual({ passed: 4, failed: 0, skipped: 1 });
});
