import { expectEqual } from "@downhill/config/testing/equal.ts";
import { Heap } from "@downhill/plugin/engine";
import { describe, expect, test } from "vitest";
import {
  batchNorm,
  dense,
  type Layer,
  type Model,
  normal,
  type Random,
  relu,
  save,
  sequential,
  softmaxCrossEntropy,
  standardize,
  type Tensor,
  tensor,
} from "../index.ts";
import { infer } from "./engine.ts";

/** Irrational steps: not random, but not in line either. */
function stream(): Random {
  let x = 0;
  const uniform = () => {
    x = (x + 0.6180339887498949) % 1;
    return x;
  };
  return { uniform, normal: () => 4 * uniform() - 2 };
}

function small(): Model {
  return sequential([dense(4, { weightInit: normal(0.01) }), relu(), dense(3, { weightInit: normal(0.01) })], {
    input: 2,
    random: stream(),
  });
}

describe("parameters", () => {
  test("are named after their layers, in two contiguous runs of one buffer", () => {
    const parameters = small().parameters();
    expect(Object.entries(parameters).map(([name, { shape }]) => [name, shape])).toEqual([
      ["dense0.weight", [2, 4]],
      ["dense0.bias", [4]],
      ["dense2.weight", [4, 3]],
      ["dense2.bias", [3]],
    ]);
    const all = Object.values(parameters);
    for (const kind of ["value", "grad"] as const) {
      for (const [i, parameter] of all.slice(1).entries()) {
        const before = all[i]![kind];
        expect(parameter[kind].buffer).toBe(all[0]!.value.buffer);
        expect(parameter[kind].byteOffset).toBe(before.byteOffset + before.byteLength);
      }
    }
  });

  test("are drawn in order, float32 rounded before and after the scale", () => {
    const random = stream();
    const { "dense0.weight": first, "dense2.weight": second, "dense0.bias": biases } = small().parameters();
    const expected = Float32Array.from({ length: 20 }, () => Math.fround(0.01) * Math.fround(random.normal()));
    expect(first!.value).toEqual(expected.slice(0, 8));
    expect(second!.value).toEqual(expected.slice(8));
    expect([...biases!.value]).toEqual([0, 0, 0, 0]);
  });

  test("cannot be exchanged behind the model's back", () => {
    const { "dense0.bias": biases } = small().parameters();
    expect(() => Object.assign(biases!, { value: new Float32Array(4) })).toThrow(TypeError);
  });
});

