import * as tf from "@tensorflow/tfjs-core";
import { makeTensors } from "../arrays.ts";
import type { Prepare } from "./prepared.ts";
import { noTfjsOptimizer, startTfjs, tfjsOptimizer } from "./tfjs.ts";

/** Both backends compute each operation before they return, so a step needs nothing awaited. */
export const prepareTfjsStep: Prepare<"step"> = async (subject, { optimizer: name, hyper, ...layout }) => {
  const description = await startTfjs(subject);
  const optimizer = tfjsOptimizer(name, hyper);
  if (!optimizer) return noTfjsOptimizer;
  if (layout.float64) return { skipped: "TensorFlow.js has no float64" };
  const tensors = makeTensors(layout) as { value: Float32Array; grad: Float32Array }[];
  const variables = tensors.map(({ value }, i) => tf.tidy(() => tf.variable(tf.tensor1d(value), true, `w${i}`)));
  const gradients = Object.fromEntries(tensors.map(({ grad }, i) => [`w${i}`, tf.tensor1d(grad)]));
  return {
    description,
    step: () => optimizer.applyGradients(gradients),
    dispose() {
      optimizer.dispose();
      tf.dispose(gradients);
      tf.dispose(variables);
    },
  };
};
