import * as tf from "@tensorflow/tfjs-core";
import { makeProblem, type NetworkShape } from "../problems.ts";

/** A problem's batch and its network in TensorFlow.js, channels last: its CPU backends have no other order. */
export interface TfjsNetwork {
  readonly x: tf.Tensor;
  readonly y: Uint8Array;
  readonly variables: tf.Variable[];
  logits(x: tf.Tensor): tf.Tensor2D;
  dispose(): void;
}

/** Starts with the weights that Downhill's model starts with. */
export function tfjsNetwork(problem: NetworkShape): TfjsNetwork {
  const { model, x: samples, y } = makeProblem(problem, "float32");
  const shapes = problem.parameters;
  const channels = shapes.findLast((shape) => shape.length === 4)?.[0];
  const weights = Object.values(model.state());
  const variables = tf.tidy(() =>
    weights.map((weight, i) => {
      const value = tf.tensor(weight, [...shapes[i]!]);
      if (value.rank === 4) return tf.variable(tf.transpose(value, [2, 3, 1, 0]));
      // The layer that the last convolution's images go to, flattened.
      if (value.rank === 2 && shapes[i - 2]?.length === 4) return tf.variable(rowsChannelsLast(value, channels!));
      return tf.variable(value);
    }),
  );
  const images = shapes[0]!.length === 4;
  const x = tf.tidy(() => {
    const value = tf.tensor(samples.data, [...samples.shape]);
    return images ? tf.transpose(value, [0, 2, 3, 1]) : tf.reshape(value, [problem.batch, -1]);
  });
  return {
    x,
    y,
    variables,
    logits(x) {
      for (let i = 0; i < variables.length; i += 2)
        x = layer(x, variables[i]!, variables[i + 1]!, i + 2 === variables.length);
      return x as tf.Tensor2D;
    },
    dispose: () => tf.dispose([x, ...variables]),
  };
}

function layer(x: tf.Tensor, w: tf.Tensor, b: tf.Tensor, last: boolean): tf.Tensor {
  const activation = last ? "linear" : "relu";
  if (w.rank === 4) {
    const filter = w as tf.Tensor4D;
    const images = tf.fused.conv2d({ x: x as tf.Tensor4D, filter, strides: 1, pad: "valid", bias: b, activation });
    return tf.maxPool(images, 2, 2, "valid");
  }
  const a =
    x.rank === 2 ? (x as tf.Tensor2D) : (tf.reshape(x as tf.Tensor4D, [x.shape[0]!, w.shape[0]!]) as tf.Tensor2D);
  return tf.fused.matMul({ a, b: w as tf.Tensor2D, bias: b, activation });
}

/** The rows of a dense layer's weights are [channels, height, width], and become [height, width, channels]. */
function rowsChannelsLast(weights: tf.Tensor, channels: number): tf.Tensor {
  const [rows, outputs] = weights.shape as [number, number];
  const pixels = tf.reshape(weights, [channels, rows / channels, outputs]);
  return tf.reshape(tf.transpose(pixels, [1, 0, 2]), [rows, outputs]);
}