describe("batches", () => {
  const ones = (rows: number) => tensor(new Float32Array(rows * 2).fill(1), [rows, 2]);

  test("of one size reuse the output, another size leaves it alone", () => {
    const model = small();
    const first = model.forward(ones(5));
    const copy = first.data.slice();
    expect(model.forward(tensor({ shape: [9, 2] })).data).not.toBe(first.data);
    expect(first.data).toEqual(copy);
    expect(model.forward(ones(5))).toBe(first);
  });

  test("may grow, and no view goes stale", () => {
    const model = small();
    const { value, grad } = model.parameters()["dense0.weight"]!;
    const before = value.slice();
    const outputs = [1, 10, 100, 1000, 10000].map((rows) => model.forward(ones(rows)));
    expect(value).toEqual(before);
    for (const { data } of outputs) expect(data.subarray(-3)).toEqual(outputs[0]!.data);
    model.backward(tensor(new Float32Array(30000).fill(1), [10000, 3]));
    expect(grad).toBe(model.parameters()["dense0.weight"]!.grad);
    expect(grad.some((g) => g !== 0)).toBe(true);
  });

  test("backward belongs to the last forward", () => {
    const model = small();
    const gradients = () => Object.values(model.parameters()).map(({ grad }) => grad.slice());
    model.forward(ones(2));
    model.backward(tensor([1, 2, 3, 4, 5, 6], [2, 3]));
    const expected = gradients();
    model.forward(ones(7));
    model.forward(ones(2));
    model.backward(tensor([1, 2, 3, 4, 5, 6], [2, 3]));
    expect(gradients()).toEqual(expected);
  });

  test("the input's gradient is left out on demand, and changes nothing else", () => {
    const model = small();
    model.forward(ones(2));
    const u = tensor([1, 2, 3, 4, 5, 6], [2, 3]);
    expect(model.backward(u).shape).toEqual([2, 2]);
    const { grad } = model.parameters()["dense0.weight"]!;
    const expected = grad.slice();
    expect(model.backward(u, { inputGradient: false })).toBeUndefined();
    expect(grad).toEqual(expected);
  });

  test("that do not fit are errors", () => {
    const model = small();
    expect(() => model.backward(tensor({ shape: [2, 3] }))).toThrow("model.backward: there has been no forward yet");
    const output = model.forward(ones(2));
    const before = output.data.slice();
    expect(() => model.forward(tensor({ shape: [2, 3] }))).toThrow(
      "model.forward: expected 2 columns, got shape [2, 3]",
    );
    expect(() => model.forward(tensor({ shape: [4] }))).toThrow("expected shape [samples, columns], got [4]");
    expect(() => model.forward(tensor({ shape: [0, 2] }))).toThrow(
      "model.forward: the batch is empty, its shape is [0, 2]",
    );
    expect(() => model.forward({ shape: [2, 2], data: new Float32Array(3) })).toThrow(
      "needs 4 numbers, its data holds 3",
    );
    expect(() => model.backward(tensor({ shape: [3, 3] }))).toThrow("got a gradient for 3 samples, the forward had 2");
    expect(() => model.backward(tensor({ shape: [2, 2] }))).toThrow(
      "model.backward: expected 3 columns, got shape [2, 2]",
    );
    expect(output.data).toEqual(before);
  });
});

describe("weights", () => {
  test("are copies, which a model of the same shape loads", () => {
    const from = small();
    const stored = structuredClone(from.state());
    from.parameters()["dense0.weight"]!.value.fill(0);
    const to = small();
    to.parameters()["dense0.weight"]!.value.fill(9);
    to.load(stored);
    expect(to.state()).toEqual(small().state());
    to.load(JSON.parse(JSON.stringify(to.state(), (_, x) => (x instanceof Float32Array ? [...x] : x))));
    expect(to.state()).toEqual(small().state());
  });

  test.each<[string, (weights: Record<string, ArrayLike<number>>) => void, string]>([
    ["unknown", (w) => (w.bias = [1]), "model: cannot load bias: this model has dense0.weight, dense0.bias"],
    ["missing", (w) => delete w["dense2.bias"], "model: cannot load without dense2.bias"],
    ["short", (w) => (w["dense2.bias"] = [1, 2]), "model: cannot load dense2.bias: shape [3] needs 3 numbers, got 2"],
    [
      "no number",
      (w) => (w["dense2.bias"] = JSON.parse("[1, null, 3]")),
      "model: cannot load dense2.bias: element 1 is null, not a number",
    ],
  ])("%s: an error, and nothing is loaded", (_, spoil, message) => {
    const model = small();
    const before = model.state();
    const given: Record<string, ArrayLike<number>> = model.state();
    given["dense0.weight"] = new Float32Array(8);
    spoil(given);
    expect(() => model.load(given)).toThrow(message);
    expect(model.state()).toEqual(before);
  });
});

test("what cannot be made is an error", () => {
  const random = stream();
  expect(() => sequential([dense(1)], { input: 0, random })).toThrow("a positive whole number of columns, got 0");
  expect(() => sequential([], { input: 2, random })).toThrow("there must be at least one layer, got 0");
  expect(() => sequential([relu()], { input: 2, random, matmulPrecision: "f64" as "float64" })).toThrow('got "f64"');
  expect(() => dense(2.5)).toThrow("dense: units must be a positive whole number, got 2.5");
  expect(() => tensor({ shape: [2, -1] })).toThrow("got -1 in [2, -1]");
  expect(() => tensor([1, 2, 3], [2, 2])).toThrow("tensor: shape [2, 2] holds 4 numbers, got 3");
});

