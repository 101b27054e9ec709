import { expect, test } from "vitest";
import { dense, type Layer, relu, sequential, softmaxCrossEntropy, tensor } from "../index.ts";

/** The numbers of docs/backpropagation.md, which prints four decimals. */
function expectPrinted(actual: Float32Array, printed: readonly number[]): void {
  expect(Array.from(actual, (x) => Number(x.toFixed(4)) + 0)).toEqual(printed);
}

const random = { uniform: () => 0, normal: () => 0 };
const weights = {
  "dense0.weight": [1, -1, 0.5, 1],
  "dense0.bias": [0, 0.5],
  "dense2.weight": [1, 0, -1, 2],
  "dense2.bias": [0, 0],
};
const x = tensor([1, 2, 2, -1], [2, 2]);

test("the worked example of docs/backpropagation.md, whole", () => {
  const model = sequential([dense(2), relu(), dense(2)], { input: 2, random, matmulPrecision: "float64" });
  model.load(weights);
  const loss = softmaxCrossEntropy();

  const logits = model.forward(x);
  expectPrinted(logits.data, [0.5, 3, 1.5, 0]);
  expect(loss.forward(logits, [1, 1]).toFixed(4)).toBe("0.8902");
  expectPrinted(loss.probabilities.data, [0.0759, 0.9241, 0.8176, 0.1824]);

  const dz = loss.backward();
  expectPrinted(dz.data, [0.0379, -0.0379, 0.4088, -0.4088]);
  const dx = model.backward(dz);
  const parameters = model.parameters();
  expectPrinted(parameters["dense2.weight"]!.grad, [0.689, -0.689, 0.0569, -0.0569]);
  expectPrinted(parameters["dense2.bias"]!.grad, [0.4467, -0.4467]);
  expectPrinted(parameters["dense0.weight"]!.grad, [0.8555, -0.1138, -0.3329, -0.2276]);
  expectPrinted(parameters["dense0.bias"]!.grad, [0.4467, -0.1138]);
  expectPrinted(dx.data, [0.1517, -0.0948, 0.4088, 0.2044]);
});

test("and layer by layer", () => {
  const alone = (...layers: Layer[]) => sequential(layers, { input: 2, random, matmulPrecision: "float64" });
  const first = alone(dense(2));
  first.load({ "dense0.weight": weights["dense0.weight"], "dense0.bias": weights["dense0.bias"] });
  const middle = alone(relu());
  const last = alone(dense(2));
  last.load({ "dense0.weight": weights["dense2.weight"], "dense0.bias": weights["dense2.bias"] });
  const loss = softmaxCrossEntropy();

  const y1 = first.forward(x);
  expectPrinted(y1.data, [2, 1.5, 1.5, -2.5]);
  const a = middle.forward(y1);
  expectPrinted(a.data, [2, 1.5, 1.5, 0]);
  loss.forward(last.forward(a), [1, 1]);
  const da = last.backward(loss.backward());
  expectPrinted(da.data, [0.0379, -0.1138, 0.4088, -1.2264]);
  expectPrinted(middle.backward(da).data, [0.0379, -0.1138, 0.4088, 0]);
});
