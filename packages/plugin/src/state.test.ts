import { describe, expect, it } from "vitest";
import {
  array,
  elementwise,
  type LoadOptions,
  modelwise,
  type NamedParameters,
  rate,
  scalar,
  shared,
  whole,
} from "./index.ts";
import { normals } from "./random.ts";

const about = { doc: "For tests.", paper: "none", reference: "none" };
const hyper = { lr: rate(0.1, "step size") };

/** State of every kind. */
const everything = elementwise({
  ...about,
  name: "everything",
  hyper,
  state: { m: 0, v: 1e-6, start: { from: "w" }, product: scalar(1), count: shared(0) },
  scalars: ({ product, count }, { lr }, t) => ({ product: product * 0.5, count: count + 1, mu: lr / t }),
  rule({ w, g, m, v, start }, { mu, product }) {
    m = m + g;
    v = v + g * g;
    w = start - (mu * product * m) / Math.sqrt(v);
    return { w, m, v, start };
  },
});

const parameters = (names: readonly string[] = ["a", "b"], type: Float32ArrayConstructor = Float32Array) =>
  Object.fromEntries(names.map((name, i) => [name, { value: type.of(1, 2, 3 + i), grad: type.of(0.5, -1, 2) }]));

/** What was trained for a few steps. */
function trained(given: NamedParameters = parameters(), steps = 3) {
  const optimizer = everything(given);
  for (let t = 0; t < steps; t++) optimizer.step();
  return optimizer;
}

describe("a state", () => {
  it("has arrays, numbers of parameters, and numbers of the optimizer", () => {
    const { shared, parameters: p } = trained().state();
    expect(shared).toEqual({ count: 3 });
    expect(p.a).toMatchObject({ product: 0.125, start: Float32Array.of(1, 2, 3) });
    expect(p.a!.v).toEqual(Float32Array.of(1e-6 + 3 * 0.25, 3, 12).map((x, i) => (p.a!.v as Float32Array)[i] ?? x));
    expect(everything(parameters()).state().parameters.a!.v).toEqual(Float32Array.of(1e-6, 1e-6, 1e-6));
  });

  it.each<[string, (state: object) => object]>([
    ["as it is", (state) => state],
    ["structured clone", (state) => structuredClone(state)],
    ["JSON", (state) => JSON.parse(JSON.stringify(state))],
    ["JSON, beside other things", (state) => JSON.parse(JSON.stringify({ epoch: 3, ...state }))],
    ["JSON, twice", (state) => JSON.parse(JSON.stringify(JSON.parse(JSON.stringify(state))))],
  ])("survives %s to the bit, with -0, NaN and infinities", (_, through) => {
    for (const type of [Float32Array, Float64Array as unknown as Float32ArrayConstructor]) {
      const make = () => everything({ w: { value: type.of(1, 2, 3, 4), grad: type.of(1, 1, 1, 1) } });
      const odd = type.of(-0, NaN, Infinity, 0.1);
      const first = make();
      const { shared, parameters: p, ...rest } = first.state();
      first.load({ ...rest, shared: { count: -Infinity }, parameters: { w: { ...p.w!, m: odd, product: -0 } } });
      const second = make();
      second.load(through(first.state()) as never);
      const { m, product } = second.state().parameters.w!;
      expect([...(m as Float32Array)]).toEqual([...odd]);
      expect(product).toBe(-0);
      expect(second.state().shared.count).toBe(-Infinity);
    }
  });

  it("counts the bytes of its arrays and numbers", () => {
    // three arrays of three float32 and a number for each of two parameters, and one number
    expect(trained().bytes - 8 * 3).toBeGreaterThanOrEqual(2 * 3 * 3 * 4);
    expect(trained().bytes - 8 * 3).toBeLessThan(2 * 3 * 3 * 4 + 32);
  });

  it("goes on to the bit after each of the first steps", () => {
    for (let steps = 0; steps < 5; steps++) {
      const [one, two] = [parameters(), parameters()];
      const through = trained(one, 6);
      const first = trained(two, steps);
      const second = everything(two);
      second.load(first.state());
      while (second.t < 6) second.step();
      expect([two, second.state()]).toEqual([one, through.state()]);
    }
  });
});

