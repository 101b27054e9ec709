import {
  activation,
  avgPool2d,
  batchNorm,
  categoricalCrossEntropy,
  conv2d,
  dense,
  dropout,
  elu,
  embedding,
  flatten,
  gelu,
  huber,
  klDivergence,
  type Labels,
  type Layer,
  type Loss,
  layerNorm,
  leakyRelu,
  logSoftmax,
  maxPool2d,
  meanAbsoluteError,
  meanSquaredError,
  relu,
  residual,
  type Shape,
  sigmoid,
  sigmoidCrossEntropy,
  silu,
  softmax,
  softmaxCrossEntropy,
  softplus,
  type Tensor,
  tanh,
  tensor,
} from "@downhill/core";

/** A layer or a loss, with its options, at sizes that grow. */
export interface Ladder {
  readonly name: string;
  /** What the sizes are of. */
  readonly along: string;
  readonly rungs: readonly number[];
  /** Why some sizes cost more than their neighbours, if some do. */
  readonly reason?: string;
  /** Of the outputs that a loss, or of the input that a layer is given at a size; the first dimension is the samples. */
  readonly shape: (size: number) => Shape;
  readonly what:
    | {
        readonly layer: (size: number) => Layer;
        readonly multiplyAdds?: (size: number) => number;
        readonly indices?: number;
      }
    | { readonly loss: (size: number) => Loss; readonly labels: (outputs: Tensor) => Labels; readonly weights?: true };
}

const fewLanes = "a vector has four lanes, and fewer columns are in use";

/** Of a megabyte at most, so that it is arithmetic that is timed, and not memory. */
const elements = 65_536;
const widths = [2, 3, 4, 7, 8, 9, 12, 16, 20, 32, 64, 100, 256, 1000, 1024, 4096];
const images = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 24, 28, 32, 48, 64];
const lengths = [2048, 4096, 8192, 16_384, 32_768, 65_536, 131_072];

const ofWidth = (width: number): Shape => [Math.max(1, Math.round(elements / width)), width];
const ofLength = (length: number): Shape => [16, length / 16];
const ofImage =
  (channels: number) =>
  (side: number): Shape => [
    Math.max(1, Math.min(256, Math.round(elements / (channels * side * side)))),
    channels,
    side,
    side,
  ];

const byLength = (name: string, layer: () => Layer): Ladder => ({
  name,
  along: "elements",
  rungs: lengths,
  shape: ofLength,
  what: { layer },
});
const byWidth = (name: string, layer: () => Layer, rungs = widths): Ladder => ({
  name,
  along: "width",
  rungs,
  shape: ofWidth,
  what: { layer },
});

/** A convolution with a stride of 1, padded to keep the image, over images of any side. */
const convolution = (name: string, channels: number, kernel: number, groups = 1): Ladder => {
  const shape = ofImage(channels);
  return {
    name,
    along: "side",
    rungs: images,
    shape,
    what: {
      layer: () => conv2d(channels, kernel, { padding: (kernel - 1) / 2, groups }),
      // Those with the padding's zeros too, as is usual.
      multiplyAdds: (side) => shape(side)[0]! * channels * (channels / groups) * (kernel * side) ** 2,
    },
  };
};

const product = (
  name: string,
  along: string,
  rungs: readonly number[],
  of: (n: number) => [number, number, number],
  reason?: string,
): Ladder => ({
  name,
  ...(reason && { reason }),
  along,
  rungs,
  shape: (n) => of(n).slice(0, 2),
  what: {
    layer: (n) => dense(of(n)[2]),
    multiplyAdds: (n) => of(n).reduce((a, b) => a * b),
  },
});

const classesOf = ({ shape: [samples, classes] }: Tensor) =>
  Int32Array.from({ length: samples! }, (_, i) => (i * 37) % classes!);
function oneHotOf(outputs: Tensor): Tensor {
  const rows = tensor({ shape: [...outputs.shape] });
  for (const [i, index] of classesOf(outputs).entries()) rows.data[i * outputs.shape[1]! + index] = 1;
  return rows;
}
function sharesOf({ shape }: Tensor): Tensor {
  const rows = tensor({ shape: [...shape] });
  rows.data.fill(1 / shape[1]!);
  return rows;
}
const someIgnored = (outputs: Tensor) => classesOf(outputs).map((index, i) => (i % 4 === 0 ? -1 : index));
const weightsOf = (n: number) => Float64Array.from({ length: n }, (_, i) => 1 + (i % 3));
const numbersOf = ({ shape, data }: Tensor): Tensor => ({ shape, data: data.map((y) => Math.abs(y) % 1) });

const ofClasses = (
  name: string,
  loss: (classes: number) => Loss,
  labels: (outputs: Tensor) => Labels = classesOf,
  weights?: true,
): Ladder => ({
  name,
  along: "classes",
  rungs: [2, 3, 4, 6, 10, 16, 30, 60, 100, 200, 500, 1000, 3000],
  shape: ofWidth,
  what: { loss, labels, ...(weights && { weights }) },
});
const ofElements = (name: string, loss: () => Loss): Ladder => ({
  name,
  along: "elements",
  rungs: lengths,
  shape: ofLength,
  what: { loss, labels: numbersOf },
});

