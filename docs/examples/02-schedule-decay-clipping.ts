// A rate that warms up and falls, weight decay on weights only, clipped gradients.
import { adam } from "@downhill/adam";
import { batchNorm, dense, fit, relu, sequential, softmaxCrossEntropy } from "@downhill/core";
import { moons } from "@downhill/problems";

const data = moons({ samplesPerClass: 200, noise: 0.2 });
const model = sequential([dense(64), batchNorm(), relu(), dense(2)], { input: 2 });
const optimizer = adam(
  model.parameters(),
  { lr: (t) => (0.05 * Math.min(1, (t + 1) / 50)) / (1 + 0.005 * t), weightDecay: 1e-4 },
  { groups: [{ match: ({ role }) => role !== "weight", hyper: { weightDecay: 0 } }] },
);

const { accuracy } = fit(model, data, {
  loss: softmaxCrossEntropy(),
  optimizer,
  epochs: 50,
  batchSize: 32,
  clip: { norm: 1 },
});
console.log(`without decay: ${optimizer.groups[0]!.parameters.join(", ")}`);
console.log(`${(100 * accuracy.at(-1)!).toFixed(1)} % right, lr now ${optimizer.hyper.lr.toFixed(4)}`);

// prints without decay: dense0.bias, batchNorm1.scale, batchNorm1.bias, dense3.bias
// prints 94.0 % right, lr now 0.0118