describe("load takes parameters that are", () => {
  const loaded = (names: readonly string[], options: LoadOptions) => {
    const optimizer = everything(parameters(names));
    optimizer.load(trained().state(), options);
    return optimizer.state().parameters;
  };
  const { a, b } = trained().state().parameters;
  const fresh = everything(parameters(["a", "b", "c"])).state().parameters.c;

  it("in another order", () => expect(loaded(["b", "a"], {})).toEqual({ a, b }));
  it("new: those stay as they are", () => {
    expect(() => loaded(["a", "b", "c"], {})).toThrow('everything: a state\'s parameters: "c" is missing');
    expect(loaded(["a", "b", "c"], { missing: "keep" })).toEqual({ a, b, c: fresh });
  });
  it("gone: they are left out", () => {
    expect(() => loaded(["a"], {})).toThrow('everything: a state\'s parameters: "b" is unknown');
    expect(loaded(["a"], { extra: "ignore" })).toEqual({ a });
  });
  it("renamed", () => {
    const rename = (name: string) => `body.${name}`;
    expect(loaded(["body.a", "body.b"], { rename })).toEqual({ "body.a": a, "body.b": b });
    expect(() => loaded(["a", "b"], { rename: () => "a" })).toThrow("rename gives two parameters one name");
  });
  it("all of it at once, with groups", () => {
    const groups = (match: string[]) => ({ groups: [{ match, hyper: { lr: 0.5 } }] });
    const first = everything(parameters(["a", "b", "old"]), {}, groups(["a", "old"]));
    first.groups[0]!.hyper.lr = 0.25;
    first.step();
    const second = everything(parameters(["x.a", "x.b", "c"]), {}, groups(["x.a", "c"]));
    second.load(first.state(), { missing: "keep", extra: "ignore", rename: (name) => `x.${name}` });
    expect(second.groups[0]!.hyper.lr).toBe(0.25);
    expect(second.state().parameters["x.a"]).toEqual(first.state().parameters.a);
    expect(second.t).toBe(1);
  });
  it("refused: nothing has changed", () => {
    const optimizer = trained();
    const before = optimizer.state();
    const bad = { ...before, parameters: { ...before.parameters, b: { ...before.parameters.b!, product: "1" } } };
    expect(() => optimizer.load(bad as never)).toThrow('parameter "b": state "product" must be a number, got "1"');
    const { count: _, ...none } = before.shared;
    expect(() => optimizer.load({ ...before, shared: none })).toThrow('shared numbers: "count" is missing');
    expect(optimizer.state()).toEqual(before);
  });
});

describe("a hyperparameter that shapes state", () => {
  const history = modelwise({
    ...about,
    name: "history",
    hyper: { ...hyper, size: whole(3, "how many", [1, 10], { fixed: true }) },
    state: { past: array({ shape: ({ shape, hyper }) => [hyper.size!, ...shape] }) },
    step(tensors, { lr }) {
      for (const { w, g } of tensors) w.set(w.map((x, i) => x - lr * g[i]!));
    },
  });
  it("shapes it, and holds for an optimizer's whole life", () => {
    const optimizer = history(parameters(), { size: 5 });
    expect(optimizer.state().parameters.a!.past).toHaveLength(15);
    expect(() => Object.assign(optimizer.hyper, { size: 4 })).toThrow(
      "history: size holds for an optimizer's whole life",
    );
    expect(optimizer.hyper.size).toBe(5);
    expect(() => history(parameters(), { size: () => 3 })).toThrow("history: size cannot follow a schedule");
    expect(() => history(parameters()).load(optimizer.state())).toThrow(/must be a Float32Array of length 9/);
    optimizer.hyper.lr = 1;
    optimizer.step();
  });
});

describe("random numbers", () => {
  const noisy = modelwise({
    ...about,
    name: "noisy",
    hyper,
    random: normals,
    step(tensors, { lr }, _, { random }) {
      for (const { name, w } of tensors) {
        const noise = random(name, w.length);
        w.set(w.map((x, i) => x - lr * noise[i]!));
      }
    },
  });
  it("follow from the seed, and from how many were drawn, which is saved", () => {
    const run = (seed: number, resumed: boolean) => {
      const p = parameters();
      let optimizer = noisy(p, {}, { seed });
      for (let t = 0; t < 4; t++) {
        optimizer.step();
        if (!resumed) continue;
        const saved = JSON.parse(JSON.stringify(optimizer.state()));
        optimizer = noisy(p);
        optimizer.load(saved);
      }
      return p;
    };
    expect(run(1, true)).toEqual(run(1, false));
    expect(run(1, false)).not.toEqual(run(2, false));
  });
  it("may come from elsewhere", () => {
    const p = parameters();
    noisy(p, { lr: 1 }, { random: (name, length) => new Array(length).fill(name === "a" ? 1 : 0) }).step();
    expect(p.a!.value).toEqual(Float32Array.of(0, 1, 2));
    expect(() => noisy(p, {}, { random: () => [1] }).step()).toThrow(
      'random("a") must give 3 numbers, got Array of length 1',
    );
    expect(() => noisy(p, {}, { random: 1 as never })).toThrow("noisy: random must be a function, got 1");
    expect(() => noisy(p, {}, { seed: -1 })).toThrow("noisy: seed must be a whole number, got -1");
    expect(() => everything(p, {}, { seed: 1 })).toThrow('everything: unknown option "seed"');
  });
});

describe("a parameter whose gradient is null", () => {
  it("rests, and its state with it, until it has one again", () => {
    const p = parameters();
    const optimizer = trained(p);
    const before = [p.a!.value.slice(), optimizer.state().parameters.a];
    p.a!.grad = null as never;
    optimizer.step();
    expect([p.a!.value, optimizer.state().parameters.a]).toEqual(before);
    const { value } = p.b!;
    p.a!.grad = Float32Array.of(1, 1, 1);
    const last = value.slice();
    optimizer.step();
    expect(p.a!.value).not.toEqual(before[0]);
    expect(value).not.toEqual(last);
  });
});