const cubic = { value: (x: number) => x * x * x, derivative: (x: number) => 3 * x * x };

export const ladders: readonly Ladder[] = [
  byLength("relu", relu),
  byLength("leakyRelu", () => leakyRelu(0.01)),
  byLength("elu", () => elu(1)),
  byLength("gelu", () => gelu()),
  byLength("gelu, tanh", () => gelu({ approximate: "tanh" })),
  byLength("silu", silu),
  byLength("sigmoid", sigmoid),
  byLength("tanh", tanh),
  byLength("softplus", softplus),
  byLength("activation of one's own", () => activation({ name: "cubic", ...cubic })),
  byLength("dropout", () => dropout(0.5)),
  byLength("residual(relu)", () => residual([relu()])),
  byWidth("softmax", softmax),
  byWidth("logSoftmax", logSoftmax),
  byWidth("layerNorm", () => layerNorm()),
  byWidth(
    "batchNorm of columns",
    () => batchNorm(),
    [2, 3, 4, 6, 8, 16, 31, 32, 64, 128, 255, 256, 512, 1000, 1024, 2048],
  ),
  {
    name: "batchNorm of channels",
    along: "side",
    rungs: images,
    shape: ofImage(16),
    what: { layer: () => batchNorm() },
  },
  { name: "flatten", along: "side", rungs: images, shape: ofImage(16), what: { layer: () => flatten() } },
  {
    name: "maxPool2d(2)",
    reason: fewLanes,
    along: "side",
    rungs: images.slice(1),
    shape: ofImage(16),
    what: { layer: () => maxPool2d(2) },
  },
  {
    name: "avgPool2d(2)",
    reason: fewLanes,
    along: "side",
    rungs: images.slice(1),
    shape: ofImage(16),
    what: { layer: () => avgPool2d(2) },
  },
  {
    name: "embedding(1000, width)",
    along: "width",
    rungs: [1, 2, 4, 8, 16, 32, 64, 128, 256],
    shape: (width) => [64, Math.max(1, 1024 / width)],
    what: { layer: (width) => embedding(1000, width), indices: 1000 },
  },
  product("dense, n → n, 64 rows", "n", [8, 12, 16, 20, 31, 32, 64, 100, 127, 128, 129, 256, 500, 512], (n) => [
    64,
    n,
    n,
  ]),
  product("dense, 784 → 128", "rows", [1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 32, 64, 256], (n) => [n, 784, 128]),
  product("dense, 256 → n, 64 rows", "n", [1, 2, 3, 4, 5, 8, 10, 16, 32, 64, 256], (n) => [64, 256, n], fewLanes),
  convolution("conv2d, 16 → 16, 1 × 1", 16, 1),
  convolution("conv2d, 16 → 16, 3 × 3", 16, 3),
  convolution("conv2d, 16 → 16, 5 × 5", 16, 5),
  convolution("conv2d, 64 → 64, 3 × 3", 64, 3),
  convolution("conv2d, 32 channels alone, 3 × 3", 32, 3, 32),
  {
    name: "conv2d(32, [3, width]) of 40 words",
    along: "width",
    rungs: [12, 25, 50, 100, 200, 400],
    shape: (width) => [16, 1, 40, width],
    what: { layer: (width) => conv2d(32, [3, width]), multiplyAdds: (width) => 16 * 32 * 38 * 3 * width },
  },
  ofClasses("softmaxCrossEntropy", () => softmaxCrossEntropy()),
  ofClasses("softmaxCrossEntropy, clip", () => softmaxCrossEntropy({ clip: 1e-7 })),
  ofClasses("softmaxCrossEntropy, sum", () => softmaxCrossEntropy({ reduction: "sum" })),
  ofClasses("softmaxCrossEntropy, ignoreIndex", () => softmaxCrossEntropy({ ignoreIndex: -1 }), someIgnored),
  ofClasses("softmaxCrossEntropy, classWeights", (n) => softmaxCrossEntropy({ classWeights: weightsOf(n) })),
  ofClasses("softmaxCrossEntropy, sampleWeight", () => softmaxCrossEntropy(), classesOf, true),
  ofClasses("softmaxCrossEntropy, one-hot", () => softmaxCrossEntropy(), oneHotOf),
  ofClasses("softmaxCrossEntropy, probabilities", () => softmaxCrossEntropy(), sharesOf),
  ofClasses("softmaxCrossEntropy, labelSmoothing", () => softmaxCrossEntropy({ labelSmoothing: 0.1 })),
  ofClasses("categoricalCrossEntropy", () => categoricalCrossEntropy()),
  ofClasses("categoricalCrossEntropy, classWeights", (n) => categoricalCrossEntropy({ classWeights: weightsOf(n) })),
  ofClasses("categoricalCrossEntropy, one-hot", () => categoricalCrossEntropy(), oneHotOf),
  ofElements("sigmoidCrossEntropy", () => sigmoidCrossEntropy()),
  ofElements("sigmoidCrossEntropy, posWeight", () => sigmoidCrossEntropy({ posWeight: 3 })),
  ofElements("meanSquaredError", () => meanSquaredError()),
  ofElements("meanAbsoluteError", () => meanAbsoluteError()),
  ofElements("huber", () => huber()),
  ofElements("klDivergence", () => klDivergence()),
];
