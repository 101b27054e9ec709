// A layer of one's own: PReLU, whose slope below 0 is learnt for each column. Its gradients are checked.
import { adam } from "@downhill/adam";
import { checkGradients, constant, dense, fit, type Layer, sequential, softmaxCrossEntropy } from "@downhill/core";
import { circles } from "@downhill/problems";

function prelu(): Layer<"slope"> {
  return {
    name: "prelu",
    outputShape: (input) => input,
    parameters: (input) => ({ slope: { shape: input, initialize: constant(0.25), role: "scale" } }),
    forward({ x, y, inputs, parameters: { slope } }) {
      for (let i = 0; i < y.length; i++) y[i] = x[i]! > 0 ? x[i]! : slope.value[i % inputs]! * x[i]!;
    },
    backward({ x, dx, dy, inputs, parameters: { slope } }) {
      slope.grad.fill(0);
      for (let i = 0; i < dy.length; i++) {
        if (x[i]! <= 0) slope.grad[i % inputs]! += dy[i]! * x[i]!;
        if (dx) dx[i] = x[i]! > 0 ? dy[i]! : slope.value[i % inputs]! * dy[i]!;
      }
    },
  };
}
const check = checkGradients(prelu(), { input: 4, precision: "float64" });

const model = sequential([dense(16), prelu(), dense(2)], { input: 2 });
const { accuracy } = fit(model, circles(), {
  loss: softmaxCrossEntropy(),
  optimizer: adam(model.parameters(), { lr: 0.02 }),
  epochs: 200,
});
console.log(`gradients right: ${check.passed}; ${(100 * accuracy.at(-1)!).toFixed(1)} % right`);

// prints gradients right: true; 100.0 % right
