import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { enginePowers } from "./powers.ts";
import { packages, repository } from "./workspace.ts";

const folders = /^packages\/(plugin|linalg|minimize|core|problems|runs|optimizers\/.*)$/;
const isSource = (path: string) => /\.ts$/.test(path) && !/\.test\.ts$|\.d\.ts$|\.wasm\.ts$|\/assembly\//.test(path);
const paths = packages(repository)
  .filter(({ folder }) => folders.test(folder))
  .flatMap(({ folder }) =>
    readdirSync(join(repository, folder, "src"), { recursive: true, encoding: "utf8" })
      .filter(isSource)
      .map((path) => `${folder}/src/${path}`),
  );

test("what is to have the same bits everywhere has no power of the engine's", () => {
  expect(paths.length).toBeGreaterThan(300);
  expect(enginePowers(new Map(paths.map((path) => [path, readFileSync(join(repository, path), "utf8")])))).toEqual([]);
});

const powers = (source: string, others: Readonly<Record<string, string>> = {}) =>
  enginePowers(new Map(Object.entries({ "a.ts": source, ...others })));

test.each<[string, string, string[]]>([
  ["a power of anything", "export const f = (b: number, t: number) => b ** t;", ["a.ts:1: b ** t"]],
  ["a square, which engines may round otherwise", "let x = 3;\nx = (x + 1) ** 2;\n", ["a.ts:2: (x + 1) ** 2"]],
  ["an assignment", "let x = 3;\nx **= 2;", ["a.ts:2: x **= 2"]],
  ["a base that only begins with a 2", "const x = 2.5 ** 3 + 20 ** 3;", ["a.ts:1: 2.5 ** 3", "a.ts:1: 20 ** 3"]],
  ["what it takes a power of", "const f = (n: number) => 2 ** (n ** 3);", ["a.ts:1: n ** 3"]],
  ["a power of 2", "const x = [2 ** -1022, 2 ** (3 + x)];", []],
  ["scalars of a definition", "elementwise({ scalars: (_, { b }, t) => ({ c: b ** t }) });", ["a.ts:1: b ** t"]],
  ["a definition's rule", "elementwise({ rule({ w }, { b }, t) { return { w: w * b ** t }; } });", []],
  ["a rule that is given at once", "ops.map(({ w }, { b }) => ({ w: b ** 3 }), { w }, { b });", []],
  ["its scalars", "ops.map(({ w }) => ({ w: w ** 3 }), { w }, { b: b ** t });", ["a.ts:1: b ** t"]],
  ["a rule by name", "const decay = ({ w }) => ({ w: w ** 3 });\nops.map(decay, { w }, {});", []],
  ["one of two", "function f({ w }) { return { w: w ** 3 }; }\nmap(t > 1 ? g : f, { w }, {});", []],
  [
    "a list's map",
    "const f = (x) => x ** 3;\nlist.map(f);\nlist.map((x) => x ** 2);",
    ["a.ts:1: x ** 3", "a.ts:3: x ** 2"],
  ],
  ["text", "const power = `$" + "{(a, b) => a ** b}`; const other = 'a ** b'; // a ** b", []],
])("finds %s, or excuses it", (_, source, found) => expect(powers(source)).toEqual(found));

test("excuses a rule that another file gives to ops.map", () => {
  const rule = "export const decayed = ({ w }) => ({ w: w ** 3 });";
  expect(powers(rule)).toEqual(["a.ts:1: w ** 3"]);
  expect(powers(rule, { "b.ts": "ops.map(decayed, { w });" })).toEqual([]);
});

test("says which file it cannot read", () => {
  expect(() => powers("const = 3 ** 2;")).toThrow(/^a\.ts: /);
});
