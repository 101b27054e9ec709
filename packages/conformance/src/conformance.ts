import type { ElementwisePlugin, FloatArray, NamedParameters, Optimizer, Parameter, Plugin } from "@downhill/plugin";
import { describe, expect, it } from "vitest";
import { type FloatType, setGradients, snapshot, someParameters, train } from "./fixtures.ts";

/**
 * Tests that every optimizer must pass, ours or a stranger's: call it in a vitest file.
 * What it computes is another matter: see `trajectories`.
 */
export function conformance(plugin: Plugin): void {
  describe(`${plugin.name} keeps the contract`, () => {
    metadata(plugin);
    learning(plugin);
    state(plugin);
    errors(plugin);
    hyperparameters(plugin);
    if ("rule" in plugin) specification(plugin as ElementwisePlugin);
  });
}

function metadata(plugin: Plugin) {
  it("says what it is", () => {
    expect(plugin.name, "in kebab-case").toMatch(/^([a-z][a-z0-9-]*\()*[a-z][a-z0-9]*(-[a-z0-9]+)*\)*$/);
    const names = ["w", "g", "t", ...Object.keys(plugin.hyper), ...Object.keys(plugin.state)];
    expect(names, "each names one thing").toEqual([...new Set(names)]);
    for (const taken of ["name", "shape", "role", "hyper"])
      expect(Object.keys(plugin.state), "a tensor's own").not.toContain(taken);
    for (const text of [plugin.name, plugin.doc, plugin.paper, plugin.reference]) expect(text).toMatch(/\S/);
    for (const [name, { default: value, range, doc }] of Object.entries(plugin.hyper)) {
      expect(doc, name).toMatch(/\S/);
      expect(range[0], name).toBeLessThan(range[1]);
      expect(value, name).toBeTypeOf("number");
    }
  });
}

function learning(plugin: Plugin) {
  it("goes downhill with its defaults, in float32 and float64", () => {
    for (const type of [Float32Array, Float64Array]) {
      // ½ Σ cᵢ wᵢ², whose gradient is cᵢ wᵢ
      const curvature = [1, 2, 0.5, 3];
      const w = { value: type.from([1, -2, 3, -1]), grad: new type(4) };
      const loss = () => {
        w.grad.set(curvature.map((c, i) => c * w.value[i]!));
        return curvature.reduce((sum, c, i) => sum + 0.5 * c * w.value[i]! ** 2, 0);
      };
      const optimizer = plugin({ w });
      const before = loss();
      for (let i = 0; i < 200; i++) optimizer.step(loss);
      expect(loss()).toBeLessThan(before);
      expect(optimizer.t).toBe(200);
    }
  });

  it("evaluates before it moves, and not where it is told the loss, but for methods that evaluate again", () => {
    for (const told of [undefined, 0.5]) {
      const parameters = someParameters(Float32Array);
      const { value } = parameters.p0!;
      const start = value.slice();
      const seen: FloatArray[] = [];
      plugin(parameters).step(() => {
        seen.push(value.slice());
        return 0.5;
      }, told);
      if (told === undefined) expect(seen[0]).toEqual(start);
      if ("rule" in plugin) expect(seen).toHaveLength(told === undefined ? 1 : 0);
    }
  });

  it("keeps no state subnormal when gradients have died", () => {
    const parameters = someParameters(Float32Array);
    const optimizer = plugin(parameters);
    optimizer.step(() => 0);
    for (const { grad } of Object.values(parameters)) grad.fill(0);
    while (optimizer.t < 1600) optimizer.step(() => 0);
    const numbers = Object.values(optimizer.state().parameters).flatMap((arrays) =>
      Object.values(arrays).flatMap((array) => (typeof array === "number" ? array : [...array])),
    );
    expect(numbers.filter((x) => x !== 0 && Math.abs(x) < 2 ** -126)).toEqual([]);
  });

  it("stays finite where gradients are zero, and leaves gradients alone", () => {
    const parameters = someParameters(Float32Array);
    for (const { grad } of Object.values(parameters)) grad.fill(0);
    const optimizer = plugin(parameters);
    for (let i = 0; i < 3; i++) optimizer.step(() => 0);
    for (const { value, grad } of Object.values(parameters)) {
      expect(value.every(Number.isFinite)).toBe(true);
      expect(grad.every((g) => g === 0)).toBe(true);
    }
    setGradients(parameters, 7);
    const grads = Object.values(parameters).map(({ grad }) => grad.slice());
    optimizer.step(() => 0);
    expect(Object.values(parameters).map(({ grad }) => grad)).toEqual(grads);
  });
}

