import { describe, expect, test } from "vitest";
import golden from "../../golden/metrics.json" with { type: "json" };
import {
  type Average,
  accuracy,
  confusionMatrix,
  evaluate,
  f1Score,
  flatten,
  type Labels,
  type Loss,
  type Metric,
  meanSquaredError,
  precision,
  r2Score,
  recall,
  sequential,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
  tensor,
  topKAccuracy,
  withSampleWeight,
} from "../index.ts";

const { weights } = golden;
const logits = tensor(golden.logits);
const z = tensor(golden.z);
const zs = tensor(golden.zs);
const [targets, outputs, oneMet] = [golden.targets, golden.outputs, golden.oneMet].map((rows) => tensor(rows));
const several = tensor(golden.several);

type Case = [name: string, metric: Metric<unknown>, plain: unknown, weighted: unknown];
type Names = "precision" | "recall" | "f1Score";
const scores = { precision, recall, f1Score };

function byClass(part: { plain: object; weighted: object }, kind?: "binary"): Case[] {
  return (["precision", "recall", "f1Score"] as const).flatMap((name: Names) => {
    const [plain, weighted] = [part.plain, part.weighted].map((each) => each[name as keyof typeof each]);
    return Object.keys(plain!).map((average): Case => {
      const metric = scores[name]({ average: average as "macro", kind });
      return [`${name}, ${average}`, metric, plain![average as never], weighted![average as never]];
    });
  });
}

const groups: [string, typeof logits, Labels, () => Loss, Case[]][] = [
  [
    "classes",
    logits,
    golden.labels,
    softmaxCrossEntropy,
    [
      ...[1, 2, 3, 4].map((k, i): Case => {
        const { plain, weighted } = golden.classes;
        return [`topKAccuracy(${k})`, topKAccuracy(k), plain.topK[i], weighted.topK[i]];
      }),
      ...(["true", "pred", "all", undefined] as const).map((normalize): Case => {
        const { plain, weighted } = golden.classes;
        const name = (normalize ?? "None") as "None";
        const metric = confusionMatrix({ normalize });
        return [`confusionMatrix, ${name}`, metric, plain.confusion[name], weighted.confusion[name]];
      }),
      ...byClass(golden.classes),
    ],
  ],
  [
    "one binary column",
    z,
    golden.yes,
    sigmoidCrossEntropy,
    [
      ["confusionMatrix", confusionMatrix(), golden.binary.plain.confusion, golden.binary.weighted.confusion],
      ...byClass(golden.binary),
    ],
  ],
  ["several binary columns", zs, several, sigmoidCrossEntropy, byClass(golden.columns, "binary")],
  ["values", outputs!, targets!, meanSquaredError, r2Cases("r2")],
  ["values, one column met", oneMet!, targets!, meanSquaredError, r2Cases("met")],
];

function r2Cases(of: "r2" | "met"): Case[] {
  return (["uniform", "variance", "none"] as const).map((average) => {
    const { plain, weighted } = golden.values;
    return [`r2Score, ${average}`, r2Score({ average } as never), plain[of][average], weighted[of][average]];
  });
}

/** To 12 digits, in lists as well. */
function close(actual: unknown, expected: unknown): void {
  expect(apart(actual, expected)).toEqual([]);
}

/** What is not as expected, each with where it is. */
function apart(actual: unknown, expected: unknown, at = ""): string[] {
  if (typeof expected === "number") {
    return Math.abs((actual as number) - expected) < 0.5e-12 ? [] : [`${at}: ${actual}, not ${expected}`];
  }
  const [list, wanted] = [actual as unknown[], expected as unknown[]];
  if (list.length !== wanted.length) return [`${at}: ${list.length} of ${wanted.length}`];
  return wanted.flatMap((each, i) => apart(list[i], each, `${at}[${i}]`));
}

describe.each(groups)("%s: scikit-learn's value", (_, x, y, loss, cases) => {
  const model = sequential([flatten()], { input: x.shape[1]! });

  test.each(cases)("%s", (_, metric, plain, weighted) => {
    close(metric(x, y), plain);
    close(metric(x, y, weights), weighted);
    // Of all samples, whatever the batches.
    for (const batchSize of [1, 5, 36, 37, 256]) {
      const metrics = { metric, counted: withSampleWeight(metric) };
      const options = { loss: loss(), metrics, batchSize };
      const got = evaluate(model, { x, y, sampleWeight: weights }, options).metrics;
      close(got.metric, plain);
      close(got.counted, weighted);
      close(evaluate(model, { x, y }, options).metrics.counted, plain);
    }
  });
});

describe("by default", () => {
  test("the average is macro of several columns, and that of the positives of one", () => {
    const { classes, binary, columns } = golden;
    for (const [name, score] of Object.entries(scores) as [Names, typeof precision][]) {
      close(score()(logits, golden.labels), classes.plain[name].macro);
      close(score()(z, golden.yes), binary.plain[name].binary);
      close(score({ kind: "binary" })(zs, several), columns.plain[name].macro);
    }
  });

  test("of two classes, binary is that of class 1", () => {
    const two = tensor(
      [...z.data].flatMap((logit) => [0, logit]),
      [z.data.length, 2],
    );
    for (const [name, score] of Object.entries(scores) as [Names, typeof precision][]) {
      close(score({ average: "binary" })(two, golden.yes), golden.binary.plain[name].binary);
    }
  });

  test("R² is the columns' mean", () => {
    close(r2Score()(outputs!, targets!), golden.values.plain.r2.uniform);
  });
});