test("a layer object may be used in several places", () => {
  const layer = relu();
  const model = sequential([layer, dense(2), layer], { input: 2, random: stream() });
  expect(model.outputs).toBe(2);
  expect(model.layers).toHaveLength(3);
});

test("inference between a forward and its backward disturbs nothing, whatever the batch sizes", () => {
  const make = () => sequential([dense(4), relu(), dense(2)], { input: 3, random: stream() });
  const [one, two] = [make(), make()];
  const x = tensor([1, -2, 3, 0.5, 0, -1], [2, 3]);
  const gradient = tensor([1, 2, 3, 4], [2, 2]);
  one.forward(x);
  one.backward(gradient);
  two.forward(x);
  for (let rows = 1; rows < 12; rows++) infer(two, tensor(new Float32Array(3 * rows).fill(9), [rows, 3]));
  two.backward(gradient);
  expect(Object.values(two.parameters()).map(({ grad }) => grad)).toEqual(
    Object.values(one.parameters()).map(({ grad }) => grad),
  );
});

/** The gradients of a step, given a model and a batch. */
function gradientsOf(model: Model, x: Tensor): Float32Array[] {
  const loss = softmaxCrossEntropy();
  loss.forward(model.forward(x), new Uint8Array(x.shape[0]!));
  model.backward(loss.backward());
  return Object.values(model.parameters()).map(({ grad }) => grad.slice());
}

const wave = (rows: number, columns: number) =>
  tensor(
    Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i)),
    [rows, columns],
  );

describe("a batch that the model's heap has no room for", () => {
  const layers = () => [dense(16), batchNorm(), relu(), dense(16), relu(), dense(4)];
  const make = (backend: "simd" | "portable") => sequential(layers(), { input: 3, random: stream(), backend });

  test("stays on the kernels, with the same gradients and running statistics", () => {
    const [small, plain] = [make("simd"), make("portable")];
    for (const rows of [8, 9000, 8, 12_000]) {
      expectEqual(gradientsOf(small, wave(rows, 3)), gradientsOf(plain, wave(rows, 3)));
      expectEqual(small.state(), plain.state());
    }
    expect([small.backend, small.backendReason]).toEqual(["simd", undefined]);
    const [own] = Object.values(small.parameters());
    const outputs = small.forward(wave(9000, 3));
    expect(outputs.data.buffer === own!.value.buffer).toBe(false);
    expect(Heap.of(outputs.data)).toBeDefined();
  });

  test("and so where others have filled the heap", () => {
    const [full, plain] = [make("simd"), make("portable")];
    const heap = Heap.of(Object.values(full.parameters())[0]!.value)!;
    for (let size = heap.buffer.byteLength; size >= 16; size = Math.floor(size / 2))
      while (heap.tryAllocate(size) !== undefined);
    expect(gradientsOf(full, wave(8, 3))).toEqual(gradientsOf(plain, wave(8, 3)));
    expect(full.backend).toBe("simd");
    expect(gradientsOf(make("simd"), wave(8, 3))).toEqual(gradientsOf(make("portable"), wave(8, 3)));
  });
});

test("a model of a few thousand parameters holds half a MiB, whatever of it is sent", () => {
  const model = sequential([dense(64), relu(), dense(3)], { input: 2 });
  const sent = [model.forward(wave(300, 2)).data, ...Object.values(model.parameters()).map(({ value }) => value)];
  for (const array of sent) expect(structuredClone(array).buffer.byteLength).toBeLessThanOrEqual(2 ** 19);
  const larger = sequential([dense(50), relu(), dense(50)], { input: 50 }); // 5,100
  expect(larger.forward(wave(64, 50)).data.buffer.byteLength).toBeLessThanOrEqual(2 ** 20);
});

test("a plan that makes way for another does so before that one is made, in the model's own memory", () => {
  const model = sequential([dense(300)], { input: 300 });
  const { buffer } = model.parameters()["dense0.weight"]!.value;
  // Six of them at a time fit, and no seventh.
  for (let rows = 67; rows > 50; rows--) expect(model.forward(wave(rows, 300)).data.buffer === buffer).toBe(true);
});

