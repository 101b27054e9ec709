import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runToEnd } from "@downhill/runs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compare, isComplete, type Watch } from "./compare.ts";
import type { Engine, Outcome } from "./execute/engine.ts";
import { localPool } from "./execute/local-pool.ts";
import { test as testsOf } from "./plan/jobs.ts";
import { loadOptimizers } from "./plan/optimizers.ts";
import type { Plan } from "./plan/plan.ts";
import { winners } from "./plan/winners.ts";
import { begin, readResults, resume } from "./store/folder.ts";
import type { Line } from "./store/line.ts";
import { program } from "./testing/program.ts";
import { smallPlan } from "./testing/small-plan.ts";

const root = mkdtempSync(join(tmpdir(), "downhill-compare-"));
afterAll(() => rmSync(root, { recursive: true }));
const thorough = Boolean(process.env.DOWNHILL_THOROUGH);
let folders = 0;
const folderOf = () => join(root, `${folders++}`);

const silent: Watch = { begin() {}, done() {} };
const never = new AbortController().signal;

/** A plan from its beginning to its end. */
async function linesOf(plan: Plan, engine: Engine): Promise<readonly Line[]> {
  const store = begin(folderOf(), plan);
  expect(await compare(store, engine, silent, never)).toEqual({ faults: [], stopped: false });
  expect(isComplete(store)).toBe(true);
  store.close();
  return store.lines;
}

const sorted = (lines: readonly Line[]): string[] => lines.map((line) => JSON.stringify(line)).sort();

let engine: Engine;
beforeAll(async () => {
  engine = await localPool({ jobs: 2, plugins: [] });
});
afterAll(() => engine.close());

describe("with one pool", () => {
  test("the same numbers come of one worker and of two, and every spec gives its hash again", async () => {
    const plan = smallPlan(["adamw", "lookahead(lion)"], {
      ...{ tracks: ["constant", "cosine", "defaults"], trials: [1, 2], tuningSeeds: [100], testSeeds: [0, 1] },
    });
    const two = await linesOf(plan, engine);
    const alone = await localPool({ jobs: 1, plugins: [] });
    const one = await linesOf(plan, alone);
    await alone.close();
    expect(sorted(one)).toEqual(sorted(two));
    for (const { spec, result } of one) expect(runToEnd(spec).hash).toBe(result.hash);
    const seeds = (phase: string) => [
      ...new Set(one.filter((line) => line.phase === phase).map(({ spec }) => spec.seed)),
    ];
    expect(seeds("tuning").filter((seed) => seeds("test").includes(seed))).toEqual([]);
  });

  test("who else takes part, and in which order, changes no figure", async () => {
    const few = { trials: [1, 2], testSeeds: [0] };
    const plan = smallPlan(["adamw", "sgd", "lion"], few);
    const others = smallPlan(["lion", "rmsprop", "adamw", "sgd"], few);
    const figures = (lines: readonly Line[]) => sorted(lines.filter(({ spec }) => spec.optimizer !== "rmsprop"));
    expect(figures(await linesOf(others, engine))).toEqual(figures(await linesOf(plan, engine)));
  });

  test("two gradients a step are two evaluations", async () => {
    const lines = await linesOf(smallPlan(["sam(sgd)", "sgd"], { tracks: ["defaults"], testSeeds: [0] }), engine);
    for (const { spec, result } of lines) {
      expect(result.evaluations).toBe(spec.budget);
      expect(result.steps).toBe(spec.optimizer === "sgd" ? spec.budget : Math.floor(spec.budget / 2));
    }
  });

  test("a run that diverges is a result like others", async () => {
    const targets = [{ name: "half", loss: 1 }];
    const problems = [{ name: "rosenbrock-10", group: "analytic", budget: 100, targets }] as const;
    const plan = smallPlan(["sgd"], { problems, testSeeds: [0, 1, 2, 3, 4, 5, 6, 7] });
    const lines = await linesOf(plan, engine);
    const gone = lines.filter(({ result }) => result.diverged !== null);
    expect(gone.length).toBeGreaterThan(0);
    for (const { result } of gone) expect(result.loss).toBeNull();
  });

  test("one that fails is told of with its spec, and the others are stored", async () => {
    const plan = smallPlan(["adam", "sgd"], { trials: [1, 2] });
    // A value that the optimizer does not take: what is planned cannot be run.
    const store = begin(folderOf(), { ...plan, drawn: { ...plan.drawn, sgd: [{}, { lr: -1.5 }] } });
    const { faults } = await compare(store, engine, silent, never);
    // Of the second trial, on each problem from each tuning seed.
    expect(faults.map(({ spec }) => spec.optimizer)).toEqual(Array(4).fill("sgd"));
    expect(faults[0]!.message).toMatch(/RangeError: run: spec\.hyper: sgd: lr must be .*, got -1\.\d+/);
    const kept = store.lines.filter(({ phase, spec }) => phase === "test" && spec.optimizer === "sgd");
    expect(kept.map(({ trial }) => trial)).toEqual(Array(6).fill(0));
    expect(isComplete(store)).toBe(false);
    store.close();
  });

  test("one that is stopped keeps what is done", async () => {
    const store = begin(folderOf(), smallPlan(["adam", "sgd"]));
    const controller = new AbortController();
    let [begun, done] = [0, 0];
    const watch: Watch = {
      begin: () => void begun++,
      done: () => {
        if (++done === 5) controller.abort();
      },
    };
    expect(await compare(store, engine, watch, controller.signal)).toEqual({ faults: [], stopped: true });
    expect(begun).toBe(1);
    expect(done).toBe(5);
    expect(store.lines).toHaveLength(done);
    store.close();
  });
});

