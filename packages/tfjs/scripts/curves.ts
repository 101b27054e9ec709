/** Writes `docs/curves.svg`: the losses of one TensorFlow.js model over 100 epochs: as the README's example, but wider, and on two rings. */

import { writeFileSync } from "node:fs";
import { adamw, lion, muon } from "@downhill/catalog";
import * as tf from "@tensorflow/tfjs";
import { toTfjs } from "../src/index.ts";

const contenders: readonly (readonly [name: string, colour: string, optimizer: tf.Optimizer])[] = [
  ["tf.train.adam", "#888888", tf.train.adam(0.03)],
  ["adamw", "#1f77b4", toTfjs(adamw, { lr: 0.03, weightDecay: 0.01 })],
  ["lion", "#d62728", toTfjs(lion, { lr: 0.006 })],
  ["muon", "#2ca02c", toTfjs(muon, { lr: 0.03, adamLr: 0.01 })],
];
const epochs = 100;

const x = tf.randomUniform([256, 2], -1, 1, "float32", 7);
/** Which points of a square lie in one of two rings. */
const y = x.square().sum(1, true).sqrt().mul(6).sin().greater(0).toFloat();

async function losses(optimizer: tf.Optimizer): Promise<number[]> {
  const dense = (units: number, activation: "tanh" | "sigmoid", seed: number) =>
    tf.layers.dense({ units, activation, kernelInitializer: tf.initializers.glorotNormal({ seed }), inputShape: [2] });
  const model = tf.sequential({ layers: [dense(32, "tanh", 1), dense(32, "tanh", 2), dense(1, "sigmoid", 3)] });
  model.compile({ optimizer, loss: "binaryCrossentropy" });
  const { history } = await model.fit(x, y, { epochs, batchSize: 32, shuffle: false, verbose: 0 });
  return history.loss as number[];
}

const [left, top, width, height] = [44, 12, 560, 260];
const [highest, lowest] = [1, 0.01];
const px = (epoch: number) => left + ((epoch - 1) / (epochs - 1)) * width;
const py = (loss: number) => top + (height * Math.log(highest / Math.max(loss, lowest))) / Math.log(highest / lowest);

const ticks = [1, 0.3, 0.1, 0.03, 0.01].map(
  (loss) => `<path d="M${left} ${py(loss).toFixed(1)}h${width}" stroke="#ddd"/>
<text x="${left - 6}" y="${(py(loss) + 4).toFixed(1)}" text-anchor="end">${loss}</text>`,
);
const curves: string[] = [];
for (const [i, [name, colour, optimizer]] of contenders.entries()) {
  const points = (await losses(optimizer)).map((loss, e) => `${px(e + 1).toFixed(1)},${py(loss).toFixed(1)}`);
  curves.push(`<polyline points="${points.join(" ")}" fill="none" stroke="${colour}" stroke-width="1.5"/>
<text x="${left + width + 8}" y="${top + 20 + 18 * i}" fill="${colour}">${name}</text>`);
}

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 310" font-family="system-ui, sans-serif" font-size="12" role="img">
<title>Loss by epoch of a TensorFlow.js model trained by four optimizers</title>
<rect width="720" height="310" fill="#fff"/>
${[...ticks, ...curves].join("\n")}
<text x="${left}" y="${top + height + 26}">epoch 1</text>
<text x="${left + width}" y="${top + height + 26}" text-anchor="end">${epochs}</text>
</svg>
`;
writeFileSync(new URL("../docs/curves.svg", import.meta.url), svg);
