import { Heap } from "@downhill/optimizer";
import { describe, expect, test } from "vitest";
import { dense, type Model, normal, type Random, relu, sequential, softmaxCrossEntropy, tensor } from "./index.ts";

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
  expect(() => sequential([], { input: 2, random })).toThrow("a model needs at least one layer, got 0");
  expect(() => sequential([relu()], { input: 2, random, matmulPrecision: "f64" as "float64" })).toThrow("got f64");
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
  for (let rows = 1; rows < 12; rows++) two.infer(tensor(new Float32Array(3 * rows).fill(9), [rows, 3]));
  two.backward(gradient);
  expect(Object.values(two.parameters()).map(({ grad }) => grad)).toEqual(
    Object.values(one.parameters()).map(({ grad }) => grad),
  );
});

describe("a heap that is nearly full", () => {
  function fill(model: Model): void {
    const heap = Heap.of(Object.values(model.parameters())[0]!.value)!;
    for (let size = heap.buffer.byteLength; size >= 16; size = Math.floor(size / 2))
      while (heap.tryAllocate(size) !== undefined);
  }

  test("gives the gradients of the plain functions, and new models another heap", () => {
    const layers = () => [dense(16), relu(), dense(16), relu(), dense(4)];
    const make = (backend: "simd" | "portable") => sequential(layers(), { input: 3, random: stream(), backend });
    const [full, plain] = [make("simd"), make("portable")];
    fill(full);
    const x = tensor(
      Float32Array.from({ length: 24 }, (_, i) => Math.sin(i)),
      [8, 3],
    );
    const [lossOfFull, lossOfPlain] = [softmaxCrossEntropy(), softmaxCrossEntropy()];
    for (const [model, loss] of [
      [full, lossOfFull],
      [plain, lossOfPlain],
    ] as const) {
      loss.forward(model.forward(x), new Uint8Array(8));
      model.backward(loss.backward());
    }
    const grads = (model: Model) => Object.values(model.parameters()).map(({ grad }) => grad);
    expect(grads(full)).toEqual(grads(plain));
    expect(full.backend).toBe("portable");
    expect(full.backendReason).toContain("heap was full");
    expect(make("simd").backend).toBe("simd");
  });
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
  const { "dense0.weight": one, "dense2.weight": two } = model.parameters();
  const before = model.state();
  model.load({ ...before, "dense0.weight": two!.value, "dense2.weight": one!.value });
  expect(one!.value).toEqual(before["dense2.weight"]);
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