describe("with plugins from outside", () => {
  const plugins = ["adams", "quitter"].map((name) => fileURLToPath(new URL(`./testing/${name}.ts`, import.meta.url)));
  let ofSources: Engine;
  beforeAll(async () => {
    ofSources = await localPool({ jobs: 1, plugins });
  });
  afterAll(() => ofSources.close());

  test("two copies of Adam by other names have its very figures, and a hundredth of it others", async () => {
    const { named, own } = await loadOptimizers(plugins);
    expect(own).toEqual(["adam-one", "adam-two", "crippled-adam", "quitter"]);
    const few = { trials: [1, 2], tuningSeeds: [100], testSeeds: [0] };
    const adams = own.filter((name) => name !== "quitter");
    const plan = smallPlan([...adams, "lookahead(adam-one)"], { plugins, ...few }, named);
    const lines = await linesOf(plan, ofSources);
    const figures = (optimizer: string) =>
      sorted(
        lines
          .filter(({ spec }) => spec.optimizer === optimizer)
          .map((line) => ({ ...line, spec: { ...line.spec, optimizer: "" } })),
      );
    expect(figures("adam-one")).toEqual(figures("adam-two"));
    expect(figures("adam-one")).not.toEqual(figures("crippled-adam"));
  });

  test("one that ends its process is a fault of its own runs, and the others go on", async () => {
    const spec = { version: 1, problem: { name: "rosenbrock" }, seed: 0, budget: 3 } as const;
    const specs = ["quitter", "adam", "quitter"].map((optimizer) => ({ ...spec, optimizer }));
    const outcomes: Outcome[] = [];
    for await (const outcome of ofSources.run(specs)) outcomes.push(outcome);
    outcomes.sort((a, b) => a.index - b.index);
    expect(outcomes.map(({ result }) => result?.steps)).toEqual([undefined, 3, undefined]);
    expect(outcomes[0]!.fault).toContain("process.exit(7) was called in a run");
  });
});

/** `pnpm bench --resume` in a folder. */
function resumed(folder: string): ChildProcess {
  const args = ["--resume", "--out", folder, "--jobs", "2", "--json"];
  return spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "pipe"] });
}

async function output(child: ChildProcess): Promise<{ code: number | null; out: string; err: string }> {
  let [out, err] = ["", ""];
  child.stdout!.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr!.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, out, err };
}

/** Numbers of lines, and moments after them, that nobody has chosen: at the start, while it tunes, while it tests. */
const moments = thorough ? [3, 17, 0, 8, 12, 1, 5, 20, 2, 10] : [0, 14, 20];

test("killed again and again, wherever it is, and gone on with, it comes to the same", async () => {
  // 32 tuning runs and some 50 for the test; thoroughly 192, and at least 108.
  const plan = thorough
    ? smallPlan(["adamw", "sgd", "lion", "rmsprop", "adan", "soap"], {
        tuningSeeds: [100, 101, 102, 103],
        testSeeds: [0, 1, 2, 3, 4, 5, 6, 7, 8],
      })
    : smallPlan(["adamw", "sgd"], { testSeeds: [0, 1, 2, 3, 4, 5] });
  const whole = await linesOf(plan, engine);

  const folder = folderOf();
  begin(folder, plan).close();
  const path = join(folder, "runs.jsonl");
  const count = () => readFileSync(path, "utf8").split("\n").length - 1;
  const before: number[] = [];
  for (const more of moments) {
    const child = resumed(folder);
    const ended = new Promise((resolve) => child.once("close", resolve));
    before.push(count());
    while (count() < before.at(-1)! + more + 1 && child.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill("SIGKILL");
    await ended;
  }
  expect(count()).toBeLessThan(whole.length); // each time there was something to be killed
  const { code, out, err } = await output(resumed(folder));
  expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(/^(\w+: \d+ runs|\w+ run \d)/) });
  expect(sorted(readResults(folder).lines)).toEqual(sorted(whole));
  const { runs, table } = JSON.parse(out);
  expect(sorted(runs)).toEqual(sorted(whole));
  expect(table.length).toBeGreaterThan(0);
  expect(testsOf(plan, winners(plan, runs)).length).toBe(runs.filter((line: Line) => line.phase === "test").length);

  const again = await output(resumed(folder));
  expect(again).toEqual({ code: 0, out, err: "" }); // there was nothing left to do
});

test("a reader of what it is doing, who has had enough, ends it", async () => {
  const folder = folderOf();
  begin(folder, smallPlan(["sgd"])).close();
  const child = resumed(folder);
  child.stderr!.destroy();
  const { code, out } = await output(child);
  expect({ code, out }).toEqual({ code: 0, out: "" });
  const store = resume(folder);
  expect(isComplete(store)).toBe(false);
  store.close();
});

test.skipIf(process.platform === "win32")("Ctrl-C ends it with what is there, and says how to go on", async () => {
  const folder = folderOf();
  begin(
    folder,
    smallPlan(["adamw", "sgd", "lion", "rmsprop"], { testSeeds: Array.from({ length: 90 }, (_, i) => i) }),
  ).close();
  const child = resumed(folder);
  const ended = output(child);
  await expect
    .poll(() => readFileSync(join(folder, "runs.jsonl"), "utf8").length, { timeout: 240_000 })
    .toBeGreaterThan(0);
  child.kill("SIGINT");
  const { code, out, err } = await ended;
  expect(code).toBe(130);
  expect(err).toMatch(/Stopped\. .* pnpm bench --resume --out .*\d\n$/);
  expect(sorted(JSON.parse(out).runs)).toEqual(sorted(readResults(folder).lines));
});
