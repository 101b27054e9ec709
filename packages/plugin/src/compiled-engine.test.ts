import { expectEqual } from "@downhill/config/testing/equal.ts";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { everything } from "../test/bits.ts";
import { Heap } from "./heap.ts";
import { decay, elementwise, type NamedParameters, type Plugin, rate } from "./index.ts";

const about = { doc: "For tests.", paper: "none", reference: "none" };
const heavyBall = elementwise({
  ...about,
  name: "heavy-ball",
  hyper: { lr: rate(0.1, "step size"), momentum: decay(0.9, "decay of the velocity") },
  state: ["v"],
  rule: ({ w, g, v }, { lr, momentum }) => ({ w: w - lr * (momentum * v + g), v: momentum * v + g }),
});

const ordinary = (array: Float32Array, seed: number) =>
  array.map((_, i) => (((i + 1) * 7919 * (seed + 1)) % 997) / 499 - 1);

/** The lengths that rules were applied to in WebAssembly since the last time: a rule takes more than one array. */
const calls: number[][] = [];
const counted = () => calls.splice(0).flatMap(([length, _scalars, _array, ...more]) => (more.length ? length : []));

type Exports = Record<string, (...numbers: number[]) => number>;
interface Instances {
  Instance: new (module: object, imports: object) => { exports: Exports };
}
const { WebAssembly } = globalThis as unknown as { WebAssembly: Instances };
const { Instance } = WebAssembly;
WebAssembly.Instance = class {
  readonly exports: Exports = {};
  constructor(module: object, imports: object) {
    for (const [name, run] of Object.entries(new Instance(module, imports).exports))
      this.exports[name] = (...numbers) => {
        calls.push(numbers);
        return run(...numbers);
      };
  }
};
beforeEach(() => {
  counted();
});

const [allocate, free] = [vi.spyOn(Heap.prototype, "tryAllocate"), vi.spyOn(Heap.prototype, "free")];
/** How many blocks are allocated, of all heaps. */
const blocks = () => allocate.mock.results.filter(({ value }) => value !== undefined).length - free.mock.calls.length;

/** Parameters of these lengths in a heap: all values one after the other, then `gap` bytes, then all gradients. */
function inHeap(lengths: readonly number[], heap = new Heap(2 ** 20), gap = 0): NamedParameters {
  const bytes = 4 * lengths.reduce((sum, length) => sum + length, 0);
  let offset = heap.allocate(2 * bytes + gap);
  return Object.fromEntries(
    lengths.map((length, i) => {
      const value = ordinary(new Float32Array(heap.buffer, offset, length), i);
      const grad = ordinary(value, i + 1);
      const [w, g] = [offset, offset + bytes + gap].map((at) => new Float32Array(heap.buffer, at, length));
      w!.set(value);
      g!.set(grad);
      offset += 4 * length;
      return [`p${i}`, { value: w!, grad: g! }];
    }),
  );
}

const copied = (parameters: NamedParameters): NamedParameters =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, { value, grad }]) => [name, { value: value.slice(), grad: grad.slice() }]),
  );

/** What the portable path makes of copies of these parameters. */
function portably(plugin: Plugin, parameters: NamedParameters, steps: number, ...[hyper, options]: [object?, object?]) {
  const copies = copied(parameters);
  const optimizer = plugin(copies, hyper, { ...options, backend: "portable" });
  for (let i = 0; i < steps; i++) optimizer.step();
  return everything(copies, optimizer.state());
}

describe("calls of WebAssembly", () => {
  it("is one for parameters that lie one after the other", () => {
    const parameters = inHeap([64, 1, 7, 192, 3], undefined, 12);
    const expected = portably(heavyBall, parameters, 3);
    const optimizer = heavyBall(parameters, {}, { backend: "simd" });
    for (let i = 0; i < 3; i++) optimizer.step();
    expect(counted()).toEqual([267, 267, 267]);
    expectEqual(everything(parameters, optimizer.state()), expected);
  });

  it("does not depend on the order of their names", () => {
    const { p0, p1, p2 } = inHeap([5, 6, 7]) as Required<NamedParameters>;
    heavyBall({ p2: p2!, p0: p0!, p1: p1! }).step();
    expect(counted()).toEqual([18]);
  });

  it("is one for each run of a group", () => {
    const parameters = inHeap([10, 20, 30, 40]);
    const options = { groups: [{ match: ["p1"], hyper: { lr: 0.5 } }] };
    const expected = portably(heavyBall, parameters, 2, {}, options);
    const optimizer = heavyBall(parameters, {}, options);
    optimizer.step();
    expect(counted()).toEqual([10, 70, 20]);
    optimizer.step();
    expectEqual(everything(parameters, optimizer.state()), expected);
  });

  it("is one for each parameter that lies alone, in whichever heap", () => {
    const [a, b] = [inHeap([8, 8]), inHeap([8, 8])];
    const plain = { value: new Float32Array(8).fill(1), grad: new Float32Array(8).fill(1) };
    const parameters = { a0: a.p0!, plain, b0: b.p0!, b1: b.p1!, a1: a.p1! };
    const expected = portably(heavyBall, parameters, 1);
    const optimizer = heavyBall(parameters);
    optimizer.step();
    expect(counted().sort()).toEqual([16, 16, 8]);
    expectEqual(everything(parameters, optimizer.state()), expected);
  });

  it("none for parameters without elements", () => {
    const optimizer = heavyBall({ none: { value: new Float32Array(0), grad: new Float32Array(0) } });
    expect(optimizer.step()).toBe(true);
    expect(counted()).toEqual([]);
  });
});

