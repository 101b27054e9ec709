import { parse } from "@downhill/catalog";
import type { Plugin } from "@downhill/plugin";
import { problems } from "@downhill/problems/registry";
import { type RunSpec, runToEnd } from "@downhill/runs/run";
import { describe, expect, it, test } from "vitest";
import type { Plan, Winner } from "../plan/plan.ts";
import type { Line } from "../store/line.ts";
import { pretend } from "./pretend.ts";
import { type Report, report } from "./report.ts";

const of = ({ plan, lines, winners }: ReturnType<typeof pretend>): Report => report(plan, lines, winners);

const usual = {
  ...{ adam: { typical: 100 }, adamw: { typical: 110, misses: 0.1 }, slow: { typical: 250 } },
  ...{ wild: { typical: 120, diverges: 0.5 }, never: { typical: 5000 } },
};

/** Each number in there, by its path. */
function numbers(value: unknown, path = ""): [string, number][] {
  if (typeof value === "number") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => numbers(each, `${path}.${key}`));
}

describe("the table", () => {
  const { table } = of(pretend(usual));

  it("has an element for each track, problem, optimizer, number of trials and target, as JSON keeps it", () => {
    expect(table).toHaveLength(2 * 5 * 2 * 3);
    expect(JSON.parse(JSON.stringify(table))).toEqual(table);
    expect(new Set(table.map((cell) => Object.keys(cell).join()))).toEqual(
      new Set(["track,problem,optimizer,trials,target,success,evaluations"]),
    );
  });

  it("says null for what is missed", () => {
    const cell = table.find((each) => each.optimizer === "never" && each.target === "half");
    expect(cell!.evaluations).toEqual({ median: null, low: null, high: null });
    expect(cell!.success.rate).toBe(0);
    const wild = table.find((each) => each.optimizer === "wild" && each.target === "half" && each.trials === 4)!;
    expect(wild.evaluations.low).not.toBeNull();
    expect(wild.evaluations.high).toBeNull();
  });
});

describe("runs that diverge", () => {
  it("are counted, and poison nothing", () => {
    const found = of(pretend(usual));
    const wild = found.rows.find(({ optimizer, trials }) => optimizer === "wild" && trials === 4)!;
    expect(wild.diverged).toBeGreaterThan(2);
    expect(wild.reached[1]!.hits).toBe(10 - wild.diverged);
    expect(found.runs.diverged).toBeGreaterThan(10);
    expect(numbers(found).filter(([, x]) => Number.isNaN(x))).toEqual([]);
    const scores = found.suites.flatMap(({ entries }) => entries.flatMap(({ score, ahead }) => [score, ahead!]));
    expect(numbers(scores).filter(([, x]) => !Number.isFinite(x))).toEqual([]);
  });

  it("may be all that there is", () => {
    const found = of(pretend({ adamw: { typical: 100, diverges: 1 }, adam: { typical: 90, diverges: 1 } }));
    expect(numbers(found).filter(([, x]) => Number.isNaN(x))).toEqual([]);
    expect(found.sections.flatMap(({ rows }) => rows.map(({ rank }) => rank))).toEqual(Array(8).fill([1, 2]));
  });
});

test("two that are the same are nowhere ranked apart", () => {
  const found = of(pretend({ ...usual, twin: usual.adam }));
  for (const { rows } of found.sections) {
    const [adam, twin] = ["adam", "twin"].map((name) => rows.find(({ optimizer }) => optimizer === name)!);
    expect(twin!.rank).toEqual(adam!.rank);
    expect(twin!.main).toEqual(adam!.main);
    expect(twin!.against).toEqual(adam!.against);
  }
  for (const { entries } of found.suites) {
    const [adam, twin] = ["adam", "twin"].map((name) => entries.find(({ optimizer }) => optimizer === name)!);
    expect({ ...twin, optimizer: "" }).toEqual({ ...adam, optimizer: "" });
  }
  const copy = of(pretend({ adamw: usual.adam, twin: usual.adam }));
  for (const { rows } of copy.sections) {
    const test = rows.find(({ optimizer }) => optimizer === "twin")!.against;
    expect(test).toEqual({ pairs: 0, p: 1, verdict: "no difference shown" });
  }
});

