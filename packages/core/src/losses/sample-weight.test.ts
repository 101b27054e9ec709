import { describe, expect, test } from "vitest";
import {
  categoricalCrossEntropy,
  checkGradients,
  elementwiseLoss,
  huber,
  klDivergence,
  type Labels,
  type Loss,
  logSoftmax,
  meanAbsoluteError,
  meanSquaredError,
  sequential,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
  type Tensor,
  tensor,
} from "../index.ts";

type Make = (options: { reduction?: "mean" | "sum" }) => Loss;
const outputs = tensor([
  [0.2, -1, 0.8],
  [1.5, 0.3, -0.4],
  [-0.7, 0.9, 0.1],
  [0.4, -0.2, 2],
]);
const shares = tensor([
  [0.2, 0.5, 0.3],
  [1, 0, 0],
  [0.1, 0.1, 0.8],
  [0, 0.6, 0.4],
]);
const classes = [2, 0, 1, 1];
const weights = [0.5, 3, 0, 1.25];
const positive = { shape: outputs.shape, data: outputs.data.map((v) => 0.1 + 0.1 * Math.abs(v)) };

const cases: [string, Make, Tensor, Labels, classWeights?: number[]][] = [
  ["softmaxCrossEntropy", softmaxCrossEntropy, outputs, classes],
  ["softmaxCrossEntropy without a clip", (o) => softmaxCrossEntropy({ ...o, clip: 0 }), outputs, classes],
  ["softmaxCrossEntropy of probabilities", softmaxCrossEntropy, outputs, shares],
  ["softmaxCrossEntropy, smooth", (o) => softmaxCrossEntropy({ ...o, labelSmoothing: 0.3 }), outputs, classes],
  [
    "softmaxCrossEntropy with class weights",
    (o) => softmaxCrossEntropy({ ...o, classWeights: [1, 2, 0.5] }),
    outputs,
    classes,
    [1, 2, 0.5],
  ],
  ["categoricalCrossEntropy", categoricalCrossEntropy, positive, classes],
  ["meanSquaredError", meanSquaredError, outputs, shares],
  ["meanAbsoluteError", meanAbsoluteError, outputs, shares],
  ["huber", (o) => huber({ ...o, delta: 0.4 }), outputs, shares],
  ["sigmoidCrossEntropy", sigmoidCrossEntropy, outputs, shares],
  ["sigmoidCrossEntropy, weighted", (o) => sigmoidCrossEntropy({ ...o, posWeight: [1, 2, 3] }), outputs, shares],
  ["klDivergence", klDivergence, outputs, shares],
  [
    "one of one's own",
    (o) => elementwiseLoss({ name: "own", ...o, value: (y, t) => (y - t) ** 4, gradient: (y, t) => 4 * (y - t) ** 3 }),
    outputs,
    shares,
  ],
];

/** Copies of them where the kernels reach them: in a model's heap. */
function inHeap(outputs: Tensor): Tensor {
  const { data } = sequential([logSoftmax()], { input: outputs.shape[1]! }).forward(outputs, { training: false });
  data.set(outputs.data);
  return { shape: outputs.shape, data };
}

const row = ({ shape: [, columns], data }: Tensor, i: number): Tensor => ({
  shape: [1, columns!],
  data: data.slice(i * columns!, (i + 1) * columns!),
});
const labelOf = (labels: Labels, i: number): Labels => ("shape" in labels ? row(labels, i) : [labels[i]!]);
const close = (got: ArrayLike<number>, wanted: readonly number[]) => {
  expect(got.length).toBe(wanted.length);
  for (const [i, each] of wanted.entries()) expect(Math.abs(got[i]! - each)).toBeLessThan(1e-6);
};

describe.each(cases)("sampleWeight of %s", (_, make, outputs, labels, classWeights) => {
  const alone = weights.map((_, i) => {
    const loss = make({ reduction: "sum" });
    return { value: loss.forward(row(outputs, i), labelOf(labels, i)), gradient: [...loss.backward().data] };
  });
  const weighted = alone.map(({ value }, i) => value * weights[i]!).reduce((a, b) => a + b);
  const gradient = alone.flatMap(({ gradient }, i) => gradient.map((each) => each * weights[i]!));
  const total = weights.map((w, i) => w * (classWeights?.[classes[i]!] ?? 1)).reduce((a, b) => a + b);

  test("a sum adds the samples' losses times their weights", () => {
    const loss = make({ reduction: "sum" });
    close([loss.forward(outputs, labels, weights)], [weighted]);
    close(loss.backward().data, gradient);
    close([loss.sum!], [weighted]);
  });

  test("a mean divides by the sum of the weights", () => {
    const loss = make({});
    // Of elements, all columns count.
    const unweighted = make({ reduction: "sum" }).forward(outputs, labels) / loss.forward(outputs, labels);
    const divisor = (total * unweighted) / loss.weight!;
    close([loss.forward(outputs, labels, weights)], [weighted / divisor]);
    close(
      loss.backward().data,
      gradient.map((each) => each / divisor),
    );
    expect(loss.weight).toBeCloseTo(total, 12);
    expect(loss.sum! / loss.weight!).toBeCloseTo(weighted / divisor, 6);
  });

  test("the same bits by the kernels, in place of those of 1, and after them", () => {
    const [one, other] = [outputs, inHeap(outputs)].map((place) => {
      const loss = make({});
      const results = [undefined, weights, [1, 1, 1, 1], Float32Array.from(weights), undefined].map((given) => [
        loss.forward(place, labels, given),
        ...loss.backward().data,
      ]);
      expect(results[4]).toEqual(results[0]);
      expect(results[3]).toEqual(results[1]);
      close(results[2]!, results[0]!);
      return results;
    });
    expect(one).toEqual(other);
  });

  test("without any weight there is no mean, and the gradient is 0", () => {
    const loss = make({});
    expect(loss.forward(outputs, labels, [0, 0, 0, 0])).toBeNaN();
    expect(loss.weight).toBe(0);
    expect(loss.sum).toBe(0);
    expect(loss.backward().data.every((each) => each === 0)).toBe(true);
    expect(make({ reduction: "sum" }).forward(outputs, labels, [0, 0, 0, 0])).toBe(0);
  });

  test("weights that do not fit are refused, and the last batch is still there", () => {
    const loss = make({});
    loss.forward(outputs, labels);
    const before = loss.backward().data.slice();
    const name = `${loss.name}: sampleWeight`;
    for (const [wrong, message] of [
      [[1, 2], " must be one for each of 4 samples, got 2"],
      [[1, -1, 1, 1], "[1] must be a finite number ≥ 0, got -1"],
      [[1, 1, Number.NaN, 1], "[2] must be a finite number ≥ 0, got NaN"],
      [[1, 1, null, 1], "[2] must be a finite number ≥ 0, got null"],
      [["1", 1, 1, 1], '[0] must be a finite number ≥ 0, got "1"'],
      [2, " must be a list of numbers, got 2"],
      [null, " must be a list of numbers, got null"],
    ] as const) {
      expect(() => loss.forward(outputs, labels, wrong as never)).toThrow(`${name}${message}`);
      expect(loss.backward().data).toEqual(before);
    }
  });
});

test("checkGradients takes weights", () => {
  for (const [, make, outputs, labels] of cases) {
    const report = checkGradients(make({}), { outputs, labels, sampleWeight: weights });
    expect(report.passed, report.toString()).toBe(true);
  }
});
