// A TensorFlow.js model, trained with its own Adam and with optimizers that TensorFlow.js does not have.
import { adamw } from "@downhill/adamw";
import { lion } from "@downhill/lion";
import { muon } from "@downhill/muon";
import { toTfjs } from "@downhill/tfjs";
import * as tf from "@tensorflow/tfjs";

const contenders = {
  "tf.train.adam": tf.train.adam(0.03),
  adamw: toTfjs(adamw, { lr: 0.03, weightDecay: 0.01 }),
  lion: toTfjs(lion, { lr: 0.006 }),
  muon: toTfjs(muon, { lr: 0.03, adamLr: 0.01 }), // moves matrices; the biases go to AdamW
};

/** Which points of a square lie in one of two rings. */
const x = tf.randomUniform([256, 2], -1, 1, "float32", 7);
const y = x.square().sum(1, true).sqrt().mul(6).sin().greater(0).toFloat();

for (const [name, optimizer] of Object.entries(contenders)) {
  const dense = (units: number, activation: "tanh" | "sigmoid", seed: number) =>
    tf.layers.dense({ units, activation, kernelInitializer: tf.initializers.glorotNormal({ seed }) });
  const input = tf.layers.inputLayer({ inputShape: [2] });
  const model = tf.sequential({ layers: [input, dense(32, "tanh", 1), dense(32, "tanh", 2), dense(1, "sigmoid", 3)] });
  model.compile({ optimizer, loss: "binaryCrossentropy" });
  const { history } = await model.fit(x, y, { epochs: 40, batchSize: 32, shuffle: false, verbose: 0 });
  const at = (epoch: number) => (history.loss![epoch - 1] as number).toFixed(2);
  console.log(`${name}: loss ${[1, 5, 10, 20, 40].map(at).join(", ")} after 1, 5, 10, 20, 40 epochs`);
}

// prints tf.train.adam: loss 0.70, 0.67, 0.67, 0.58, 0.27 after 1, 5, 10, 20, 40 epochs
// prints adamw: loss 0.70, 0.67, 0.67, 0.59, 0.30 after 1, 5, 10, 20, 40 epochs
// prints lion: loss 0.68, 0.67, 0.67, 0.64, 0.30 after 1, 5, 10, 20, 40 epochs
// prints muon: loss 0.68, 0.67, 0.66, 0.60, 0.26 after 1, 5, 10, 20, 40 epochs
