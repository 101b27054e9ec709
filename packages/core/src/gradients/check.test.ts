import { describe, expect, test } from "vitest";
import {
  avgPool2d,
  batchNorm,
  categoricalCrossEntropy,
  checkGradients,
  constant,
  conv2d,
  dense,
  dropout,
  elu,
  embedding,
  flatten,
  gelu,
  glorotUniform,
  huber,
  klDivergence,
  type Layer,
  type Loss,
  layerNorm,
  leakyRelu,
  logSoftmax,
  maxPool2d,
  meanAbsoluteError,
  meanSquaredError,
  relu,
  sequential,
  sigmoid,
  sigmoidCrossEntropy,
  silu,
  softmax,
  softmaxCrossEntropy,
  softplus,
  type Tensor,
  tanh,
  tensor,
} from "../index.ts";
import { Replay } from "./replay.ts";

function normals(shape: number[]): Tensor {
  const random = new Replay();
  return tensor(
    Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal()),
    shape,
  );
}

function expectPassed(report: ReturnType<typeof checkGradients>): void {
  expect(report.passed, report.toString()).toBe(true);
}

const image = [2, 5, 6];

describe("backward is the gradient of forward", () => {
  const cases: [string, Layer, number | number[]][] = [
    ["dense", dense(4), 3],
    ["dense along the last dimension", dense(4), [2, 3]],
    ["conv2d", conv2d(3, 3), image],
    ["conv2d with all options", conv2d(3, [2, 3], { stride: [2, 1], padding: [1, 2], dilation: [2, 1] }), image],
    ["conv2d in groups", conv2d(4, 2, { groups: 2, stride: 2, padding: 1 }), image],
    ["maxPool2d", maxPool2d(2, { stride: 1, padding: 1 }), image],
    ["avgPool2d", avgPool2d(3, { stride: 2, padding: 1, ceil: true }), image],
    ["avgPool2d without its padding", avgPool2d(3, { stride: 2, padding: 1, countPadding: false }), image],
    ["flatten", flatten(), image],
    ["batchNorm", batchNorm(), 4],
    ["batchNorm of channels", batchNorm(), image],
    ["layerNorm", layerNorm(), [3, 5]],
    ["layerNorm of several dimensions", layerNorm({ dimensions: 2 }), [2, 3, 4]],
    ["dropout", dropout(0.4), 20],
    ["relu", relu(), 9],
    ["leakyRelu", leakyRelu(0.2), 9],
    ["elu", elu(1.5), 9],
    ["gelu", gelu(), 9],
    ["gelu, tanh", gelu({ approximate: "tanh" }), 9],
    ["silu", silu(), 9],
    ["sigmoid", sigmoid(), 9],
    ["tanh", tanh(), 9],
    ["softplus", softplus(), 9],
    ["softmax", softmax(), [2, 5]],
    ["logSoftmax", logSoftmax(), [2, 5]],
  ];

  test.each(cases)("%s", (_, layer, input) => {
    expectPassed(checkGradients(layer, { input }));
    expectPassed(checkGradients(layer, { input, training: false, matmulPrecision: "float32" }));
  });

  // Softmax rounds to float32 inside.
  test.each(cases.filter(([name]) => name !== "softmax"))("%s, in float64", (_, layer, input) => {
    expectPassed(checkGradients(layer, { input, precision: "float64" }));
  });

  test("embedding", () => {
    const x = tensor([0, 4, 4, 1, 2, 4], [2, 3]);
    expectPassed(checkGradients(embedding(5, 3), { input: 3, x, inputGradient: false, precision: "float64" }));
  });

  test("all together, penalties included, and the model is left as it was", () => {
    const model = sequential(
      [
        conv2d(4, 3, { padding: 1, regularization: { weight: { l2: 0.1 } } }),
        batchNorm(),
        silu(),
        maxPool2d(2),
        flatten(),
        layerNorm(),
        dense(5, { regularization: { weight: { l1: 0.01, l2: 0.1 }, bias: { l2: 0.3 } }, biasInit: constant(0.2) }),
        tanh(),
        dense(3, { weightInit: glorotUniform() }),
      ],
      { input: [2, 6, 6], random: new Replay(), matmulPrecision: "float64" },
    );
    const before = model.state();
    expectPassed(checkGradients(model));
    expectPassed(checkGradients(model, { training: true, x: normals([4, 2, 6, 6]) }));
    expect(model.state()).toEqual(before);
  });

  test.each<[string, Loss, Tensor, Tensor | number[]]>([
    ["softmaxCrossEntropy", softmaxCrossEntropy(), normals([3, 4]), [2, 0, 3]],
    ["smoothed", softmaxCrossEntropy({ labelSmoothing: 0.2 }), normals([3, 4]), [2, 0, 3]],
    ["unclipped", softmaxCrossEntropy({ clip: 0 }), normals([3, 4]), [2, 0, 3]],
    ["soft labels", softmaxCrossEntropy(), normals([2, 3]), tensor([0.2, 0.3, 0.5, 1, 0, 0], [2, 3])],
    ["categoricalCrossEntropy", categoricalCrossEntropy(), tensor([0.2, 0.3, 0.5, 0.6, 0.3, 0.1], [2, 3]), [2, 0]],
    ["sigmoidCrossEntropy", sigmoidCrossEntropy(), normals([2, 2]), tensor([1, 0, 0.3, 1], [2, 2])],
    ["meanSquaredError", meanSquaredError(), normals([2, 2, 2]), tensor({ shape: [2, 2, 2] })],
    ["meanAbsoluteError", meanAbsoluteError(), normals([5, 1]), [1, 2, 3, 4, 5]],
    ["huber", huber({ delta: 0.6 }), normals([4, 2]), tensor({ shape: [4, 2] })],
    ["klDivergence", klDivergence(), normals([2, 3]), tensor([0.2, 0.3, 0.5, 1, 0, 0], [2, 3])],
  ])("%s", (_, loss, outputs, labels) => {
    const before = outputs.data.slice();
    expectPassed(checkGradients(loss, { outputs, labels }));
    expect(outputs.data).toEqual(before);
  });
});