test("the order of the optimizers, the lines and the winners changes no figure", () => {
  const { plan, lines, winners } = pretend(usual);
  const found = report(plan, lines, winners);
  const order = ["wild", "adamw", "never", "slow", "adam"];
  const turned = report({ ...plan, optimizers: order }, lines.toReversed(), winners.toReversed());
  expect(turned.sections).toEqual(found.sections);
  expect(turned.suites).toEqual(found.suites);
  const key = (cell: object) => JSON.stringify(cell);
  expect(turned.table.map(key).sort()).toEqual(found.table.map(key).sort());
});

test("nobody is ranked before another whose intervals overlap, and the others are", () => {
  for (const { rows } of of(pretend(usual)).sections)
    for (const a of rows)
      for (const b of rows) {
        const isApart = a.main.evaluations.high < b.main.evaluations.low || a.main.success.low > b.main.success.high;
        expect(a.rank[1] < b.rank[0] && !isApart, `${a.optimizer} before ${b.optimizer}`).toBe(false);
        if (isApart) expect(a.rank[0]).toBeLessThan(b.rank[1]);
      }
  const [section] = of(pretend({ fast: { typical: 50 }, slow: { typical: 200 } })).sections;
  expect(section!.rows.map(({ optimizer, rank }) => [optimizer, rank])).toEqual([
    ["fast", [1, 1]],
    ["slow", [2, 2]],
  ]);
  // Both miss more often than not, one of them always: the shares that hit are apart, medians are not.
  const [rare] = of(
    pretend({ rare: { typical: 100, misses: 0.55 }, never: { typical: 5000 } }, { seeds: 20 }),
  ).sections;
  expect(rare!.rows.map(({ main }) => main.evaluations.median)).toEqual([Infinity, Infinity]);
  expect(rare!.rows.map(({ optimizer, rank }) => [optimizer, rank])).toEqual([
    ["rare", [1, 1]],
    ["never", [2, 2]],
  ]);
});

test("what is slower than the baseline needs more, and is told so after correction for all", () => {
  const { sections } = of(pretend({ ...usual, adamw: { typical: 110 }, fast: { typical: 40 } }));
  const verdicts = sections[1]!.rows.map(({ optimizer, against }) => [optimizer, against?.verdict]);
  expect(Object.fromEntries(verdicts)).toMatchObject({
    ...{ fast: "fewer", adam: "no difference shown", adamw: undefined, slow: "more", never: "more" },
  });
});

test("functions and what learns are never averaged together", () => {
  const { suites } = of(pretend(usual, { problems: ["a", "b", "c", "d"] }));
  expect(suites.map(({ group, trials, problems }) => [group, trials, problems])).toEqual([
    ["learning", 1, ["b", "d"]],
    ["learning", 4, ["b", "d"]],
    ["analytic", 1, ["a", "c"]],
    ["analytic", 4, ["a", "c"]],
  ]);
});

test("what is published of a problem is held against what is found", () => {
  const outcomes = (adam: number, sgd: number) => {
    const { plan, lines, winners } = pretend(
      { adam: { typical: adam }, sgd: { typical: sgd } },
      { problems: ["zipf-softmax"] },
    );
    return report(plan, lines, winners).published.map(({ trials, outcome }) => [trials, outcome]);
  };
  expect(outcomes(60, 300)).toEqual([
    [1, "agrees"],
    [4, "agrees"],
  ]);
  expect(outcomes(300, 60)[1]).toEqual([4, "disagrees"]);
  expect(outcomes(100, 105)[1]).toEqual([4, "no difference shown"]);
  expect(of(pretend(usual)).published).toEqual([]);
});

