import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  avgPool2d,
  batchNorm,
  categoricalCrossEntropy,
  conv2d,
  dense,
  elu,
  embedding,
  gelu,
  huber,
  klDivergence,
  type Layer,
  type Loss,
  layerNorm,
  leakyRelu,
  type MatmulPrecision,
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
  tanh,
  tensor,
} from "../index.ts";

interface Numbers {
  readonly shape: number[];
  readonly data: number[];
}

interface Golden {
  readonly id: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly input: Numbers;
  readonly params?: Readonly<Record<string, Numbers>>;
  readonly buffersBefore?: Readonly<Record<string, Numbers>>;
  readonly buffersAfter?: Readonly<Record<string, Numbers>>;
  readonly target?: Numbers;
  readonly weight?: Numbers;
  readonly pos_weight?: Numbers;
  readonly output: Numbers;
  readonly upstream: Numbers;
  readonly gradInput?: Numbers;
  readonly gradParams?: Readonly<Record<string, Numbers>>;
}

/** What PyTorch computes in float64. */
const goldens: readonly Golden[] = JSON.parse(
  readFileSync(new URL("../../golden/layers.json", import.meta.url), "utf8"),
).cases;
const tested = new Set<string>();

function golden(id: string): Golden {
  const found = goldens.find((each) => each.id === id);
  if (!found) throw new Error(`no golden ${id}`);
  tested.add(id);
  return found;
}

const random = { uniform: () => 0.5, normal: () => 0 };

function transposed(data: readonly number[], rows: number, columns: number): number[] {
  return data.map((_, i) => data[(i % rows) * columns + Math.floor(i / rows)]!);
}

/** Within a few roundings of float32 of what float64 gave. */
function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance = 1e-6): void {
  expect(actual.length).toBe(expected.length);
  const scale = Math.max(...expected.map(Math.abs));
  for (const [i, value] of expected.entries()) {
    const apart = Math.abs(actual[i]! - value);
    expect(apart, `element ${i}: ${actual[i]} for ${value}`).toBeLessThanOrEqual(tolerance * scale);
  }
}

/** Runs a layer alone on a golden's input with its parameters. `as` brings these into our shape. */
function expectGolden(
  layer: Layer,
  { input, params, buffersBefore, buffersAfter, output, upstream, gradInput, gradParams }: Golden,
  matmulPrecision: MatmulPrecision,
  { training = true, tolerance = 1e-6, as = (data: number[]) => data } = {},
): void {
  const model = sequential([layer], { input: input.shape.slice(1), random, matmulPrecision });
  const stored: Record<string, ArrayLike<number>> = model.state();
  const ours = (name: string) => `${layer.name}0.${name}`;
  const weight = layer.name.endsWith("Norm") ? "scale" : "weight";
  const theirs = { [ours(weight)]: params?.weight, [ours("bias")]: params?.bias };
  for (const [name, given] of Object.entries(theirs)) {
    if (given) stored[name] = given.shape.length === 2 ? as(given.data) : given.data;
  }
  if (buffersBefore) {
    stored[ours("runningMean")] = buffersBefore.running_mean!.data;
    stored[ours("runningVariance")] = buffersBefore.running_var!.data;
  }
  model.load(stored);

  const y = model.forward(tensor(input.data, input.shape), { training });
  expect(y.shape).toEqual(output.shape);
  expectClose(y.data, output.data, tolerance);
  const dx = model.backward(tensor(upstream.data, upstream.shape));
  expect(dx.shape).toEqual(input.shape);
  if (gradInput) expectClose(dx.data, gradInput.data, tolerance);
  else expect(dx.data.every((each) => each === 0)).toBe(true);
  const { [ours(weight)]: weights, [ours("bias")]: biases } = model.parameters();
  const dw = gradParams?.weight;
  if (dw) expectClose(weights!.grad, dw.shape.length === 2 ? as(dw.data) : dw.data, tolerance);
  if (gradParams?.bias) expectClose(biases!.grad, gradParams.bias.data, tolerance);
  if (buffersAfter) {
    expectClose(model.buffers()[ours("runningMean")]!.value, buffersAfter.running_mean!.data);
    expectClose(model.buffers()[ours("runningVariance")]!.value, buffersAfter.running_var!.data);
  }
}

type Pair = [number, number];

