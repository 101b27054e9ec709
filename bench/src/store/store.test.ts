import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Job, tuning } from "../plan/jobs.ts";
import type { Plan } from "../plan/plan.ts";
import { smallPlan } from "../testing/small-plan.ts";
import { begin, pack, readResults, resume } from "./folder.ts";
import type { Line } from "./line.ts";

let folder = "";
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "downhill-store-")), "results");
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true }));

const plan = smallPlan(["adam", "sgd"]);
const jobs = tuning(plan);
const lineOf = (job: Job, loss = 0.5): Line => ({
  ...job,
  result: {
    targets: job.spec.targets!.map((target) => ({ target, evaluations: null })),
    ...{ diverged: null, steps: 100, evaluations: 100, loss, metric: Number.NaN, hash: "00" },
  },
});

/** A folder with three lines. */
function fill(): string {
  const store = begin(folder, plan);
  for (const job of jobs.slice(0, 3)) store.append(lineOf(job));
  store.close();
  return join(folder, "runs.jsonl");
}

test("what is appended is there, at once and afterwards, and is the same", () => {
  const store = begin(folder, plan);
  expect(store.has(jobs[0]!)).toBe(false);
  store.append(lineOf(jobs[0]!));
  expect(store.has(jobs[0]!)).toBe(true);
  expect(readResults(folder).lines).toEqual(store.lines);
  // JSON has no NaN: what is reported at once is what a file would say.
  expect(store.lines[0]!.result.metric).toBeNull();
  store.close();
  expect(readResults(folder)).toEqual({ plan, lines: store.lines, disputes: [] });
});