/** y = scale·x + shift of each element, as a user would write it. */
function affine(): Layer<"scale" | "shift"> {
  return {
    name: "affine",
    outputShape: (input) => input,
    parameters: () => ({
      scale: { shape: [1], initialize: constant(2) },
      shift: { shape: [1], initialize: constant(0) },
    }),
    forward({ x, y, parameters: { scale, shift } }) {
      for (let i = 0; i < y.length; i++) y[i] = scale.value[0]! * x[i]! + shift.value[0]!;
    },
    backward({ x, dx, dy, parameters: { scale, shift } }) {
      let dot = 0;
      let sum = 0;
      for (let i = 0; i < dy.length; i++) {
        dot += dy[i]! * x[i]!;
        sum += dy[i]!;
        if (dx) dx[i] = scale.value[0]! * dy[i]!;
      }
      scale.grad[0] = dot;
      shift.grad[0] = sum;
    },
  };
}

describe("a custom layer", () => {
  test("passes if it is right", () => {
    expectPassed(checkGradients(affine(), { input: 4, precision: "float64" }));
  });

  test.each<[string, Layer["backward"], string]>([
    [
      "forgets a parameter",
      ({ dx, dy }) => dx?.set(dy.map((each) => 2 * each)),
      "affine: scale: 1 of 1 gradients are wrong",
    ],
    [
      "adds to what is there",
      (pass) => {
        affine().backward(pass as Parameters<ReturnType<typeof affine>["backward"]>[0]);
        for (let i = 0; i < pass.x.length; i++) pass.dx![i] = Number.NaN;
      },
      "affine: x: 12 of 12 gradients are wrong; worst at [0] backward gives NaN",
    ],
    [
      "is off by one part in a hundred",
      (pass) => {
        affine().backward(pass as Parameters<ReturnType<typeof affine>["backward"]>[0]);
        pass.dx![5]! *= 1.01;
      },
      "affine: x: 1 of 12 gradients are wrong; worst at [5] backward gives",
    ],
  ])("that %s is found out", (_, backward, message) => {
    const report = checkGradients({ ...affine(), backward } as Layer, { input: 4 });
    expect(report.passed).toBe(false);
    expect(report.toString()).toContain(message);
  });

  test("that leaves some of y out is found out", () => {
    const lazy: Layer = { ...(affine() as Layer), forward: ({ y }) => void y.fill(1, 1) };
    expect(checkGradients(lazy, { input: 4 }).passed).toBe(false);
  });
});

test("a loss whose gradient is not divided by the samples is found out", () => {
  const right = meanSquaredError();
  const wrong: Loss = {
    ...right,
    backward: () => {
      const { shape, data } = right.backward();
      return { shape, data: data.map((each) => each * 2) };
    },
  };
  const report = checkGradients(wrong, { outputs: normals([2, 2]), labels: tensor({ shape: [2, 2] }) });
  expect(report.passed).toBe(false);
  expect(report.arrays[0]).toMatchObject({ name: "outputs", elements: 4, wrong: 4, skipped: 0 });
});

test("an element near a kink is looked at from its own side, or left out if it is too near", () => {
  const x = tensor([0.01, 1e-6, -2], [1, 3]);
  const report = checkGradients(relu(), { input: 3, x });
  expectPassed(report);
  expect(report.arrays[0]).toMatchObject({ elements: 3, skipped: 1, wrong: 0 });
  expect(report.toString()).toContain("relu: x: 2 of 3 agree, 1 not checked (a kink is near)");
});

test("a batch of another shape is an error", () => {
  expect(() => checkGradients(relu(), { input: 3, x: tensor({ shape: [2, 4] }) })).toThrow(
    "checkGradients: expected 3 columns, got shape [2, 4]",
  );
});
