// A loss of one's own: log-cosh, which outliers do not impress. Its gradient is checked.
import { adam } from "@downhill/adam";
import { checkGradients, dense, elementwiseLoss, fit, sequential, tensor } from "@downhill/core";

const logCosh = elementwiseLoss({
  name: "logCosh",
  value: (y, t) => Math.abs(y - t) + Math.log1p(Math.exp(-2 * Math.abs(y - t))) - Math.LN2, // does not overflow
  gradient: (y, t) => Math.tanh(y - t),
});
const check = checkGradients(logCosh, { outputs: tensor([[-2], [0.5], [3]]), labels: [1, 0, 0.5] });

// y = 2x - 1, but for one sample in ten.
const xs = Array.from({ length: 50 }, (_, i) => i / 25 - 1);
const x = tensor(xs, [50, 1]);
const y = xs.map((x, i) => (i % 10 === 9 ? 20 : 2 * x - 1));
const model = sequential({ line: dense(1) }, { input: 1 });
fit(model, { x, y }, { loss: logCosh, optimizer: adam(model.parameters(), { lr: 0.05 }), epochs: 500 });
const { "line.weight": slope, "line.bias": intercept } = model.state();
console.log(`gradients right: ${check.passed}; y = ${slope![0]!.toFixed(2)} x + ${intercept![0]!.toFixed(2)}`);

// prints gradients right: true; y = 2.07 x + -0.89