describe.each<MatmulPrecision>(["float32", "float64"])("PyTorch's layers, accumulated in %s", (matmulPrecision) => {
  test.each(["linear", "linear-no-bias", "linear-3d"])("%s", (id) => {
    const each = golden(id);
    const [units, inputs] = each.params!.weight!.shape as Pair;
    expectGolden(dense(units), each, matmulPrecision, { as: (data) => transposed(data, units, inputs) });
  });

  test.each<[string, () => Layer, number?]>([
    ["relu", relu],
    ["leaky-relu", leakyRelu],
    ["leaky-relu-slope", () => leakyRelu(0.2)],
    ["elu", elu],
    ["elu-alpha", () => elu(0.5)],
    ["gelu", gelu],
    ["gelu-tanh", () => gelu({ approximate: "tanh" })],
    ["silu", silu],
    ["sigmoid", sigmoid],
    ["tanh", tanh],
    ["softmax", softmax],
    // Its logits are in the hundreds: rounding them to float32 is what costs.
    ["softmax-large", softmax, 1e-4],
  ])("%s", (id, layer, tolerance = 1e-6) => {
    expectGolden(layer(), golden(id), matmulPrecision, { tolerance });
  });

  test("softmax-dim0: down the columns, which is along the rows of the transpose", () => {
    const each = golden("softmax-dim0");
    const turned = ({ shape: [rows, columns], data }: Numbers): Numbers => ({
      shape: [columns!, rows!],
      data: transposed(data, rows!, columns!),
    });
    const [input, output, upstream] = [turned(each.input), turned(each.output), turned(each.upstream)];
    expectGolden(softmax(), { ...each, input, output, upstream, gradInput: turned(each.gradInput!) }, matmulPrecision);
  });

  test.each([
    "conv2d",
    "conv2d-stride-padding",
    "conv2d-rect",
    "conv2d-dilation",
    "conv2d-1x1",
    "conv2d-groups",
    "conv2d-depthwise",
  ])("%s", (id) => {
    const each = golden(id);
    const { out_channels, kernel_size, stride, padding, dilation, groups } = each.args as Record<string, Pair>;
    const layer = conv2d(Number(out_channels), kernel_size!, {
      stride: stride!,
      padding: padding!,
      dilation: dilation!,
      groups: Number(groups),
    });
    expectGolden(layer, each, matmulPrecision);
  });
});

describe("PyTorch's layers", () => {
  test.each([
    "max-pool2d",
    "max-pool2d-padding",
    "max-pool2d-overlap",
    "max-pool2d-ties",
    "max-pool2d-ceil",
    "avg-pool2d",
    "avg-pool2d-padding",
    "avg-pool2d-exclude-pad",
  ])("%s", (id) => {
    const each = golden(id);
    const { kernel_size, stride, padding } = each.args as Record<string, Pair>;
    const options = { stride: stride!, padding: padding! };
    const layer = id.startsWith("max")
      ? maxPool2d(kernel_size!, { ...options, ceil: each.args.ceil_mode === true })
      : avgPool2d(kernel_size!, { ...options, countPadding: each.args.count_include_pad === true });
    expectGolden(layer, each, "float32");
  });

  test.each(["embedding", "embedding-padding-idx"])("%s", (id) => {
    const each = golden(id);
    const { num_embeddings, embedding_dim, padding_idx } = each.args as Record<string, number>;
    const padding = padding_idx === undefined ? {} : { paddingIndex: padding_idx };
    expectGolden(embedding(num_embeddings!, embedding_dim!, padding), each, "float32");
  });

  test.each(["batch-norm-train", "batch-norm-eval", "batch-norm-train-3d", "batch-norm-no-affine"])("%s", (id) => {
    const each = golden(id);
    const { eps, momentum, training } = each.args as { eps: number; momentum: number; training: boolean };
    expectGolden(batchNorm({ eps, momentum }), each, "float32", { training, tolerance: 3e-6 });
  });

  test.each(["layer-norm", "layer-norm-2d-shape", "layer-norm-no-affine"])("%s", (id) => {
    const each = golden(id);
    const { normalized_shape, eps } = each.args as { normalized_shape: number[]; eps: number };
    expectGolden(layerNorm({ dimensions: normalized_shape.length, eps }), each, "float32", { tolerance: 3e-6 });
  });
});

/** A loss with the reduction of the golden that it is compared with. */
type Reduced = (reduction: { readonly reduction: "mean" | "sum" }) => Loss;

function expectLoss(make: Reduced, id: string, tolerance = 2e-6): void {
  const { args, input, target, output, gradInput } = golden(id);
  const loss = make({ reduction: args.reduction === "sum" ? "sum" : "mean" });
  const labels = target!.shape.length === 2 ? tensor(target!.data, target!.shape) : target!.data;
  const value = loss.forward(tensor(input.data, input.shape), labels);
  expect(Math.abs(value - output.data[0]!)).toBeLessThanOrEqual(tolerance * Math.abs(output.data[0]!));
  const gradient = loss.backward();
  expect(gradient.shape).toEqual(input.shape);
  expectClose(gradient.data, gradInput!.data, tolerance);
}

/** Without a reduction there is a loss for each row, or for each element: we show it them one by one. */
function expectLosses(loss: Loss, id: string, tolerance = 2e-6): void {
  const { input, target, output, upstream, gradInput } = golden(id);
  const width = input.data.length / output.data.length;
  const values: number[] = [];
  const gradients: number[] = [];
  for (const [i, factor] of upstream.data.entries()) {
    const label = target!.data.slice(i, i + 1);
    values.push(loss.forward(tensor(input.data.slice(i * width, (i + 1) * width), [1, width]), label));
    gradients.push(...Array.from(loss.backward().data, (each) => each * factor));
  }
  expectClose(values, output.data, tolerance);
  expectClose(gradients, gradInput!.data, tolerance);
}

