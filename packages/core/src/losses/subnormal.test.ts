import { expect, test } from "vitest";
import {
  categoricalCrossEntropy,
  elementwiseLoss,
  huber,
  klDivergence,
  type Labels,
  type Loss,
  logSoftmax,
  meanSquaredError,
  sequential,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
  type Tensor,
  tensor,
} from "../index.ts";

const LEAST = 2 ** -126;
const n = 64;
/** From e^-80 to e^-112: from normal numbers over subnormal ones to those that float32 does not have. */
const exponents = Array.from({ length: n }, (_, j) => -80 - j / 2);
const tiny = (sign: 1 | -1) => tensor([exponents.map((e) => sign * Math.exp(e))]);
const zeros = tensor({ shape: [1, n] });
const first = tensor([exponents.map((_, j) => Number(j === 0))]);
/** Sure of the first class. */
const confident = tensor([[0, ...exponents.slice(1)]]);
const own = () => elementwiseLoss({ name: "own", value: () => 0, gradient: (y) => y });
const unclipped = () => softmaxCrossEntropy({ clip: 0, classWeights: exponents.map(() => 3) });

/** Outputs and labels for which the gradient in element j > 0 is c·e^exponent. */
const cases: [string, () => Loss, Tensor, Labels, c: number][] = [
  ["of classes", softmaxCrossEntropy, confident, [0], 1],
  ["of classes' probabilities", softmaxCrossEntropy, confident, first, 1],
  ["of classes, without a clip", unclipped, confident, [0], 1],
  ["of squares", meanSquaredError, tiny(-1), zeros, -2 / n],
  ["of Huber's loss", huber, tiny(1), zeros, 1 / n],
  ["of logits", sigmoidCrossEntropy, tensor([exponents]), zeros, 1 / n],
  ["of divergences", klDivergence, zeros, tiny(1), -1],
  ["of a loss of one's own", own, tiny(-1), zeros, -1 / n],
];

/** Copies of them where the kernels reach them: in a model's heap. */
function inHeap(outputs: Tensor): Tensor {
  const { data } = sequential([logSoftmax()], { input: n }).forward(outputs, { training: false });
  data.set(outputs.data);
  return { shape: outputs.shape, data };
}

test.each(cases)("gradients %s have 0 where they would be subnormal", (_, make, outputs, labels, c) => {
  for (const place of [outputs, inHeap(outputs)]) {
    const loss = make();
    loss.forward(place, labels);
    const gradient = loss.backward().data;
    let flushed = 0;
    for (let j = 1; j < n; j++) {
      const exact = c * Math.exp(exponents[j]!);
      if (Math.abs(exact) > LEAST) expect(Math.abs(gradient[j]! / exact - 1)).toBeLessThan(1e-4);
      else expect(gradient[j]).toBe(0);
      if (Math.abs(exact) <= LEAST && Math.fround(exact) !== 0) flushed++;
    }
    expect(flushed).toBeGreaterThan(0);
  }
});

test("so do those of probabilities that hardly count", () => {
  const ones = tensor([exponents.map(() => 1)]);
  for (const place of [ones, inHeap(ones)]) {
    const loss = categoricalCrossEntropy({ reduction: "sum", ignoreIndex: 1 });
    loss.forward(place, [0], [1e-39]);
    expect([...loss.backward().data]).toEqual(new Array(n).fill(0));
    loss.forward(place, [0], [2e-38]);
    expect(loss.backward().data[0]).toBe(Math.fround(-2e-38));
  }
});

test("what is large in a batch of many rows may be subnormal divided by them", () => {
  const rows = 1000;
  const outputs = tensor(
    Array.from({ length: 2 * rows }, (_, i) => (i % 2 === 0 ? 0 : -82)),
    [rows, 2],
  );
  const loss = softmaxCrossEntropy();
  loss.forward(outputs, new Uint8Array(rows));
  expect(Math.exp(-82)).toBeGreaterThan(LEAST);
  expect(loss.backward().data.every((each) => each === 0)).toBe(true);
});
