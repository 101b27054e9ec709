import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { all, optimizers } from "@downhill/catalog";
import { elementwise, type Plugin, rate } from "@downhill/plugin";
import { expect, test } from "vitest";
import { decayOf, decaySentence } from "./decay.ts";
import { firstSteps, firstStepsTable } from "./first-steps.ts";
import { shownTime, speeds } from "./speed.ts";

/** Of the matrix and the vector. */
const rows = (plugin: Plugin) => firstSteps(plugin).map(({ of, zero, after }) => [...of, zero, after]);

test("first steps: what the rules say of them", () => {
  for (const row of rows(all.sgd)) expect(row).toEqual([1e-5, 1e-3, 0.1, 0, 0].map((x) => expect.closeTo(x, 12)));
  // m̂ = 0.9·0.1 / (1 - 0.9²), v̂ = 0.999·0.001 / (1 - 0.999²), of a gradient of 1
  const adam = (1e-3 * (0.09 / 0.19)) / Math.sqrt(0.000999 / (1 - 0.999 ** 2));
  for (const row of rows(all.adam)) expect(row).toEqual([1e-3, 1e-3, 1e-3, 0, adam].map((x) => expect.closeTo(x, 8)));
  // The quadratic's minimum is a step of its gradient away.
  for (const row of rows(all.lbfgs)) expect(row).toEqual([0.01, 1, 100, 0, 0].map((x) => expect.closeTo(x, 9)));
  // An orthogonal 4 × 4 matrix has elements of ½; five iterations come within a third of it. The vector takes AdamW's step.
  const [matrix, vector] = rows(all.muon);
  expect(matrix![1]! / 5e-4).toBeGreaterThan(0.5);
  expect(matrix![1]! / 5e-4).toBeLessThan(1.3);
  expect(vector![1]).toBeCloseTo(1e-3, 4);
  expect(rows(all.sam(all.sgd))[0]![1]).toBeGreaterThan(1e-3); // the climb makes the parabola's gradient larger
});

test("first steps as a table: one row where all parameters move alike", () => {
  expect(firstStepsTable(all.sgd).split("\n").slice(2)).toEqual([
    "| any parameter | 0.00001 | 0.001 | 0.1 | 0 | 0 |",
    "",
  ]);
  expect(firstStepsTable(all.muon)).toMatch(/\| a 4 × 4 matrix \|.*\n\| a vector of 4 \|/);
});

test.each<[keyof typeof optimizers, ReturnType<typeof decayOf>]>([
  ["sgd", "coupled"],
  ["adam", "coupled"],
  ["rmsprop", "coupled"],
  ["adamw", "before"],
  ["lion", "before"],
  ["muon", "before"],
  ["laprop", "after"],
  ["soap", "after"],
  ["adan", "proximal"],
  ["novograd", undefined], // the momentum remembers it
  ["lamb", undefined], // it is within the ratio
  ["rprop", undefined],
])("how %s decays", (name, kind) => {
  expect(decayOf(optimizers[name])).toBe(kind);
});

test("a decay that is not times lr, and sentences", () => {
  const whole = elementwise({
    name: "whole",
    doc: "",
    paper: "",
    reference: "",
    hyper: { lr: rate(0.1, "rate"), weightDecay: rate(0, "decay") },
    state: [],
    rule({ w, g }, { lr, weightDecay }) {
      w = w - weightDecay * w - lr * g;
      return { w };
    },
  });
  expect(decayOf(whole)).toBe("whole");
  expect(decaySentence(whole)).toMatch(/^`weightDecay` is decoupled, not times lr/);
  expect(decaySentence(all.amsgrad)).toMatch(/^By default, `weightDecay` is coupled/);
  expect(decaySentence(all.rprop)).toBe("There is no weight decay.");
  expect(decaySentence(all.lamb)).toBe("");
});

test("whose decay no sentence can tell says so in its text", () => {
  const silent = Object.values(optimizers as Record<string, Plugin>).filter((each) => decaySentence(each) === "");
  expect(silent.map(({ name }) => name).sort()).toMatchInlineSnapshot(`
    [
      "adamp",
      "lamb",
      "lars",
      "momo-adam",
      "novograd",
      "prodigy",
      "schedule-free-adamw",
      "splus",
    ]
  `);
});

test("times: of a million parameters in a vector and in a matrix, of this project, and dashes for the rest", () => {
  const root = mkdtempSync(join(tmpdir(), "downhill-speed-"));
  const row = { work: "step", optimizer: "adam", subject: "downhill", size: 1e6, mad: 0.1 };
  const others = [
    { subject: "torch" },
    { size: 100 },
    { tensors: 100 },
    { float64: true },
    { matrix: [784, 512], size: 401408 },
  ];
  try {
    expect(speeds(root).size).toBe(0);
    mkdirSync(join(root, "bench"));
    const rows = [...others.map((each) => ({ ...row, nsPerParam: 9, ...each })), { ...row, nsPerParam: 0.714 }];
    const matrix = { ...row, optimizer: "muon", matrix: [1000, 1000], nsPerParam: 123.4 };
    writeFileSync(join(root, "bench/speed.json"), JSON.stringify({ rows: [...rows, matrix] }));
    expect(Object.fromEntries(speeds(root))).toEqual({
      adam: { vector: 0.714, matrix: undefined },
      muon: { vector: undefined, matrix: 123.4 },
    });
  } finally {
    rmSync(root, { recursive: true });
  }
  expect([0.714, 123.4, undefined].map(shownTime)).toEqual(["0.71", "120", "—"]);
});
