import type { Shape } from "@downhill/core";
import * as tf from "@tensorflow/tfjs-core";
import { startTfjs } from "../subjects/tfjs.ts";
import type { Ladder } from "./ladders.ts";
import { batchOf, type Pass } from "./passes.ts";

type Operation = (x: tf.Tensor, size: number) => tf.Tensor;

const noWeights = new Map<string, tf.Tensor>();
/** Of zeros, the same for each call: `[1, 2]` and `[1, 2]` are one. */
function zeros(shape: number[]): tf.Tensor {
  const key = shape.join();
  const known = noWeights.get(key) ?? tf.keep(tf.zeros(shape));
  noWeights.set(key, known);
  return known;
}

const matMul: (units: (size: number) => number) => Operation = (units) => (x, size) =>
  tf.fused.matMul({
    a: x as tf.Tensor2D,
    b: zeros([x.shape[1]!, units(size)]) as tf.Tensor2D,
    bias: zeros([units(size)]),
  });
const conv: (kernel: number) => Operation = (kernel) => (x) => {
  const channels = x.shape[3]!;
  const filter = zeros([kernel, kernel, channels, channels]) as tf.Tensor4D;
  return tf.fused.conv2d({ x: x as tf.Tensor4D, filter, strides: 1, pad: "same", bias: zeros([channels]) });
};

/** What TensorFlow.js has, by the ladder's name. Images have their channels last. */
const operations: Readonly<Record<string, Operation>> = {
  relu: (x) => tf.relu(x),
  leakyRelu: (x) => tf.leakyRelu(x, 0.01),
  elu: (x) => tf.elu(x),
  sigmoid: (x) => tf.sigmoid(x),
  tanh: (x) => tf.tanh(x),
  softplus: (x) => tf.softplus(x),
  softmax: (x) => tf.softmax(x),
  logSoftmax: (x) => tf.logSoftmax(x),
  "maxPool2d(2)": (x) => tf.maxPool(x as tf.Tensor4D, 2, 2, "valid"),
  "avgPool2d(2)": (x) => tf.avgPool(x as tf.Tensor4D, 2, 2, "valid"),
  "embedding(1000, width)": (x, width) => tf.gather(zeros([1000, width]), x as tf.Tensor2D),
  "dense, n → n, 64 rows": matMul((n) => n),
  "dense, 784 → 128": matMul(() => 128),
  "dense, 256 → n, 64 rows": matMul((n) => n),
  "conv2d, 16 → 16, 1 × 1": conv(1),
  "conv2d, 16 → 16, 3 × 3": conv(3),
  "conv2d, 16 → 16, 5 × 5": conv(5),
  "conv2d, 64 → 64, 3 × 3": conv(3),
  "conv2d, 32 channels alone, 3 × 3": (x) =>
    tf.depthwiseConv2d(x as tf.Tensor4D, zeros([3, 3, 32, 1]) as tf.Tensor4D, 1, "same"),
  "conv2d(32, [3, width]) of 40 words": (x, width) =>
    tf.conv2d(x as tf.Tensor4D, zeros([3, width, 1, 32]) as tf.Tensor4D, 1, "valid"),
};

/** Starts TensorFlow.js on WebAssembly, and says what it is. */
export const startPeer = () => startTfjs("tfjs-wasm");

/** The forward of the same layer at that size; undefined where TensorFlow.js has no operation that is it. */
export function peerPass(
  { name, what, shape: shapeOf }: Ladder,
  size: number,
  work: number,
): (Pass & { dispose(): void }) | undefined {
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!operation || !("layer" in what)) return undefined;
  const shape = shapeOf(size);
  const { data } = batchOf(shape, what.indices);
  const x = what.indices === undefined ? tf.tensor(data, lastly(shape)) : tf.tensor(data, [...shape], "int32");
  return {
    name: "forward",
    work,
    step: () => operation(x, size).dispose(),
    dispose: () => x.dispose(),
  };
}

/** Channels last. */
const lastly = ([samples, ...sample]: Shape): number[] =>
  sample.length === 3 ? [samples!, sample[1]!, sample[2]!, sample[0]!] : [samples!, ...sample];
