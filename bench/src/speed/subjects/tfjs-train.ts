import * as tf from "@tensorflow/tfjs-core";
// For the gradients, which the core alone does not register.
import "@tensorflow/tfjs-layers";
import { makeProblem } from "../problems.ts";
import type { Prepare } from "./prepared.ts";
import { noTfjsOptimizer, startTfjs, tfjsOptimizer } from "./tfjs.ts";

export const prepareTfjsTrain: Prepare<"train"> = async (subject, { optimizer: name, hyper, problem }) => {
  const description = await startTfjs(subject);
  const optimizer = tfjsOptimizer(name, hyper);
  if (!optimizer) return noTfjsOptimizer;
  const { batch, inputs, hidden, outputs } = problem;
  const { model, x, y } = makeProblem(problem, "float32");
  const weights = model.weights();
  const variable = (name: string, shape: number[]) => tf.tidy(() => tf.variable(tf.tensor(weights[name]!, shape)));
  const variables = [
    variable("layer1.weights", [inputs, hidden]),
    variable("layer1.biases", [hidden]),
    variable("layer2.weights", [hidden, outputs]),
    variable("layer2.biases", [outputs]),
  ] as const;
  const samples = tf.tensor2d(x.data, [batch, inputs]);
  const targets = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(y, "int32"), outputs), "float32"));
  const loss = () => {
    const [w1, b1, w2, b2] = variables as unknown as readonly [tf.Tensor2D, tf.Tensor1D, tf.Tensor2D, tf.Tensor1D];
    const activations = tf.fused.matMul({ a: samples, b: w1, bias: b1, activation: "relu" });
    const logits = tf.fused.matMul({ a: activations, b: w2, bias: b2 });
    return tf.losses.softmaxCrossEntropy(targets, logits) as tf.Scalar;
  };
  return {
    description,
    step: () => optimizer.minimize(loss, true, [...variables])!.dispose(),
    dispose() {
      optimizer.dispose();
      tf.dispose([samples, targets, ...variables]);
    },
  };
};
