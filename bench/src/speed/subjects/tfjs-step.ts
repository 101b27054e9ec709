import * as tf from "@tensorflow/tfjs-core";
import { fillGradients, fillWeights } from "../arrays.ts";
import type { Prepare } from "./prepared.ts";
import { noTfjsOptimizer, startTfjs, tfjsOptimizer } from "./tfjs.ts";

/** Both backends compute each operation before they return, so a step needs nothing awaited. */
export const prepareTfjsStep: Prepare<"step"> = async (subject, { optimizer: name, hyper, size }) => {
  const description = await startTfjs(subject);
  const optimizer = tfjsOptimizer(name, hyper);
  if (!optimizer) return noTfjsOptimizer;
  const w = tf.tidy(() => tf.variable(tf.tensor1d(fillWeights(new Float32Array(size))), true, "w"));
  const gradients = { [w.name]: tf.tensor1d(fillGradients(new Float32Array(size))) };
  return {
    description,
    step: () => optimizer.applyGradients(gradients),
    dispose() {
      optimizer.dispose();
      tf.dispose(gradients);
      w.dispose();
    },
  };
};
