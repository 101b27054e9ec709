import { describe, expect, it } from "vitest";
import { decay, elementwise, flag, Heap, modelwise, number, type Plugin, rate, tensorwise } from "./index.ts";

const plain = elementwise({
  name: "plain",
  doc: "For tests.",
  paper: "none",
  reference: "none",
  hyper: { lr: rate(0.1, "step size") },
  state: ["v"],
  rule: ({ w, g, v }, { lr }) => ({ w: w - lr * (v + g), v: v + g }),
});
const w = () => ({ value: Float32Array.of(1, 2), grad: Float32Array.of(1, 1) });
class Variable {
  val = [1];
}
class Vector3 {
  x = 1;
}

describe("what is no parameter is named, and what was meant", () => {
  const record = "plain: parameters must be a record of { value, grad } by name, got";
  it.each<[string, unknown, string]>([
    ["a Map", new Map([["w", w()]]), `${record} Map`],
    ["a list", [w()], `${record} Array of length 1`],
    ["null", null, `${record} null`],
    ["nothing", undefined, `${record} undefined`],
    ["a number", 5, `${record} 5`],
    ["a string", "w", `${record} "w"`],
    ["a typed array", new Float32Array(2), `${record} Float32Array of length 2`],
    [
      "a typed array for a parameter",
      { w: new Float32Array(2) },
      '"w" must be { value, grad }, got Float32Array of length 2',
    ],
    ["a parameter without a name", w(), '"value" must be { value, grad }, got Float32Array of length 2'],
    ["a TensorFlow.js variable", { w: new Variable() }, '"w" must be { value, grad }, got Variable'],
    ["a three.js vector", { w: new Vector3() }, '"w" must be { value, grad }, got Vector3'],
    ["null for a parameter", { w: null }, '"w" must be { value, grad }, got null'],
    ["a list of numbers", { w: { value: [1, 2] } }, "got Array of length 2 (parameter([…]) makes one)"],
    ["a nested list of numbers", { w: { value: [[1], [2]] } }, "got Array of length 2 (parameter([…]) makes one)"],
    [
      "no gradient",
      { w: { value: new Float32Array(2) } },
      '"w": grad must be a Float32Array of length 2, got undefined',
    ],
    ["negative sizes", { w: { ...w(), shape: [-2, -1] } }, '"w": shape [-2,-1] does not hold 2 values'],
    ["broken sizes", { w: { ...w(), shape: [0.5, 4] } }, '"w": shape [0.5,4] does not hold 2 values'],
    ["sizes that are strings", { w: { ...w(), shape: ["2"] } }, '"w": shape [2] does not hold 2 values'],
    ["a shape that is a number", { w: { ...w(), shape: 2 } }, '"w": shape [2] does not hold 2 values'],
    [
      "a role that there is not",
      { w: { ...w(), role: "weights" } },
      '"w": role must be "weight", "bias", "scale", "embedding"',
    ],
    ["a shape that is null", { w: { ...w(), shape: null } }, '"w": shape [null] does not hold 2 values'],
  ])("%s", (_, parameters, message) => {
    expect(() => plain(parameters as never)).toThrow(message);
  });
});

describe("what is no hyperparameter, option or group", () => {
  const hyper = "plain: hyper must be a record such as { lr: 0.1 }, got";
  const group = (value: unknown) => ({ groups: [value] });
  it.each<[string, unknown[], string]>([
    ["a rate alone", [0.1], `${hyper} 0.1`],
    ["null", [null], `${hyper} null`],
    ["a list", [[0.1]], `${hyper} Array of length 1`],
    ["a function", [() => 0.1], `${hyper} a function`],
    ["options that are null", [{}, null], "plain: options must be a record, got null"],
    ["options that are a list", [{}, []], "plain: options must be a record, got Array of length 0"],
    ["options that are a string", [{}, "simd"], 'plain: options must be a record, got "simd"'],
    ["an option misspelt", [{}, { nonfinite: "skip" }], 'plain: unknown option "nonfinite"'],
    ["no choice", [{}, { backend: "wasm" }], 'plain: backend must be "auto", "simd", "portable", got "wasm"'],
    ["null for a choice", [{}, { nonFinite: null }], 'plain: nonFinite must be "throw", "skip", "apply", got null'],
    [
      "skipping a state",
      [{}, { nonFiniteState: "skip" }],
      'plain: nonFiniteState must be "throw", "apply", got "skip"',
    ],
    ["groups that are a record", [{}, { groups: {} }], "plain: groups must be a list, got Object"],
    ["groups that are null", [{}, { groups: null }], "plain: groups must be a list, got null"],
    ["a group that is a name", [{}, group("w")], 'plain: group 0 must be { match, hyper }, got "w"'],
    ["a group that is null", [{}, group(null)], "plain: group 0 must be { match, hyper }, got null"],
    ["a group without hyper", [{}, group({ match: "w" })], "plain: group 0 has no hyper"],
    ["a group with a rate alone", [{}, group({ match: "w", hyper: 0.1 })], "plain: group 0 has no hyper"],
    ["a group that matches null", [{}, group({ match: null, hyper: {} })], "a group has an unknown parameter null"],
    ["a group that matches all", [{}, group({ hyper: {} })], "a group has an unknown parameter undefined"],
    [
      "a group that matches a list",
      [{}, group({ match: [/w/], hyper: {} })],
      "a group has an unknown parameter RegExp",
    ],
    ["a group of a rate that there is not", [{}, group({ match: "w", hyper: { rate: 1 } })], 'hyperparameter "rate"'],
  ])("%s", (_, args, message) => {
    expect(() => (plain as unknown as (...args: unknown[]) => void)({ w: w() }, ...args)).toThrow(message);
  });

  it("new", () => {
    const Plain = plain as unknown as new (parameters: object) => object;
    expect(() => new Plain({ w: w() })).toThrow(new TypeError("plain is called without new"));
  });
});

