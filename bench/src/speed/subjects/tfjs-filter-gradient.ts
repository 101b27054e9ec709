import * as tf from "@tensorflow/tfjs-core";

const kernelName = "Conv2DBackpropFilter";

/**
 * TensorFlow.js 4.22's wasm backend cannot train a convolution: it lacks the gradient of the filter. Here it is, of what
 * the backend has: for each place in the filter, the part of the images that it saw, transposed, times the gradient.
 * For a stride of 1 without padding.
 */
export function addFilterGradient(): void {
  if (tf.getKernel(kernelName, "wasm")) return;
  tf.registerKernel({
    kernelName,
    backendName: "wasm",
    kernelFunc({ inputs, attrs }) {
      const { x, dy } = inputs as unknown as { x: tf.Tensor4D; dy: tf.Tensor4D };
      const [height, width, channelsIn, channelsOut] = (attrs as unknown as { filterShape: number[] }).filterShape as [
        number,
        number,
        number,
        number,
      ];
      const [batch, rows, columns] = dy.shape;
      return tf.tidy(() => {
        const gradient = tf.reshape<tf.Rank.R2>(dy, [-1, channelsOut]);
        const places = Array.from({ length: height * width }, (_, place) => {
          const corner: [number, number, number, number] = [0, Math.floor(place / width), place % width, 0];
          const seen = tf.slice(x, corner, [batch, rows, columns, channelsIn]);
          return tf.matMul(tf.reshape<tf.Rank.R2>(seen, [-1, channelsIn]), gradient, true);
        });
        return tf.reshape(tf.concat(places), [height, width, channelsIn, channelsOut]);
      });
    },
  });
}
