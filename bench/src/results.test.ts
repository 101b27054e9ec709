import { describe, expect, test } from "vitest";
import { parseResults, type Results, schema } from "./results.ts";

const valid = (): Results => ({
  schema,
  created: "2026-01-02T03:04:05.678Z",
  problem: { name: "spiral", description: "2-64-3 on the spiral", samples: 100 },
  target: { accuracy: 0.9 },
  environment: { node: "v20.19.0", platform: "linux x64" },
  runs: [
    {
      optimizer: "adam",
      seed: 0,
      hyper: { lr: 0.02 },
      milliseconds: 12.5,
      epochsToTarget: null,
      curve: { epoch: [0, 10, 20], loss: [1.1, 0.5, null], accuracy: [0.3, 0.8, 0.33] },
    },
  ],
});

/** A valid file with one field, given as a path, set to something else. */
const broken = (path: (string | number)[], value: unknown): string => {
  const file = valid();
  const last = path.at(-1)!;
  // biome-ignore lint/suspicious/noExplicitAny: a path into JSON
  const parent = path.slice(0, -1).reduce<any>((node, key) => node[key], file);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return JSON.stringify(file);
};

test("a file that was written is read back whole, the problem's own fields included", () => {
  expect(parseResults(JSON.stringify(valid()))).toEqual(valid());
});

test("a number that JSON can write and no double can hold is refused", () => {
  const text = JSON.stringify(valid()).replace("[1.1,", "[1e999,");
  expect(() => parseResults(text)).toThrow(/^results file: runs\[0\]\.curve\.loss\[0\]: .*Infinity/);
});

test("unknown fields are dropped", () => {
  expect(parseResults(broken(["comment"], "hello"))).toEqual(valid());
});

describe("what is not a results file is an error that says so", () => {
  test.each([
    ["", /^not JSON: /],
    ["{", /^not JSON: /],
    ["null", /^not a results file: its schema must be "downhill\.results\/1", got none$/],
    ["[1, 2]", /^not a results file: .*got none$/],
    ['{"schema": 3}', /^not a results file: .*got 3$/],
    ['{"schema": "vega/5"}', /^not a results file: .*got "vega\/5"$/],
    ['{"schema": "downhill.results/2"}', /unknown version: this reads downhill\.results\/1, got downhill\.results\/2$/],
    ['{"schema": "downhill.results/1"}', /^results file: created: /],
  ])("%j", (text, message) => {
    expect(() => parseResults(text)).toThrow(message);
  });
});

describe("a wrong field is named, with where it is and what it holds", () => {
  test.each<[(string | number)[], unknown, RegExp]>([
    [["created"], "yesterday", /^results file: created: .*yesterday/],
    [["problem", "name"], undefined, /^results file: problem\.name: /],
    [["target", "accuracy"], 90, /^results file: target\.accuracy: .*90/],
    [["runs"], [], /^results file: runs: /],
    [["runs", 0, "seed"], 0.5, /^results file: runs\[0\]\.seed: .*0\.5/],
    [["runs", 0, "hyper", "lr"], "fast", /^results file: runs\[0\]\.hyper\.lr: .*fast/],
    [["runs", 0, "epochsToTarget"], undefined, /^results file: runs\[0\]\.epochsToTarget: /],
    [["runs", 0, "curve", "loss", 1], "x", /^results file: runs\[0\]\.curve\.loss\[1\]: .*"x"/],
    [["runs", 0, "curve", "accuracy", 2], null, /^results file: runs\[0\]\.curve\.accuracy\[2\]: .*null/],
    [["runs", 0, "curve", "epoch"], [0, 10, 10], /^results file: runs\[0\]\.curve\.epoch: epochs must increase$/],
    [["runs", 0, "curve", "epoch"], [0, 1, 1e300], /^results file: runs\[0\]\.curve\.epoch\[2\]: .*1e\+300/],
    [["runs", 0, "curve", "loss"], [1], /^results file: runs\[0\]\.curve: .*equally long, got 3, 1 and 3$/],
  ])("%j = %j", (path, value, message) => {
    expect(() => parseResults(broken(path, value))).toThrow(message);
  });
});