function state(plugin: Plugin) {
  it("resumes from a saved state, bit for bit", () => {
    const [one, two] = [someParameters(Float32Array), someParameters(Float32Array)];
    const uninterrupted = plugin(one);
    train(uninterrupted, one, 10);
    const first = plugin(two);
    train(first, two, 5);
    const saved = structuredClone(first.state());
    train(first, two, 2); // what is saved is a copy
    const values = someParameters(Float32Array);
    const replay = plugin(values);
    train(replay, values, 5);
    const second = plugin(values);
    second.load(saved);
    train(second, values, 5);
    expect(snapshot(second, values)).toEqual(snapshot(uninterrupted, one));
  });

  it("keeps its hyperparameters with its state", () => {
    const [name] = Object.keys(plugin.hyper);
    if (name === undefined) return;
    const parameters = someParameters(Float32Array);
    const group = { match: "p0", hyper: {} };
    const [set, other] = [0, 1].map(() => plugin(parameters, {}, { groups: [group] }));
    const { range } = plugin.hyper[name]!;
    const [one, two] = plugin.hyper[name]!.scale === "flag" ? [1, 0] : [range[0], (range[0] + range[1]) / 2];
    set!.hyper[name] = one;
    set!.groups[0]!.hyper[name] = two;
    other!.load(structuredClone(set!.state()));
    expect([other!.hyper[name], other!.groups[0]!.hyper[name]]).toEqual([one, two]);
    expect(other!.state()).toEqual(set!.state());
    const kept = plugin(parameters);
    const before = { ...kept.hyper };
    kept.load(set!.state(), { hyper: "keep" });
    expect({ ...kept.hyper }).toEqual(before);
  });

  it("loads all of a state or nothing", () => {
    const parameters = someParameters(Float32Array);
    const optimizer = plugin(parameters);
    train(optimizer, parameters, 3);
    const before = snapshot(optimizer, parameters);
    const good = optimizer.state();
    const { p0: _, ...missing } = good.parameters;
    const bad: [unknown, RegExp][] = [
      [{ ...good, optimizer: "another" }, /belongs to "another"/],
      [{ ...good, parameters: missing }, /a state's parameters: "p0" is missing/],
      [{ ...good, parameters: { ...good.parameters, extra: {} } }, /a state's parameters: "extra" is unknown/],
      [{ ...good, t: -1 }, /got -1/],
      [{ ...good, hyper: undefined }, /no hyperparameters.*older version.*hyper: "keep"/],
      [{ ...good, hyper: { ...good.hyper, misspelt: 1 } }, /unknown hyperparameter "misspelt"/],
      [{ ...good, groups: [{ parameters: ["p0"], hyper: {} }] }, /other groups/],
      [null, /this state belongs to undefined/],
    ];
    const key = Object.values(plugin.state).findLast(({ kind, shape }) => kind === "array" && !shape)?.name;
    if (key !== undefined) {
      const misshapen = { ...good.parameters, p4: { ...good.parameters.p4, [key]: new Float32Array(1) } };
      bad.push([{ ...good, parameters: misshapen }, new RegExp(`"p4": state "${key}" must be .* length`)]);
    }
    for (const [saved, message] of bad) {
      expect(() => optimizer.load(saved as never)).toThrow(message);
      expect(snapshot(optimizer, parameters)).toEqual(before);
    }
  });
}

function errors(plugin: Plugin) {
  it("names what is wrong with the parameters", () => {
    const f = (length: number) => new Float32Array(length);
    const bad: [Record<string, unknown>, RegExp][] = [
      [{}, /no parameters/],
      [
        { w: { value: [1], grad: f(1) } },
        /"w": value must be a Float32Array or Float64Array, got Array of length 1 \(parameter\(\[…\]\) makes one\)/,
      ],
      [
        { w: { value: f(2), grad: f(3) } },
        /"w": grad must be a Float32Array of length 2, got Float32Array of length 3/,
      ],
      [{ w: { value: f(2), grad: new Float64Array(2) } }, /"w": grad must be a Float32Array .* got Float64Array/],
      [{ w: { value: f(2), grad: f(2), shape: [3, 1] } }, /"w": shape \[3,1\] does not hold 2 values/],
    ];
    for (const [parameters, message] of bad) expect(() => plugin(parameters as never)).toThrow(message);
  });

  it("changes nothing where a step throws or is skipped", () => {
    const parameters = someParameters(Float32Array);
    for (const nonFinite of ["throw", "skip"] as const) {
      const optimizer = plugin(parameters, {}, { nonFinite });
      train(optimizer, parameters, 2);
      setGradients(parameters, 9);
      parameters.p4!.grad[500] = NaN;
      const before = snapshot(optimizer, parameters);
      if (nonFinite === "throw") expect(() => optimizer.step(() => 0)).toThrow(/"p4": gradient\[500\] is NaN/);
      else expect(optimizer.step(() => 0)).toBe(false);
      // A step that is skipped has taken its evaluation.
      const { evaluations } = nonFinite === "skip" ? optimizer : before.state;
      Object.assign(before.state, { evaluations });
      expect(snapshot(optimizer, parameters)).toEqual(before);
      parameters.p4!.grad[500] = 0;
      const { grad } = parameters.p1!;
      (parameters.p1 as Parameter).grad = new Float32Array(2);
      expect(() => optimizer.step(() => 0)).toThrow(/"p1": grad must be a Float32Array of length 3/);
      (parameters.p1 as Parameter).grad = grad;
      expect(snapshot(optimizer, parameters)).toEqual(before);
    }
  });
}

function hyperparameters(plugin: Plugin) {
  const [first, spec] = Object.entries(plugin.hyper)[0] ?? [];
  it("refuses hyperparameters that it does not have or that make no sense", () => {
    const parameters = someParameters(Float32Array);
    expect(() => plugin(parameters, { misspelt: 1 } as never)).toThrow(/unknown hyperparameter "misspelt"/);
    const optimizer = plugin(parameters);
    expect(() => Object.assign(optimizer.hyper, { misspelt: 1 })).toThrow(/unknown hyperparameter "misspelt"/);
    if (first === undefined || spec === undefined) return;
    expect(() => plugin(parameters, { [first]: NaN })).toThrow(new RegExp(`${first} must be .* got NaN`));
    if (spec.scale === "log") expect(() => plugin(parameters, { [first]: -1 })).toThrow(/got -1/);
    const before = optimizer.hyper[first];
    expect(() => Object.assign(optimizer.hyper, { [first]: "0.1" })).toThrow(/got "0.1"/);
    expect(optimizer.hyper[first]).toBe(before);
  });

  it("follows a schedule as if it were set at each step, and overrides in groups", () => {
    if (!("lr" in plugin.hyper)) return;
    const [one, two] = [someParameters(Float32Array), someParameters(Float32Array)];
    const scheduled = plugin(one, { lr: (t) => 0.01 / (1 + t) }, { groups: [{ match: "p0", hyper: { lr: 0 } }] });
    const set = plugin(two, {}, { groups: [{ match: ({ name }) => name === "p0", hyper: { lr: 0 } }] });
    for (let i = 0; i < 5; i++) {
      set.hyper.lr = 0.01 / (1 + i);
      train(scheduled, one, 1);
      train(set, two, 1);
    }
    const arrays = (optimizer: Optimizer, parameters: NamedParameters) => {
      const { values, state } = snapshot(optimizer, parameters);
      return [values, state.parameters];
    };
    expect(arrays(set, two)).toEqual(arrays(scheduled, one));
    expect(set.groups[0]!.parameters).toEqual(["p0"]);
    expect(() => plugin(one, {}, { groups: [{ match: "nothing", hyper: {} }] })).toThrow(/"nothing"/);
  });
}

function specification(plugin: ElementwisePlugin) {
  it("computes what its rule says: exactly in float64, to rounding in float32", () => {
    for (const type of [Float32Array, Float64Array]) {
      const parameters = someParameters(type);
      const optimizer = plugin(parameters);
      const numbers = Object.fromEntries(
        Object.entries(plugin.hyper).map(([name, { default: value }]) => [name, value]),
      );
      for (let step = 0; step < 5; step++) {
        setGradients(parameters, step);
        const before = snapshot(optimizer, parameters);
        optimizer.step();
        const { state } = snapshot(optimizer, parameters);
        for (const [name, { value, grad }] of Object.entries(parameters)) {
          for (let i = 0; i < value.length; i++) {
            const pick = (arrays: Readonly<Record<string, FloatArray | number>>) =>
              Object.fromEntries(Object.keys(plugin.state).map((key) => [key, (arrays[key] as FloatArray)[i]!]));
            const elements = { w: before.values[name]![i]!, g: grad[i]!, ...pick(before.state.parameters[name]!) };
            const expected = plugin.rule(elements, numbers, step + 1);
            expectNear({ w: value[i]!, ...pick(state.parameters[name]!) }, expected, type);
          }
        }
      }
    }
  });

  it("gives the same bits on both backends", () => {
    for (const hyper of [{}, everyHyperparameter(plugin)]) {
      const [one, two] = [someParameters(Float32Array), someParameters(Float32Array)];
      const fast = plugin(one, hyper, { backend: "simd" });
      const plain = plugin(two, hyper, { backend: "portable" });
      expect([fast.backend, plain.backend]).toEqual(["simd", "portable"]);
      train(fast, one, 5);
      train(plain, two, 5);
      expect(snapshot(fast, one)).toEqual(snapshot(plain, two));
    }
  });

  it("treats many small tensors as one big one", () => {
    const whole = someParameters(Float32Array, [1200], 3);
    const { value } = whole.p0!;
    const parts = Object.fromEntries(
      [0, 1, 5, 8, 500, 1200].map((end, i, ends) => [
        `q${i}`,
        { value: value.slice(ends[i - 1] ?? 0, end), grad: new Float32Array(end - (ends[i - 1] ?? 0)) },
      ]),
    );
    const [one, many] = [plugin(whole), plugin(parts)];
    for (let step = 0; step < 5; step++) {
      setGradients(whole, step);
      let at = 0;
      for (const { grad } of Object.values(parts)) {
        grad.set(whole.p0!.grad.subarray(at, at + grad.length));
        at += grad.length;
      }
      one.step();
      many.step();
    }
    expect(Object.values(parts).flatMap((part) => [...part.value])).toEqual([...value]);
  });
}

/** A setting that switches on what it can: flags on, everything else in the middle of its range. */
function everyHyperparameter(plugin: Plugin) {
  const middle = ([low, high]: readonly [number, number]) => (low + high) / 2;
  const all = Object.entries(plugin.hyper).map(([name, { range, scale }]) => [
    name,
    scale === "flag" ? 1 : middle(range),
  ]);
  const hyper = Object.fromEntries(all);
  try {
    plugin(someParameters(Float32Array), hyper);
    return hyper;
  } catch {
    const flags = Object.keys(hyper).filter((name) => plugin.hyper[name]!.scale === "flag");
    return { ...hyper, ...Object.fromEntries(flags.map((name) => [name, 0])) }; // they exclude each other
  }
}

/** float32: a few units in the last place of the operands, which the rule's subtractions may leave of the result. */
function expectNear(actual: Record<string, number>, expected: Record<string, number>, type: FloatType) {
  const tolerance = type === Float64Array ? 1e-14 : 1e-5;
  for (const [key, x] of Object.entries(expected))
    expect(Math.abs(actual[key]! - x), `${key}: ${actual[key]} for ${x}`).toBeLessThanOrEqual(
      tolerance * Math.max(Math.abs(x), 1e-3),
    );
}