test("results are read by the trials in their own plan, however trials are drawn today", () => {
  const drawn = { adam: [{}, { lr: 0.25 }], sgd: [{}] };
  const store = begin(folder, { ...plan, drawn, trials: [1, 2] });
  const [job] = jobs;
  store.append(lineOf({ ...job!, trial: 1, spec: { ...job!.spec, hyper: { lr: 0.25 } } }));
  store.close();
  expect(readResults(folder).lines).toEqual(store.lines);
  writeFileSync(join(folder, "plan.json"), JSON.stringify({ ...plan, trials: [1, 2] }));
  expect(() => readResults(folder)).toThrow(/none of its plan's: .*"lr":0.25/);
});

test("half a line at the end is left out, and taken away before others are written, wherever it was cut", () => {
  const path = fill();
  const whole = readFileSync(path, "utf8");
  const third = whole.trimEnd().lastIndexOf("\n") + 1;
  for (const cut of [third + 1, third + 5, third + 12, third + 100, whole.length - 1]) {
    writeFileSync(path, whole);
    truncateSync(path, cut);
    const before = readFileSync(path, "utf8");
    expect(readResults(folder).lines).toHaveLength(2);
    expect(readFileSync(path, "utf8")).toBe(before); // nobody wanted to write
    const store = resume(folder);
    expect(jobs.slice(0, 4).map(store.has)).toEqual([true, true, false, false]);
    store.append(lineOf(jobs[2]!));
    store.close();
    expect(readFileSync(path, "utf8")).toBe(whole);
  }
});

test("a letter of several bytes may be cut in two", () => {
  const store = begin(folder, plan);
  store.append({ ...lineOf(jobs[0]!), result: { ...lineOf(jobs[0]!).result, hash: "é" } });
  store.close();
  appendFileSync(join(folder, "runs.jsonl"), Buffer.from('{"track":"é').subarray(0, -1));
  expect(readResults(folder).lines.map(({ result }) => result.hash)).toEqual(["é"]);
});

const damage: [string, (text: string) => string, RegExp][] = [
  ["a line that is not JSON", (text) => text.replace('"trial":0', '"trial":'), /runs\.jsonl, line 1 is not JSON/],
  ["a line of something else", (text) => `{"epoch":1}\n${text}`, /line 1 is no run of a bench: track/],
  ["an empty line", (text) => text.replace("\n", "\n\n"), /line 2 is not JSON/],
  ["a result without its hash", (text) => text.replaceAll(',"hash":"00"', ""), /line 1 .*result\.hash/],
  ["a loss that is a word", (text) => text.replace('"loss":0.5', '"loss":"low"'), /line 1 .*result\.loss/],
  ["an infinite loss", (text) => text.replace('"loss":0.5', '"loss":1e999'), /line 1 .*result\.loss/],
  ["half a line of something else", (text) => `${text}Dear diary`, /line 4 is no run of a bench: "Dear diary"/],
  ["text", () => "once upon a time", /line 1 is no run of a bench/],
  ["a run of another seed", (text) => text.replace('"seed":100', '"seed":7'), /none of its plan's: .*"seed":7/],
  ["a run of another budget", (text) => text.replace(/"budget":\d+/, '"budget":99'), /none of its plan's/],
  ["an optimizer that is not in the plan", (text) => text.replace('"adam"', '"lion"'), /none of its plan's: .*"lion"/],
  [
    "a run twice with two results",
    (text) => text + text.replace('"loss":0.5', '"loss":0.4'),
    /line 4 is a run that is there already, with another result/,
  ],
];

test.each(damage)("%s is an error that names it, and nothing is overwritten", (_, harm, message) => {
  const path = fill();
  const text = harm(readFileSync(path, "utf8"));
  writeFileSync(path, text);
  expect(() => readResults(folder)).toThrow(message);
  expect(() => resume(folder)).toThrow(message);
  expect(readFileSync(path, "utf8")).toBe(text);
});

test("the same line twice is one", () => {
  const path = fill();
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text + text);
  expect(readResults(folder).lines).toHaveLength(3);
});

const plans: [string, (plan: Plan) => unknown, RegExp][] = [
  ["no JSON", () => undefined, /plan\.json is not JSON/],
  [
    "of another schema",
    (plan) => ({ ...plan, schema: "downhill.plan/2" }),
    /must be "downhill.plan\/1", got "downhill.plan\/2"/,
  ],
  ["of no schema", () => [1], /got none/],
  ["without problems", (plan) => ({ ...plan, problems: [] }), /is no plan: problems/],
  [
    "without the trials of an optimizer",
    (plan) => ({ ...plan, drawn: {} }),
    /is no plan: it: drawn has no trials of adam/,
  ],
  ["with a track of its own", (plan) => ({ ...plan, tracks: ["warm"] }), /is no plan: tracks\[0\]/],
];

test.each(plans)("a plan that is %s is an error that says so", (_, harm, message) => {
  fill();
  const harmed = harm(plan);
  writeFileSync(join(folder, "plan.json"), harmed === undefined ? "{" : JSON.stringify(harmed));
  expect(() => resume(folder)).toThrow(message);
});

test("a folder with something in it is not begun, and one without a plan not gone on with", () => {
  const path = fill();
  expect(() => begin(folder, plan)).toThrow(/results is not empty/);
  rmSync(join(folder, "plan.json"));
  expect(() => resume(folder)).toThrow(/holds no results of a bench: there is no .*plan\.json/);
  expect(existsSync(path)).toBe(true);
});

test("more than a piece of a file is read at a time", () => {
  const store = begin(folder, { ...plan, testSeeds: Array.from({ length: 70 }, (_, i) => i) });
  const [job] = jobs;
  // 36 kB a line, of 1 MB that are read at a time.
  const curve = { evaluations: Array(1000).fill(1), loss: Array(1000).fill(1 / 3), metric: Array(1000).fill(1 / 3) };
  for (let seed = 0; seed < 70; seed++) {
    const line = lineOf({ ...job!, phase: "test", spec: { ...job!.spec, seed } });
    store.append({ ...line, result: { ...line.result, curve } });
  }
  store.close();
  expect(readResults(folder).lines).toEqual(store.lines);
});

test("packed results are the same without curves, and nobody goes on with them", () => {
  fill();
  const before = readResults(folder);
  const curve = { evaluations: [0, 1], loss: [2, 1], metric: [0, 1] };
  const lines = before.lines.map((line) => ({ ...line, result: { ...line.result, curve } }));
  const kept = join(folder, "..", "kept");
  pack(kept, { plan, lines });
  expect(readResults(kept)).toEqual(before);
  expect(() => resume(kept)).toThrow("is packed: there is nothing to go on with");
  expect(() => pack(kept, before)).toThrow("is not empty");
  writeFileSync(join(kept, "runs.jsonl.gz"), "rubbish");
  expect(() => readResults(kept)).toThrow(/runs\.jsonl\.gz cannot be unpacked: incorrect header check/);
});