describe("arrays that change places", () => {
  it.each([
    ["an array of its own", () => new Float32Array(320)],
    ["the middle of one", () => new Float32Array(340).subarray(7, 327)],
    ["another heap", () => inHeap([320]).p0!.value as Float32Array],
    ["a shared buffer", () => new Float32Array(new SharedArrayBuffer(1280))],
  ])("to %s", (_, elsewhere) => {
    const parameters = inHeap([310, 320, 330]);
    const expected = portably(heavyBall, parameters, 3);
    const optimizer = heavyBall(parameters);
    optimizer.step();
    const [value, grad] = [elsewhere(), elsewhere()];
    value.set(parameters.p1!.value);
    parameters.p1!.value = value;
    counted();
    optimizer.step();
    expect(counted().sort()).toEqual([310, 320, 330]);
    grad.set(parameters.p1!.grad);
    parameters.p1!.grad = grad;
    optimizer.step();
    expectEqual(everything(parameters, optimizer.state()), expected);
  });

  it("and back are joined again", () => {
    const parameters = inHeap([310, 320, 330]);
    const { value } = parameters.p1!;
    const optimizer = heavyBall(parameters);
    parameters.p1!.value = value.slice();
    optimizer.step();
    parameters.p1!.value = value;
    counted();
    optimizer.step();
    expect(counted()).toEqual([960]);
  });
});

it("has as much of the state where the weights lie as there is room for", () => {
  const heap = new Heap(3 * 65536 + 65536);
  const parameters = inHeap([16384], heap); // two of its four pages' worth of arrays are left
  const two = elementwise({
    ...about,
    name: "two",
    hyper: { lr: rate(0.1, "step size") },
    state: ["a", "b", "c"],
    rule: ({ w, g, a, b, c }, { lr }) => ({ w: w - lr * (a + b + c + g), a: a + g, b: b - a, c: c + b }),
  });
  const expected = portably(two, parameters, 3);
  const before = heap.blocks;
  const optimizer = two(parameters, {}, { backend: "simd" });
  expect(heap.blocks - before).toBe(2);
  for (let i = 0; i < 3; i++) optimizer.step();
  expectEqual(everything(parameters, optimizer.state()), expected);
  optimizer.dispose();
  expect(heap.blocks).toBe(before);
});

it("takes another heap for the state where the parameters' heap is full", () => {
  const heap = new Heap(65536);
  const parameters = inHeap([8192], heap);
  expect(heap.tryAllocate(1)).toBeUndefined();
  const expected = portably(heavyBall, parameters, 3);
  const before = blocks();
  const optimizer = heavyBall(parameters, {}, { backend: "simd" });
  for (let i = 0; i < 3; i++) optimizer.step();
  expect(blocks()).toBe(before + 1);
  expectEqual(everything(parameters, optimizer.state()), expected);
  optimizer.dispose();
  expect(blocks()).toBe(before);
});

it("a group whose numbers cannot be computed stops the step before any other has moved", () => {
  const odd = elementwise({
    ...about,
    name: "odd",
    hyper: { lr: rate(0.5, "step size"), k: rate(2, "its exponent") },
    rule: ({ w, g }, { lr, k }) => ({ w: w - lr ** k * g }),
  });
  for (const backend of ["simd", "portable"] as const) {
    const parameters = inHeap([4, 4]);
    const optimizer = odd(parameters, {}, { backend, groups: [{ match: "p1", hyper: { k: 0.5 } }] });
    const before = everything(parameters, optimizer.state());
    expect(() => optimizer.step()).toThrow("only whole powers are computed, got 0.5 ** 0.5");
    expectEqual(everything(parameters, optimizer.state()), before);
    expect(optimizer.t).toBe(0);
  }
});

describe("dispose", () => {
  const make = () => heavyBall({ w: { value: new Float32Array(100_000), grad: new Float32Array(100_000) } });

  it("gives the memory back, once", () => {
    const before = blocks();
    const [a, b] = [make(), make()];
    expect(blocks()).toBe(before + 2);
    a.dispose();
    a.dispose();
    expect(blocks()).toBe(before + 1);
    b.dispose();
    expect(blocks()).toBe(before);
  });

  it("gives a model's heap its room back", () => {
    const heap = new Heap(2 ** 20);
    const parameters = inHeap([1000], heap);
    for (let i = 0; i < 300; i++) heavyBall(parameters).dispose(); // there is room for 260 at once
    expect(heap.blocks).toBe(1);
  });

  it("is the end: what comes after says so", () => {
    const optimizer = make();
    const state = optimizer.state();
    optimizer.dispose();
    for (const use of [() => optimizer.step(), () => optimizer.state(), () => optimizer.load(state)])
      expect(use).toThrow("heavy-ball: it has been disposed of");
  });

  it.runIf(Symbol.dispose)("is what `using` calls", () => {
    const before = blocks();
    {
      using optimizer = make() as ReturnType<typeof make> & Disposable;
      expect(optimizer.step()).toBe(true);
      expect(blocks()).toBe(before + 1);
    }
    expect(blocks()).toBe(before);
  });

  it("leaves the memory of fifty optimizers as it was", () => {
    const before = blocks();
    for (let i = 0; i < 50; i++) {
      const optimizer = make();
      optimizer.step();
      optimizer.dispose();
    }
    expect(blocks()).toBe(before);
  });
});