describe("PyTorch's losses", () => {
  test("cross-entropy", () => {
    const weights = golden("cross-entropy-weighted").weight!.data;
    expectLoss(softmaxCrossEntropy, "cross-entropy-mean");
    expectLoss(softmaxCrossEntropy, "cross-entropy-sum");
    expectLoss(() => softmaxCrossEntropy({ clip: 0 }), "cross-entropy-mean");
    expectLoss(() => softmaxCrossEntropy({ clip: 0 }), "cross-entropy-large-logits");
    expectLoss(() => softmaxCrossEntropy({ labelSmoothing: 0.1 }), "cross-entropy-label-smoothing");
    expectLoss(softmaxCrossEntropy, "cross-entropy-probabilities");
    const smooth = { labelSmoothing: 0.1, clip: 0 };
    expectLoss(
      (options) => softmaxCrossEntropy({ ...smooth, ...options }),
      "cross-entropy-probabilities-smoothing-sum",
    );
    expectLoss(() => softmaxCrossEntropy({ classWeights: weights }), "cross-entropy-weighted");
    expectLoss(() => softmaxCrossEntropy({ classWeights: weights, ...smooth }), "cross-entropy-weighted-smoothing");
    expectLoss(() => softmaxCrossEntropy({ ignoreIndex: -100 }), "cross-entropy-ignore-index");
    expectLosses(softmaxCrossEntropy(), "cross-entropy-none");
  });

  test("cross-entropy by way of a softmax layer", () => {
    const { input, target, output, gradInput } = golden("cross-entropy-mean");
    const model = sequential([softmax()], { input: input.shape[1]!, random });
    const plain = categoricalCrossEntropy();
    const value = plain.forward(model.forward(tensor(input.data, input.shape)), target!.data);
    expect(value).toBeCloseTo(output.data[0]!, 6);
    expectClose(model.backward(plain.backward()).data, gradInput!.data);
  });

  test("cross-entropy of large logits, and with the notebook's clip a bounded loss and the same gradient", () => {
    expectLoss(softmaxCrossEntropy, "cross-entropy-large-logits");
    const { input, target, gradInput } = golden("cross-entropy-large-logits");
    const loss = softmaxCrossEntropy({ clip: 1e-7 });
    // Samples 0 and 2 are certain and wrong: each loses -ln 1e-7. The others are certain and right.
    expect(loss.forward(tensor(input.data, input.shape), target!.data)).toBeCloseTo((2 * 16.118096) / 5, 4);
    expectClose(loss.backward().data, gradInput!.data);
  });

  test("the others", () => {
    const posWeight = golden("bce-with-logits-pos-weight").pos_weight!.data;
    expectLoss(sigmoidCrossEntropy, "bce-with-logits-mean");
    expectLoss(sigmoidCrossEntropy, "bce-with-logits-sum");
    expectLoss(() => sigmoidCrossEntropy({ posWeight }), "bce-with-logits-pos-weight");
    expectLosses(sigmoidCrossEntropy(), "bce-with-logits-none");
    expectLoss(meanSquaredError, "mse-mean");
    expectLoss(meanSquaredError, "mse-sum");
    expectLosses(meanSquaredError(), "mse-none");
    expectLoss(meanAbsoluteError, "l1-mean");
    expectLoss(meanAbsoluteError, "l1-sum");
    expectLosses(meanAbsoluteError(), "l1-none");
    expectLoss(huber, "huber-mean");
    expectLoss((options) => huber({ delta: 0.7, ...options }), "huber-delta-sum");
    expectLoss(klDivergence, "kl-div-batchmean");
    expectLoss(klDivergence, "kl-div-sum");
    expectLoss(() => klDivergence({ logTarget: true }), "kl-div-log-target");
    expectLosses(klDivergence(), "kl-div-none");
  });

  test("smooth L1 is Huber's over delta, and KL's mean that of the samples over the classes", () => {
    const smooth = golden("smooth-l1");
    const loss = huber({ delta: 0.5 });
    const labels = tensor(smooth.target!.data, smooth.target!.shape);
    const value = loss.forward(tensor(smooth.input.data, smooth.input.shape), labels);
    expect(value / 0.5).toBeCloseTo(smooth.output.data[0]!, 6);
    const { input, target, output } = golden("kl-div-mean");
    const divergence = klDivergence().forward(tensor(input.data, input.shape), tensor(target!.data, target!.shape));
    expect(divergence / input.shape[1]!).toBeCloseTo(output.data[0]!, 6);
  });
});

test("every golden was looked at", () => {
  expect(goldens.map(({ id }) => id).filter((id) => !tested.has(id))).toEqual([]);
});
