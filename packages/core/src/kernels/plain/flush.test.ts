import { describe, expect, test } from "vitest";
import { fuzz, tries } from "../../../test/fuzz.ts";
import { same } from "../../../test/same.ts";
import {
  activation,
  avgPool2d,
  batchNorm,
  conv2d,
  dense,
  dropout,
  elu,
  embedding,
  gelu,
  type Layer,
  layerNorm,
  leakyRelu,
  logSoftmax,
  type MatmulPrecision,
  maxPool2d,
  relu,
  sequential,
  sigmoid,
  silu,
  softmax,
  softplus,
  type Tensor,
  tanh,
} from "../../index.ts";

// Numbers near the edge of what float32 has go through every layer: no subnormal number comes out, at whatever size,
// forward and backward, and what comes out has the same bits with the kernels and without.

const { random, size } = fuzz(5);

/** Normal numbers from 2^-126 on, each of another size, some of them usual ones. */
function tiny(shape: readonly number[]): Tensor {
  const most = [0, 2, 26, 60][size(0, 3)]!;
  const one = () => {
    const magnitude = (1 + random()) * 2 ** (-126 + size(0, most));
    return random() < 0.1 ? 0 : random() < 0.1 ? random() * 4 - 2 : random() < 0.5 ? magnitude : -magnitude;
  };
  return { shape, data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, one) };
}

/** Far from 0, where exponentials vanish. */
function far(shape: readonly number[]): Tensor {
  return { shape, data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => 240 * random() - 120) };
}

const isSubnormal = (x: number) => x !== 0 && Math.abs(x) < 2 ** -126;

function expectNormal(arrays: Record<string, Float32Array>): void {
  const found = Object.entries(arrays).flatMap(([name, array]) =>
    Array.from(array.filter(isSubnormal), (each) => `${name}: ${each}`),
  );
  expect(found).toEqual([]);
}

const channels = [3, 6, 7] as const;
const layers: [string, () => Layer, readonly number[]][] = [
  ["dense", () => dense(size(1, 70)), [size(1, 40)]],
  ["dense of two inputs", () => dense(64), [2]],
  ["dense of few units", () => dense(size(1, 4)), [size(1, 40)]],
  ["dense without a bias", () => dense(size(1, 20), { bias: false }), [size(1, 9)]],
  ["conv2d", () => conv2d(size(1, 9), size(1, 3), { padding: 1, stride: size(1, 2) }), channels],
  ["conv2d without a bias", () => conv2d(3, 3, { bias: false, groups: 3 }), channels],
  ["maxPool2d", () => maxPool2d(2, { stride: [1, 2] }), channels],
  ["overlapping maxPool2d", () => maxPool2d(3, { stride: 1 }), channels],
  ["avgPool2d", () => avgPool2d(size(1, 3), { stride: size(1, 3) }), channels],
  ["batchNorm", () => batchNorm({ eps: 0.5 }), channels],
  ["batchNorm of columns", () => batchNorm({ eps: 0.5, momentum: 0.9 }), [9]],
  ["layerNorm", () => layerNorm({ eps: 0.5 }), [size(1, 20)]],
  ["dropout", () => dropout(0.3), [size(1, 20)]],
  ["softmax", softmax, [size(1, 40)]],
  ["logSoftmax", logSoftmax, [size(1, 40)]],
  ["relu", relu, [20]],
  ["leakyRelu", leakyRelu, [20]],
  ["elu", () => elu(1.5), [20]],
  ["gelu", gelu, [20]],
  ["gelu by tanh", () => gelu({ approximate: "tanh" }), [20]],
  ["silu", silu, [20]],
  ["sigmoid", sigmoid, [20]],
  ["tanh", tanh, [20]],
  ["softplus", softplus, [20]],
  ["one's own", () => activation({ name: "square", value: (x) => x * x, derivative: (x) => 2 * x }), [20]],
];

const precisions: MatmulPrecision[] = ["float32", "float64"];

describe.each(layers)("%s", (_, make, input) => {
  test.each(precisions)("writes no subnormal number, in %s", (matmulPrecision) => {
    for (let i = 0; i < tries(40); i++) {
      const layer = make();
      const model = (backend: "simd" | "portable") => sequential([layer], { input, matmulPrecision, backend, seed: i });
      const both = [model("simd"), model("portable")];
      const stored = both[0]!.state();
      for (const name of Object.keys(stored)) {
        if (random() < 0.8)
          stored[name] = tiny([stored[name]!.length]).data.map((each) =>
            name.endsWith("Variance") ? Math.abs(each) : each,
          );
      }
      const rows = size(2, 9);
      const x = i % 4 === 3 ? far([rows, ...input]) : tiny([rows, ...input]);
      const dy = tiny([rows, ...both[0]!.outputShape]);
      const training = random() < 0.7;
      const [simd, portable] = both.map((each) => {
        each.load(stored);
        const arrays: Record<string, Float32Array> = { y: each.forward(x, { training }).data.slice() };
        arrays.dx = each.backward(dy).data.slice();
        for (const [name, { grad }] of Object.entries(each.parameters())) arrays[name] = grad.slice();
        for (const [name, { value }] of Object.entries(each.buffers())) arrays[name] = value.slice();
        return arrays;
      });
      expectNormal(simd!);
      for (const name in portable) same(simd![name]!, portable[name]!, `${name} of model ${i}`);
    }
  });
});

test("what is handed to a model may be subnormal, and does not get into products", () => {
  for (const backend of ["simd", "portable"] as const) {
    const model = sequential([relu()], { input: 3, backend });
    expect([...model.forward({ shape: [1, 3], data: Float32Array.of(1e-40, 1, 2) }).data]).toEqual([0, 1, 2]);
    expect([...model.backward({ shape: [1, 3], data: Float32Array.of(3, -1e-40, 4) }).data]).toEqual([0, 0, 4]);
  }
});

test("an embedding's gradient has none", () => {
  for (let i = 0; i < tries(40); i++) {
    const model = sequential([embedding(3, 5)], { input: 4, seed: i });
    model.forward({ shape: [6, 4], data: Float32Array.from({ length: 24 }, () => size(0, 2)) });
    model.backward(tiny([6, 4, 5]));
    expectNormal({ grad: model.parameters()["embedding0.weight"]!.grad });
  }
});

test("what moves towards 0 gets there: the running statistics of a channel that has died", () => {
  for (const backend of ["simd", "portable"] as const) {
    const model = sequential([batchNorm()], { input: 2, backend });
    for (let step = 0; step < 900; step++) model.forward({ shape: [2, 2], data: Float32Array.of(0, step, 0, 1) });
    const { "batchNorm0.runningMean": mean, "batchNorm0.runningVariance": variance } = model.buffers();
    expect([mean!.value[0], variance!.value[0]]).toEqual([0, 0]);
    expect(variance!.value[1]).toBeGreaterThan(0);
  }
});
