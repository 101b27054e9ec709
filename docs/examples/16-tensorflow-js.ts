// A TensorFlow.js model, trained with its own Adam and with optimizers that TensorFlow.js does not have.
import { adamw } from "@downhill/adamw";
import { lion } from "@downhill/lion";
import { muon } from "@downhill/muon";
import { toTfjs } from "@downhill/tfjs";
import * as tf from "@tensorflow/tfjs";

const contenders = {
  "tf.train.adam": tf.train.adam(0.05),
  adamw: toTfjs(adamw, { lr: 0.05, weightDecay: 0.01 }),
  lion: toTfjs(lion, { lr: 0.03 }),
  muon: toTfjs(muon, { lr: 0.1, adamLr: 0.05 }), // moves matrices; the biases go to AdamW
};

/** Which points of a square lie in a disc. */
const x = tf.randomUniform([256, 2], -1, 1, "float32", 7);
const y = x.square().sum(1, true).less(0.6).toFloat();

for (const [name, optimizer] of Object.entries(contenders)) {
  const dense = (units: number, activation: "tanh" | "sigmoid", seed: number) =>
    tf.layers.dense({ units, activation, kernelInitializer: tf.initializers.glorotNormal({ seed }) });
  const input = tf.layers.inputLayer({ inputShape: [2] });
  const model = tf.sequential({ layers: [input, dense(16, "tanh", 1), dense(16, "tanh", 2), dense(1, "sigmoid", 3)] });
  model.compile({ optimizer, loss: "binaryCrossentropy" });
  const { history } = await model.fit(x, y, { epochs: 20, batchSize: 64, shuffle: false, verbose: 0 });
  const at = (epoch: number) => (history.loss![epoch - 1] as number).toFixed(2);
  console.log(`${name}: loss ${[1, 5, 10, 20].map(at).join(", ")} after 1, 5, 10, 20 epochs`);
}

// prints tf.train.adam: loss 0.71, 0.64, 0.35, 0.07 after 1, 5, 10, 20 epochs
// prints adamw: loss 0.71, 0.64, 0.35, 0.07 after 1, 5, 10, 20 epochs
// prints lion: loss 0.71, 0.68, 0.52, 0.19 after 1, 5, 10, 20 epochs
// prints muon: loss 0.70, 0.62, 0.34, 0.07 after 1, 5, 10, 20 epochs