test("models that are dropped give their memory back within a task", () => {
  // A browser has room for few of a MiB each: here, that resident memory does not follow their number, 260 MB for all.
  const x = wave(3000, 2);
  const before = process.memoryUsage().rss;
  for (let i = 0; i < 300; i++) sequential([dense(64), relu(), dense(3)], { input: 2 }).forward(x);
  expect(process.memoryUsage().rss - before).toBeLessThan(1.5e8);
});

describe("a model that is disposed of", () => {
  test("gives its memory back at once, and refuses to go on", () => {
    const other = sequential([dense(2)], { input: 2 });
    const heap = Heap.of(Object.values(other.parameters())[0]!.value)!;
    const { blocks } = heap;
    const model = sequential([dense(2)], { input: 2 });
    expect(Heap.of(Object.values(model.parameters())[0]!.value)).toBe(heap);
    model.backward(model.forward(wave(3, 2)));
    expect(heap.blocks).toBeGreaterThan(blocks);
    model.dispose();
    model.dispose();
    expect(heap.blocks).toBe(blocks);
    expect(() => model.forward(wave(3, 2))).toThrow("model.forward: the model has been disposed of");
    expect(() => model.backward(wave(3, 2))).toThrow("model.backward: the model has been disposed of");
    for (const method of ["state", "parameters", "buffers"] as const)
      expect(model[method]).toThrow(`model.${method}: the model has been disposed of`);
    other.forward(wave(3, 2));
  });

  test("shows nobody what lies in its memory now", () => {
    const model = sequential([dense(2)], { input: 2 });
    model.dispose();
    for (const method of ["parameters", "buffers", "penalty", "state"] as const) {
      expect(() => model[method]()).toThrow(`model.${method}: the model has been disposed of`);
    }
    expect(() => save(model)).toThrow("the model has been disposed of");
    expect(() => model.load({})).toThrow("model.load: the model has been disposed of");
  });
});

test("gradients accumulate where that is asked for", () => {
  const model = sequential([dense(4, { regularization: { weight: { l2: 0.1 } } }), relu(), dense(2)], { input: 3 });
  const [one, two] = [wave(4, 3), wave(6, 3)];
  const first = gradientsOf(model, one);
  const second = gradientsOf(model, two);
  gradientsOf(model, one);
  const loss = softmaxCrossEntropy();
  loss.forward(model.forward(two), new Uint8Array(6));
  model.backward(loss.backward(), { accumulate: true });
  const sums = Object.values(model.parameters()).map(({ grad }) => grad);
  expect(sums).toEqual(first.map((grad, p) => grad.map((g, i) => g + second[p]![i]!)));
});

test("a model works in a reactive proxy's place, and its methods can be taken off it", () => {
  const model = sequential([dense(2), relu()], { input: 2 });
  expect(Object.isFrozen(model)).toBe(true); // which is what keeps a proxy from wrapping it
  const { forward, backward, parameters, state, load } = model;
  const y = [wave(3, 2)].map(forward as (x: Tensor) => Tensor)[0]!; // with an index and the list behind it
  expect(backward(y).shape).toEqual([3, 2]);
  load(state());
  expect(Object.keys(parameters())).toEqual(["dense0.weight", "dense0.bias"]);
});

test.each([null, 3, "", [], [[1]]])("model.load(%s) is named", (state) => {
  const model = sequential([dense(1)], { input: 1 });
  expect(() => model.load(state as never)).toThrow("model.load: state must be arrays by name, got ");
});

test("a model may be fed its own outputs", () => {
  for (const backend of ["simd", "portable"] as const) {
    const model = sequential([dense(4), relu(), dense(3)], { input: 3, random: stream(), backend });
    const x = tensor([1, -2, 3, 0.5, 0, -1], [2, 3]);
    const once = { shape: [2, 3], data: model.forward(x).data.slice() };
    const gradient = tensor([1, 2, 3, 4, 5, 6], [2, 3]);
    const twice = model.forward(once).data.slice();
    model.backward(gradient);
    const expected = Object.values(model.parameters()).map(({ grad }) => grad.slice());
    expect(model.forward(model.forward(x)).data).toEqual(twice);
    model.backward(gradient);
    expect(Object.values(model.parameters()).map(({ grad }) => grad)).toEqual(expected);
  }
});

