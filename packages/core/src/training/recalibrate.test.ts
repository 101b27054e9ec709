import { describe, expect, test } from "vitest";
import { descent } from "../../test/saved.ts";
import { stream } from "../../test/stream.ts";
import {
  batchNorm,
  conv2d,
  dense,
  dropout,
  evaluate,
  fit,
  flatten,
  type Model,
  meanSquaredError,
  numpyRandom,
  recalibrate,
  relu,
  residual,
  sequential,
  softmaxCrossEntropy,
  type Tensor,
  tensor,
} from "../index.ts";

const numbers = stream(3);
const normals = (...shape: number[]) =>
  tensor(
    Array.from({ length: shape.reduce((a, b) => a * b) }, () => 3 + 2 * numbers.normal()),
    shape,
  );
const x = normals(50, 3);

/** Mean and unbiased variance of each channel, in float64. @param rows of one sample each, channels × area */
function moments(rows: readonly (readonly number[])[], channels: number) {
  const area = rows[0]!.length / channels;
  return Array.from({ length: channels }, (_, c) => {
    const all = rows.flatMap((row) => row.slice(c * area, (c + 1) * area));
    const mean = all.reduce((a, b) => a + b) / all.length;
    return [mean, all.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (all.length - 1)] as const;
  });
}

const rowsOf = ({ shape: [count], data }: Tensor) =>
  Array.from({ length: count! }, (_, i) => [
    ...data.subarray((i * data.length) / count!, ((i + 1) * data.length) / count!),
  ]);

function expectMoments(model: Model, name: string, expected: ReturnType<typeof moments>): void {
  const buffers = model.buffers();
  for (const [c, [mean, variance]] of expected.entries()) {
    expect(buffers[`${name}.runningMean`]!.value[c]! / mean).toBeCloseTo(1, 5);
    expect(buffers[`${name}.runningVariance`]!.value[c]! / variance).toBeCloseTo(1, 5);
  }
}

describe.each(["simd", "portable"] as const)("recalibrate, %s", (backend) => {
  const options = { input: 3, backend };

  test("measures what reaches each layer, the layers before it as they are now, whatever the batch size", () => {
    for (const batchSize of [1, 7, 32, 50, undefined]) {
      const model = sequential([batchNorm({ momentum: 0.5 }), relu(), dense(4), batchNorm(), dropout(0.5)], options);
      const { value } = model.parameters()["dense2.weight"]!;
      fit(model, { x, y: normals(50, 4) }, { loss: meanSquaredError(), optimizer: { step() {} }, epochs: 3 });
      const weights = model.state();
      recalibrate(model, { x }, { batchSize });
      const first = moments(rowsOf(x), 3);
      expectMoments(model, "batchNorm0", first);
      const second = rowsOf(x).map((row) => {
        const h = row.map((each, i) => Math.max(0, (each - first[i]![0]) / Math.sqrt(first[i]![1] + 1e-5)));
        return [0, 1, 2, 3].map((j) => h.reduce((sum, each, i) => sum + each * value[4 * i + j]!, 0));
      });
      expectMoments(model, "batchNorm3", moments(second, 4));
      for (const name in model.parameters()) expect(model.state()[name]).toEqual(weights[name]);
    }
  });

  test("channels of images, layers within a residual and within another model", () => {
    const images = normals(9, 2, 5, 5);
    const inner = sequential([batchNorm(), relu(), batchNorm()], { input: [2, 5, 5], backend });
    const shape = { input: [2, 5, 5], backend };
    const model = sequential(
      { inner, block: residual([batchNorm(), conv2d(2, 3, { padding: 1 })]), end: batchNorm() },
      shape,
    );
    const before = model.state();
    recalibrate(model, { x: images }, { batchSize: 4 });
    expectMoments(model, "inner.batchNorm0", moments(rowsOf(images), 2));
    expect(Object.keys(model.buffers())).toHaveLength(8);
    for (const name in model.buffers()) expect(model.state()[name]).not.toEqual(before[name]);
    // A second time, of each layer alone: the model as far as it is what it was measured with.
    const through = sequential({ inner }, shape);
    const block = rowsOf(through.forward(images, { training: false }));
    expectMoments(model, "block.batchNorm0", moments(block, 2));
  });

  test("a layer's outputs are normalised over the data afterwards, and so is a batch of the next model's", () => {
    const model = sequential([dense(4), batchNorm()], options);
    recalibrate(model, { x }, { batchSize: 8 });
    const outputs = moments(rowsOf(model.forward(x, { training: false })), 4);
    for (const [mean, variance] of outputs) {
      expect(mean).toBeCloseTo(0, 5);
      expect(variance).toBeCloseTo(1, 4);
    }
  });
});

test("a batch that has no room beside the parameters is measured in another heap, with the same result", () => {
  const many = normals(20_000, 3);
  const make = () => sequential([residual([batchNorm()]), dense(4), batchNorm()], { input: 3 });
  const [whole, parts] = [make(), make()];
  recalibrate(whole, { x: many }, { batchSize: 20_000 });
  recalibrate(parts, { x: many }, { batchSize: 500 });
  for (const [name, { value }] of Object.entries(whole.buffers())) {
    for (const [i, each] of value.entries()) expect(each / parts.buffers()[name]!.value[i]!).toBeCloseTo(1, 5);
  }
  expectMoments(whole, "residual0.batchNorm0", moments(rowsOf(many), 3));
});

test("draws nothing, and leaves a backward what it has", () => {
  const random = numpyRandom(1);
  const model = sequential([dense(4), batchNorm(), dropout(0.5), dense(2)], { input: 3, random });
  const loss = softmaxCrossEntropy();
  const labels = Array.from({ length: 50 }, (_, i) => i % 2);
  loss.forward(model.forward(x), labels);
  const place = random.state();
  const gradients = () => {
    model.backward(loss.backward());
    return Object.values(model.parameters()).map(({ grad }) => grad.slice());
  };
  const before = gradients();
  recalibrate(model, { x });
  expect(gradients()).toEqual(before);
  expect(random.state()).toEqual(place);
});

test("a model without such layers stays as it is", () => {
  const model = sequential([dense(2), relu(), flatten()], { input: 3 });
  const before = model.state();
  recalibrate(model, { x });
  expect(model.state()).toEqual(before);
});

test("what does not fit changes nothing", () => {
  const model = sequential([batchNorm(), dense(2), batchNorm()], { input: 3 });
  fit(model, { x, y: normals(50, 2) }, { loss: meanSquaredError(), optimizer: descent(model.parameters()), epochs: 1 });
  const before = model.state();
  expect(() => recalibrate(model, { x: normals(1, 3) })).toThrow(
    "recalibrate: batchNorm needs more than 1 number for each",
  );
  expect(() => recalibrate(model, { x: normals(4, 2) })).toThrow("recalibrate: expected 3 columns, got shape [4, 2]");
  expect(() => recalibrate(model, { x }, { batchSize: 0 })).toThrow("recalibrate: batchSize must be a positive whole");
  expect(model.state()).toEqual(before);
  recalibrate(model, { x });
  expect(model.state()).not.toEqual(before);
  evaluate(model, { x, y: normals(50, 2) }, { loss: meanSquaredError() });
});