describe("what is no state", () => {
  const optimizer = plain({ w: w() });
  const good = optimizer.state();
  it.each<[string, unknown, string]>([
    ["null", null, "plain: this state belongs to undefined"],
    ["a number", 5, "plain: this state belongs to undefined"],
    ["no parameters", { ...good, parameters: null }, 'a state\'s parameters: "w" is missing'],
    ["a parameter that is null", { ...good, parameters: { w: null } }, '"w": state: "v" is missing'],
    ["a t that is none", { ...good, t: "5" }, 'a state\'s t must be a number of steps, got "5"'],
    ["hyper that is null", { ...good, hyper: null }, "this state has no hyperparameters"],
    ["groups that are null", { ...good, groups: null }, "this state has other groups"],
  ])("%s", (_, state, message) => {
    expect(() => optimizer.load(state as never)).toThrow(message);
    expect(optimizer.state()).toEqual(good);
  });

  it("and no options of load", () => {
    for (const options of [null, 5, [], "keep"])
      expect(() => optimizer.load(good, options as never)).toThrow("plain: options must be a record, got ");
  });
});

describe("what is no definition", () => {
  const rule = ({ w, g }: Record<"w" | "g", number>) => ({ w: w - g });
  const definers = { elementwise, tensorwise, modelwise } as unknown as Record<string, (definition: unknown) => Plugin>;
  const methods = { elementwise: "rule", tensorwise: "update", modelwise: "step" } as Record<string, string>;
  it.each(Object.keys(definers))("of %s", (name) => {
    const message = `${name}: a definition must be a record with name, hyper and ${methods[name]}, got `;
    const good = { name: "x", doc: "", paper: "", reference: "", hyper: {}, [methods[name]!]: rule };
    const without = Object.keys(good).filter((key) => !["doc", "paper", "reference"].includes(key));
    const bad = [null, undefined, 5, rule, [], ...without.map((key) => ({ ...good, [key]: undefined }))];
    for (const definition of bad) expect(() => definers[name]!(definition)).toThrow(message);
    expect(definers[name]!(good).name).toBe("x");
  });
});

it.each<[string, () => unknown, string]>([
  ["rate", () => rate(-1, "η"), 'rate "η": default must be a finite number, at least 0, got -1'],
  ["rate's range", () => rate(1, "η", [0, Infinity]), 'rate "η": range must be a finite number, at least 0, got Inf'],
  ["rate of a string", () => rate("0.1" as never, "η"), 'got "0.1"'],
  ["rate of null", () => rate(null as never, "η"), "got null"],
  ["decay", () => decay(1, "β"), 'decay "β": default must be at least 0 and less than 1, got 1'],
  ["number", () => number(NaN, "τ", [0, 1]), 'number "τ": default must be a finite number, got NaN'],
  ["number without a range", () => number(1, "τ", undefined as never), 'number "τ": range must be'],
  ["flag", () => flag(true as never, "on"), 'flag "on": default must be 0 or 1, false or true, got true'],
])("%s refuses what its scale does not have", (_, make, message) => {
  expect(make).toThrow(message);
});

it("a heap refuses what is no size and no block", () => {
  const heap = new Heap(65536);
  for (const bytes of [NaN, Infinity, null, "16", -1, undefined, [16]])
    expect(() => heap.allocate(bytes as never)).toThrow(/heap: .*bytes/);
  for (const offset of [null, "131072", NaN]) expect(() => heap.free(offset as never)).toThrow("heap: no block at ");
  for (const bytes of [NaN, null, "16", -1, undefined]) expect(() => new Heap(bytes as never)).toThrow(/heap: .*bytes/);
});