test("a copy of a dense layer with methods of its own keeps them", () => {
  const inner = dense(2);
  const doubled = {
    ...inner,
    forward: (pass: Parameters<typeof inner.forward>[0]) => {
      inner.forward(pass);
      for (let i = 0; i < pass.y.length; i++) pass.y[i] = 2 * pass.y[i]!;
    },
  };
  const outputs = [doubled, inner].map((first) => {
    const model = sequential([first, relu(), dense(1, { weightInit: normal(1) })], { input: 2, random: stream() });
    return model.forward(tensor([1, 1], [1, 2])).data[0]!;
  });
  expect(outputs[0]).toBeCloseTo(2 * outputs[1]!, 5);
});

test("a model's weights can be loaded from views of its own", () => {
  const model = sequential([dense(2), dense(2)], { input: 2, random: stream() });
  const { "dense0.weight": one, "dense1.weight": two } = model.parameters();
  const before = model.state();
  model.load({ ...before, "dense0.weight": two!.value, "dense1.weight": one!.value });
  expect(one!.value).toEqual(before["dense1.weight"]);
  expect(two!.value).toEqual(before["dense0.weight"]);
});

test("plans of many batch sizes do not pile up in the heap", () => {
  const model = sequential([dense(3)], { input: 2, random: stream() });
  const heap = Heap.of(model.parameters()["dense0.weight"]!.value)!;
  const step = (rows: number) => {
    const loss = softmaxCrossEntropy();
    loss.forward(model.forward(tensor({ shape: [rows, 2] })), new Uint8Array(rows));
    model.backward(loss.backward());
  };
  for (let i = 0; i < 20; i++) step(1 + (i % 10));
  const blocks = heap.blocks;
  for (let i = 0; i < 200; i++) model.backward(model.forward(tensor({ shape: [1 + (i % 10), 2] })));
  expect(heap.blocks).toBeLessThanOrEqual(blocks);
});

describe("layers before the first parameters", () => {
  const counted = (calls: string[]): Layer => ({
    name: "twice",
    outputShape: (shape) => shape,
    forward({ x, y }) {
      for (let i = 0; i < x.length; i++) y[i] = 2 * x[i]!;
    },
    backward({ dx, dy }) {
      calls.push("backward");
      if (dx) for (let i = 0; i < dy.length; i++) dx[i] = 2 * dy[i]!;
    },
  });
  const x = tensor([
    [1, -2, 3],
    [0.5, 1, -1],
  ]);
  const u = tensor([
    [1, -1],
    [0.5, 2],
  ]);

  test.each(["simd", "portable"] as const)("have no backward where x needs no gradient: %s", (backend) => {
    const calls: string[] = [];
    const build = () =>
      sequential(
        [counted(calls), standardize(x) as Layer, dense(4), relu(), sequential([relu(), dense(2)], { input: 4 })],
        {
          input: 3,
          seed: 1,
          backend,
        },
      );
    const [model, whole] = [build(), build()];
    const gradients = (each: Model) => Object.values(each.parameters()).map(({ grad }) => grad.slice());
    for (const each of [model, whole]) each.forward(x);
    model.backward(u, { inputGradient: false });
    expect(calls).toEqual([]);
    const dx = whole.backward(u).data.slice();
    expect(calls).toEqual(["backward"]);
    expect(gradients(model)).toEqual(gradients(whole));
    // By turns.
    model.forward(x);
    expect(model.backward(u).data).toEqual(dx);
    model.backward(u, { inputGradient: false });
    expect(calls).toHaveLength(2);
    expect(gradients(model)).toEqual(gradients(whole));
  });

  test("a model without any is run through all the same", () => {
    const calls: string[] = [];
    const model = sequential([counted(calls), relu()], { input: 3 });
    model.forward(x);
    model.backward(x, { inputGradient: false });
    expect(model.backward(x).data).toEqual(Float32Array.of(2, 0, 6, 1, 2, 0));
  });
});