describe("a bench that was ended before its end", () => {
  const { plan, lines, winners } = pretend(usual);
  const isLost = ({ phase, spec }: Line) =>
    phase === "test" && spec.problem.name === "net" && (spec.optimizer === "slow" || spec.seed > 7);

  it("shows what is there, and says what is missing", () => {
    const found = report(
      plan,
      lines.filter((line) => !isLost(line)),
      winners,
    );
    expect(found.missing).toBe(2 * (10 + 4 * 3));
    expect(found.suites.map(({ group }) => group)).toEqual(["analytic", "analytic"]);
    const rows = found.rows.filter(({ problem }) => problem.name === "net");
    expect(rows.map(({ lines }) => lines.length)).toEqual(Array(8).fill(7));
    expect(report(plan, [], []).table).toEqual([]);
  });
});

test("a target that is met before the first step is refused", () => {
  const { plan, lines, winners } = pretend({ adam: { typical: 100 } });
  const met = lines.map((line) => ({
    ...line,
    result: { ...line.result, targets: line.result.targets.map((each) => ({ ...each, evaluations: 0 })) },
  }));
  expect(() => report(plan, met, winners)).toThrow(
    'report: bowl: its target "quarter" (0.4) is met before the first step',
  );
});

describe("real runs", () => {
  const adam = parse("adam");
  /** With a hundredth of the rate that it is given. */
  const crippled: Plugin = new Proxy(adam, {
    apply: (plugin, _, [parameters, hyper, options]: Parameters<Plugin>) =>
      plugin(parameters, { ...hyper, lr: (hyper?.lr as number) / 100 }, options),
  });
  const optimizers = { adam, "adam-again": adam, crippled, sgd: parse("sgd"), "sam(sgd)": parse("sam(sgd)") };
  const [budget, target] = [400, 1];
  const bench = (): Report => {
    const names = Object.keys(optimizers);
    const plan: Plan = {
      ...{
        schema: "downhill.plan/1",
        suite: "own",
        seed: 1,
        tracks: ["constant"],
        optimizers: names,
        plugins: [],
        spaces: {},
        drawn: {},
      },
      problems: [{ name: "quadratic-1e2", group: "analytic", budget, targets: [{ name: "half", loss: target }] }],
      ...{ trials: [4], tuningSeeds: [9], testSeeds: [1, 2, 3, 4, 5, 6, 7, 8], versions: {} },
    };
    const lines = names.flatMap((optimizer) =>
      plan.testSeeds.map((seed): Line => {
        const lr = optimizer.includes("sgd") ? 0.01 : 0.1;
        const problem = { name: "quadratic-1e2" };
        const spec: RunSpec = { version: 1, problem, optimizer, hyper: { lr }, seed, budget, targets: [target] };
        return { track: "constant", phase: "test", trial: 1, spec, result: runToEnd(spec, { optimizers, problems }) };
      }),
    );
    const winners = names.map((optimizer): Winner => {
      return { track: "constant", problem: "quadratic-1e2", optimizer, trials: 4, trial: 1, edges: [] };
    });
    return report(plan, lines, winners);
  };
  const found = bench();
  const row = (name: string) => found.sections[0]!.rows.find(({ optimizer }) => optimizer === name)!;

  it("of two copies of Adam are not ranked apart", () => {
    expect(row("adam").main.hits).toBe(8);
    expect(row("adam-again").main).toEqual(row("adam").main);
    expect(row("adam-again").rank).toEqual(row("adam").rank);
  });

  it("of a crippled Adam are ranked below it", () => {
    expect(row("crippled").rank[0]).toBeGreaterThan(row("adam").rank[1]);
  });

  it("are charged each gradient: a step of SAM costs two", () => {
    for (const { spec, result } of row("sam(sgd)").lines) {
      expect([spec.seed, result.steps, result.evaluations]).toEqual([spec.seed, budget / 2, budget]);
      expect(result.targets[0]!.evaluations! % 2).toBe(0);
    }
    // On a bowl like this one a step of SAM goes about as far as one of SGD.
    const ratio = row("sam(sgd)").main.evaluations.median / row("sgd").main.evaluations.median;
    expect(ratio).toBeGreaterThan(1.5);
    expect(ratio).toBeLessThan(2.5);
  });
});