describe("labels", () => {
  test("may be one-hot, probabilities, or to be ignored", () => {
    const rows = tensor(
      golden.labels.flatMap((label) => [0, 1, 2, 3, 4].map((c) => (c === label ? 0.8 : 0.05))),
      [37, 5],
    );
    close(confusionMatrix()(logits, rows), golden.classes.plain.confusion.None);
    const ignored = golden.labels.map((label) => (label === 1 ? 255 : label));
    const matrix = confusionMatrix({ ignoreIndex: 255 })(logits, ignored);
    close(
      matrix,
      golden.classes.plain.confusion.None.map((row, c) => (c === 1 ? [0, 0, 0, 0, 0] : row)),
    );
    const kept = matrix[0]![0]! + matrix[2]![2]!;
    close(topKAccuracy(1, { ignoreIndex: 255 })(logits, ignored), kept / golden.labels.filter((c) => c !== 1).length);
    expect(recall({ ignoreIndex: 255, average: "none" })(logits, ignored)[1]).toBe(0);
  });

  test("of equal outputs, or NaN, top 1 is the accuracy", () => {
    const x = tensor([
      [1, 1, 1],
      [0, -0, 0],
      [1, Number.NaN, Number.NaN],
      [Infinity, Infinity, Number.NaN],
    ]);
    for (const y of [
      [0, 0, 1, 2],
      [1, 1, 2, 0],
      [2, 2, 0, 1],
    ]) {
      expect(topKAccuracy(1)(x, y)).toBe(accuracy(x, y));
      expect(topKAccuracy(3)(x, y)).toBe(1);
    }
    expect(topKAccuracy(2)(x, [1, 1, 2, 0])).toBe(1);
    expect(topKAccuracy(2)(x, [2, 2, 0, 1])).toBe(0);
  });
});

describe("nothing to tell", () => {
  test("of a single sample R² is NaN, as in scikit-learn", () => {
    expect(r2Score()(tensor([[1]]), [1])).toBeNaN();
  });

  test("where all targets are equal, R² is 1 if they are met and else 0", () => {
    const x = tensor([[0.1], [0.1], [0.1]]);
    expect(r2Score()(x, x)).toBe(1);
    expect(r2Score()(tensor([[0.1], [0.1], [0.2]]), x)).toBe(0);
    expect(r2Score({ average: "variance" })(x, x)).toBe(1);
  });

  test("where all samples are ignored, shares are NaN", () => {
    const x = tensor([[1, 2]]);
    expect(topKAccuracy(1, { ignoreIndex: 9 })(x, [9])).toBeNaN();
    expect(f1Score({ ignoreIndex: 9 })(x, [9])).toBeNaN();
  });
});

test("R² of targets far from 0 loses no digits", () => {
  // In float64, with (t - t̄)² and not t² - t̄².
  const t = Float32Array.from({ length: 1000 }, (_, i) => 1e6 + (i % 10));
  const y = Float32Array.from(t, (each, i) => each + (i % 2));
  expect(r2Score()({ shape: [1000, 1], data: y }, t)).toBeCloseTo(1 - 500 / (8.25 * 1000), 12);
});

test.each<[string, () => unknown]>([
  ["topKAccuracy: k must be at most the number of classes, 2, got 3", () => topKAccuracy(3)(tensor([[1, 2]]), [0])],
  ["topKAccuracy: label 2 of sample 0 is outside 0 to 1", () => topKAccuracy(1)(tensor([[1, 2]]), [2])],
  ['precision: average must be "macro"', () => precision({ average: "mean" as Average as "macro" })],
  [
    'recall: average "binary" is for one column or two classes, got 5',
    () => recall({ average: "binary" })(logits, golden.labels),
  ],
  ["f1Score: ignoreIndex is for classes, got 1 for binary outputs", () => f1Score({ ignoreIndex: 1, kind: "binary" })],
  ["f1Score: ignoreIndex is for classes, got 1 for binary outputs", () => f1Score({ ignoreIndex: 1 })(z, golden.yes)],
  ["confusionMatrix: binary outputs must be one column, got 3", () => confusionMatrix({ kind: "binary" })(zs, several)],
  ["r2Score: got 1 targets for outputs of shape [1, 2]", () => r2Score()(tensor([[1, 2]]), [0])],
  ["r2Score: sampleWeight must be one for each of 37 samples, got 1", () => r2Score()(outputs!, targets!, [1])],
  ["recall: sampleWeight must be one for each of 37 samples, got 1", () => recall()(logits, golden.labels, [1])],
])("%s", (message, run) => {
  expect(run).toThrow(message);
});
