import { expect, test } from "vitest";
import golden from "../../golden/numpy-step.json" with { type: "json" };
import { dense, relu, sequential, softmaxCrossEntropy, tensor } from "../index.ts";

test.each(golden.steps)("NumPy's step to the bit: $samples × 2-$hidden-$classes", (step) => {
  const random = { uniform: () => 0, normal: () => 0 };
  const layers = [dense(step.hidden), relu(), dense(step.classes)];
  const model = sequential(layers, { input: 2, random, matmulPrecision: "float64" });
  model.load({
    "dense0.weight": step.w1,
    "dense0.bias": step.b1,
    "dense2.weight": step.w2,
    "dense2.bias": step.b2,
  });
  const loss = softmaxCrossEntropy();
  expect(loss.forward(model.forward(tensor(step.x, [step.samples, 2])), step.y)).toBe(step.loss);
  expect([...loss.probabilities.data]).toEqual(step.p);
  const dx = model.backward(loss.backward());
  const grads = Object.values(model.parameters()).map(({ grad }) => grad);
  // Adding 0 makes -0 a 0: they are the same number, and which of them a product of zeros gives is not ours to copy.
  const plain = (numbers: Iterable<number>) => Array.from(numbers, (x) => x + 0);
  for (const [i, expected] of [step.dw1, step.db1, step.dw2, step.db2].entries()) {
    expect(plain(grads[i]!)).toEqual(plain(expected));
  }
  expect(plain(dx.data)).toEqual(plain(step.dx));
});
