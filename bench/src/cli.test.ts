import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { parseResults } from "./results.ts";
import notebook from "./seed/tables.json" with { type: "json" };

const main = fileURLToPath(new URL("./main.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "downhill-bench-"));
afterAll(() => rmSync(folder, { recursive: true }));

const SLOW = 240_000; // a machine that is busy with the other tests

function bench(...args: string[]) {
  const child = spawnSync(process.execPath, ["--import", "tsx", main, ...args], { encoding: "utf8" });
  return { code: child.status, out: child.stdout, err: child.stderr };
}

const problem = ["--data", "--samples", "--classes", "--hidden", "--seed", "--skip"];
const hyper = ["--lr", "--decay", "--momentum", "--rho", "--beta1", "--beta2", "--eps"];
const help: [string[], string[]][] = [
  [["--help"], ["race", "seed", "nnfs", "digits"]],
  [
    ["race", "--help"],
    ["--optimizer", "--seeds", "--epochs", "--target", "--out", "--json"],
  ],
  [["seed", "--help"], ["--json"]],
  [
    ["digits", "--help"],
    ["--network", "--seeds", "--epochs", "--json"],
  ],
  [
    ["nnfs", "--help"],
    [...problem, "--optimizer", ...hyper, "--epochs", "--every", "--json"],
  ],
];

test.each(help)("help is on stdout, and nothing else happens: %j", (args, options) => {
  const { code, out, err } = bench(...args);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(/^Usage: pnpm bench/);
  for (const option of options) expect(out).toMatch(new RegExp(`^  ${option} `, "m"));
});

const mistakes: [string, ...RegExp[]][] = [
  ["sede", /unknown command/, /sede/, /seed/],
  ["--optimizer adamm", /--optimizer/, /adamm/, /adagrad.*adam.*rmsprop.*sgd/],
  ["--target 90", /--target/, /90/],
  ["--epochs 2 --seeds 1 --out FOLDER", /EISDIR/, /downhill-bench-/],
  ["nnfs --optimizer adamm", /--optimizer/, /adamm/, /sgd, adagrad, rmsprop, adam/],
  ["nnfs --data moons", /--data/, /moons/, /spiral, vertical/],
  ["nnfs --lr abc", /--lr/, /abc/],
  ["nnfs --lr -1", /lr/, /-1/],
  ["nnfs --decay -1", /decay/, /-1/],
  ["nnfs --momentum 1.5", /momentum/, /1\.5/],
  ["nnfs --optimizer sgd --rho 0.9", /sgd/, /rho/],
  ["nnfs --lrr 1", /unknown option/, /--lrr/],
  ["nnfs --epochs 1.5", /--epochs/, /1\.5/],
  ["nnfs --epochs 0", /--epochs/, /'0'/],
  ["nnfs --epochs", /--epochs/, /missing/],
  ["nnfs --classes 257", /classes/, /257/],
  ["nnfs --seed 4294967296", /seed/, /4294967296/],
  ["seed extra", /too many arguments/],
];

test.each(mistakes)("a mistake is named on stderr, and stdout stays empty: %s", (line, ...named) => {
  const { code, out, err } = bench(...line.replace("FOLDER", folder).split(" "));
  expect(code).not.toBe(0);
  expect(out).toBe("");
  const [first] = err.split("\n");
  for (const pattern of named) expect(first).toMatch(pattern);
});

test("race --json is the results file, on stdout and in the file", { timeout: SLOW }, () => {
  const file = join(folder, "deep", "er", "race.json");
  const args = ["--optimizer", "sgd", "adam", "--seeds", "2", "--epochs", "5", "--target", "0", "--out", file];
  const { code, out, err } = bench(...args, "--json");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(readFileSync(file, "utf8")).toBe(out);
  const { runs, target } = parseResults(out);
  expect(target.accuracy).toBe(0);
  expect(runs.map(({ optimizer, seed }) => `${optimizer} ${seed}`)).toEqual(["sgd 0", "sgd 1", "adam 0", "adam 1"]);
  for (const { curve, epochsToTarget } of runs) {
    expect(curve.epoch).toEqual([0, 1, 2, 3, 4, 5]);
    expect(epochsToTarget).toBe(0);
  }
  // Of one seed, the same data and the same weights for each.
  expect(runs[0]!.curve.loss[0]).toBe(runs[2]!.curve.loss[0]);
  expect(runs[0]!.curve.loss[0]).not.toBe(runs[1]!.curve.loss[0]);
});

test("race prints a line for each optimizer, and where the curves are", { timeout: SLOW }, () => {
  const file = join(folder, "race.json");
  const { code, out } = bench("--seeds", "1", "--epochs", "5", "--out", file);
  expect(code).toBe(0);
  for (const { optimizer } of parseResults(readFileSync(file, "utf8")).runs) expect(out).toContain(`│ ${optimizer} `);
  expect(out).toContain("race.json");
});

test("nnfs --json is one document: unrounded rows, and the weights", { timeout: SLOW }, () => {
  const cell = ["--hidden", "2", "--optimizer", "adam", "--epochs", "5", "--every", "2"];
  const { code, out, err } = bench("nnfs", ...cell, "--json");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const { rows, weights } = JSON.parse(out);
  expect(rows.map(({ epoch }: { epoch: number }) => epoch)).toEqual([0, 2, 4]);
  expect(rows.map(({ lr }: { lr: number }) => lr)).toEqual([0.02, 0.02 * (1 / (1 + 1e-5)), 0.02 * (1 / (1 + 3e-5))]);
  const lengths = Object.entries<number[]>(weights).map(([name, values]) => [name, values.length]);
  expect(Object.fromEntries(lengths)).toEqual({ layer1: 4, layer1Biases: 2, layer2: 6, layer2Biases: 3 });
  expect(Object.values<number[]>(weights).flat()).toSatisfy((all: number[]) => all.every((w) => w === Math.fround(w)));

  const lines = bench("nnfs", ...cell)
    .out.trim()
    .split("\n");
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^epoch: 0, acc: 0\.\d{3}, loss: \d\.\d{3}, lr: 0\.02$/);
});

describe("seed --json", () => {
  // The notebook prints the rate of the last update; Adam's cell multiplies by the reciprocal.
  const rates: Record<string, (t: number) => number> = {
    adagrad: (t) => 1 / (1 + 1e-4 * t),
    rmsprop: (t) => 0.02 / (1 + 1e-5 * t),
    adam: (t) => 0.02 * (1 / (1 + 1e-5 * t)),
  };

  test("all the rows of the notebook's three tables, to every printed digit", { timeout: SLOW }, () => {
    const { code, out, err } = bench("seed", "--json");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const { tables } = JSON.parse(out);
    expect(Object.keys(tables)).toEqual(["adagrad", "rmsprop", "adam"]);
    for (const [name, expected] of Object.entries(notebook.tables)) {
      const { rows, matching, of } = tables[name];
      expect({ name, matching, of }).toEqual({ name, matching: 101, of: 101 });
      const shown = rows.map((row: Record<"epoch" | "accuracy" | "loss" | "lr", number>) => [
        row.epoch,
        row.accuracy.toFixed(3),
        row.loss.toFixed(3),
        row.lr,
      ]);
      expect(shown).toEqual(
        expected.map(([epoch, accuracy, loss]) => [
          epoch,
          accuracy,
          loss,
          rates[name]!(Math.max(0, Number(epoch) - 1)),
        ]),
      );
      // Unrounded: a loss is a float32 with more digits than are printed.
      expect(rows.filter(({ loss }: { loss: number }) => loss !== Number(loss.toFixed(3))).length).toBeGreaterThan(95);
    }
  });
});
