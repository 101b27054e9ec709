import { accumulate, adam, clip, ema, sam, scheduleFreeSgd, sgd } from "@downhill/catalog";
import { describe, expect, it } from "vitest";
import { Heap } from "./heap.ts";
import { array, elementwise, modelwise, rate, type StateSpec, scalar, tensorwise, wrapper } from "./index.ts";

const about = { doc: "For tests.", paper: "none", reference: "none" };
const hyper = { lr: rate(0.1, "step size") };
const one = (...w: number[]) => ({ value: Float64Array.from(w), grad: new Float64Array(w.length).fill(1) });

describe("a rule's state numbers", () => {
  it.each([Float32Array, Float64Array])("are there without scalars that move them, %o", (type) => {
    const still = elementwise({
      ...about,
      name: "still",
      hyper,
      state: { k: scalar(2) },
      rule: ({ w, g }, { lr, k }) => ({ w: w - lr * k * g }),
    });
    const w = { value: new type(40).fill(1), grad: new type(40).fill(1) };
    const optimizer = still({ w } as never);
    optimizer.step();
    expect(w.value[39]).toBeCloseTo(0.8, 6);
    expect(optimizer.state().parameters.w).toEqual({ k: 2 });
  });
});

describe("within a step", () => {
  it.each(["step", "load", "dispose"] as const)("%s is refused, and the step taken back", (what) => {
    const w = one(1, 2);
    const optimizer = sam(adam)({ w });
    const state = optimizer.state();
    let calls = 0;
    const evaluate = () => {
      if (++calls === 2) optimizer[what](what === "load" ? (state as never) : (undefined as never));
      return 0;
    };
    expect(() => optimizer.step(evaluate)).toThrow(`sam(adam): ${what}() is called within a step`);
    expect([...w.value]).toEqual([1, 2]);
    expect(JSON.stringify(optimizer.state())).toBe(JSON.stringify(state));
    optimizer.step(evaluate);
    expect(optimizer.t).toBe(1);
  });

  it("a value that evaluate replaces before it throws is put back too", () => {
    const w = one(1, 2);
    let calls = 0;
    const evaluate = () => {
      if (++calls < 2) return 0;
      w.value = w.value.slice();
      throw new Error("mine");
    };
    expect(() => sam(sgd)({ w }).step(evaluate)).toThrow("mine");
    expect([...w.value]).toEqual([1, 2]);
  });

  it.each([0, Number.NaN])("gradients are transformed whatever the loss is, %d", (loss) => {
    const w = one(1, 2);
    const evaluate = () => {
      w.grad.set(w.value.map((x) => x ** 3));
      return loss;
    };
    clip(sam(sgd))({ w }, { lr: 0.1, rho: 0.5, maxNorm: 100 }).step(evaluate);
    expect(w.value[1]).toBeCloseTo(0.4447, 4);
  });
});

describe("weights()", () => {
  it("are those of the present values", () => {
    const w = one(1, 2);
    const optimizer = scheduleFreeSgd({ w });
    optimizer.step();
    const before = optimizer.weights().w!.slice();
    w.value = w.value.map((x) => x + 90);
    expect(optimizer.weights().w![0]).toBeGreaterThan(before[0]! + 50);
  });

  it("are none of an optimizer that has been disposed of", () => {
    const optimizer = ema(sgd)({ w: one(1) });
    optimizer.step();
    optimizer.dispose();
    expect(() => optimizer.weights()).toThrow("ema(sgd): it has been disposed of");
  });
});

describe("making one", () => {
  it("gives its memory back where it fails", () => {
    const heap = new Heap(65536);
    const make = () => new Float32Array(heap.buffer, heap.allocate(400), 100);
    const w = { value: make(), grad: make() };
    const { blocks } = heap;
    expect(() => accumulate(sam(sgd))({ w })).toThrow("cannot evaluate again");
    expect(heap.blocks).toBe(blocks);
  });

  it("does not take a definition's fault for the memory's", () => {
    const halves = tensorwise({
      ...about,
      name: "halves",
      hyper,
      state: { m: array({ shape: ({ shape }) => [shape[0]! / 2] }) },
      update() {},
    });
    const w = { value: new Float32Array(3), grad: new Float32Array(3) };
    expect(() => halves({ w }, {}, { backend: "simd" })).toThrow(
      /^halves: parameter "w" of shape \[3\] gives state "m"/,
    );
  });

  it("refuses options that only objects have", () => {
    expect(() => adam({ w: one(1) }, {}, { toString: 1 } as never)).toThrow('adam: unknown option "toString"');
  });
});

it("load refuses a rename of two to one, also where others are ignored", () => {
  const optimizer = adam({ a: one(1), b: one(2) });
  optimizer.step();
  const options = { rename: () => "c", extra: "ignore", hyper: "keep" } as const;
  expect(() => adam({ c: one(1) }).load(optimizer.state(), options)).toThrow(
    "adam: rename gives two parameters one name",
  );
});

describe("definitions", () => {
  it.each<[Record<string, object | number>, string]>([
    [{ m: Number.NaN }, 'x: state "m": from must be a number or "w", got NaN'],
    [{ m: { from: "g" } }, 'x: state "m": from must be a number or "w", got "g"'],
    [{ m: { kind: "list", from: 0 } }, 'x: state "m": kind must be "array", "scalar", "shared", got "list"'],
  ])("of state %o", (state, message) => {
    const make = () => tensorwise({ ...about, name: "x", hyper, state: state as StateSpec, update() {} });
    expect(make).toThrow(message);
  });

  it("of wrappers: names of scratch, counts and gradients", () => {
    const make = (more: object) => wrapper({ ...about, name: "x", hyper: {}, step() {}, ...more });
    for (const name of ["w", "hyper", "m"])
      expect(() => make({ state: ["m"], scratch: [name] })).toThrow(`x: state "${name}" has a name that is taken`);
    expect(() => make({ counts: "nope" })).toThrow('x: counts must be the name of a shared state, got "nope"');
    const optimizer = make({ step: undefined, gradient: () => "h" })(sgd)({ w: one(1) });
    expect(() => optimizer.step()).toThrow('x: parameter "w" has no array "h" to be its gradient');
  });
});

it("random numbers of the user's are looked at", () => {
  const noise = modelwise({
    ...about,
    name: "noise",
    hyper,
    random: (_, __, length) => new Float64Array(length),
    step(tensors, { lr }, _, { random }) {
      for (const { name, w } of tensors) w[0]! -= lr * random(name, 1)[0]!;
    },
  });
  const w = one(1);
  expect(() => noise({ w }, {}, { random: () => [Number.NaN] }).step()).toThrow('noise: random("w")[0] is NaN');
  expect(w.value[0]).toBe(1);
});

it.each<[string, StateSpec, string]>([
  ["a parameter's number", { h: scalar(0) }, 'x: parameter "w": h[0] is Infinity after the step'],
  ["what is too large to copy", { h: array({ copied: false }) }, 'x: parameter "w": h[0] is Infinity after the step'],
])("nonFiniteState looks at %s", (_, state, message) => {
  const x = modelwise({
    ...about,
    name: "x",
    hyper,
    state,
    step(tensors) {
      for (const tensor of tensors as unknown as { h: number | Float64Array }[])
        if (typeof tensor.h === "number") tensor.h = Infinity;
        else tensor.h[0] = Infinity;
    },
  });
  expect(() => x({ w: one(1) }, {}, { nonFiniteState: "throw" }).step()).toThrow(message);
});
