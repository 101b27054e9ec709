import * as tf from "@tensorflow/tfjs-core";
// For the gradients, which the core alone does not register.
import "@tensorflow/tfjs-layers";
import type { Prepare } from "./prepared.ts";
import { noTfjsOptimizer, startTfjs, tfjsOptimizer } from "./tfjs.ts";
import { addFilterGradient } from "./tfjs-filter-gradient.ts";
import { tfjsNetwork } from "./tfjs-network.ts";

export const prepareTfjsTrain: Prepare<"train"> = async (subject, { optimizer: name, hyper, problem }) => {
  const description = await startTfjs(subject);
  addFilterGradient();
  const optimizer = tfjsOptimizer(name, hyper);
  if (!optimizer) return noTfjsOptimizer;
  const { x, y, logits, variables, dispose } = tfjsNetwork(problem);
  const targets = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(y, "int32"), problem.classes), "float32"));
  const loss = () => tf.losses.softmaxCrossEntropy(targets, logits(x)) as tf.Scalar;
  return {
    description,
    step: () => optimizer.minimize(loss, true, [...variables])!.dispose(),
    dispose() {
      optimizer.dispose();
      targets.dispose();
      dispose();
    },
  };
};
