import { sgd } from "@downhill/catalog";
import { type ClassificationLoss, fit, type Tensor } from "@downhill/core";
import { beforeAll, describe, expect, it, test } from "vitest";
import { problems } from "../registry.ts";

const names = [
  ...["spiral", "moons", "logistic", "sine", "iris", "matrix-factorisation", "deep-linear", "zipf-softmax"],
  ...["associative-memory", "mnist-perceptron", "convolution", "autoencoder", "characters"],
];

/** Their loss is measured on other data than those that they learn. */
const judgedElsewhere = ["associative-memory", "characters"];

/** A thousand classes take their time. */
const small = (name: string) => (name === "zipf-softmax" ? { classes: 100 } : {});

beforeAll(async () => {
  for (const name of ["iris", "mnist-perceptron"]) await problems[name]!.prepare();
});

describe.each(names)("%s", (name) => {
  const problem = problems[name]!;
  const at = (seed: number) => problem.start({ seed, options: small(name) });

  it("has the gradient that its loss has along it", () => {
    const { parameters, evaluate } = problem.start({ seed: 1, options: small(name), precision: "float64" });
    // Away from zeros, where some gradients are.
    for (const { value } of Object.values(parameters)) value.set(value.map((x, i) => x + 0.05 * ((i % 7) - 3)));
    evaluate(0);
    const all = Object.values(parameters).map(({ value, grad }) => ({ value, x: value.slice(), g: grad.slice() }));
    const square = all.flatMap(({ g }) => [...g]).reduce((sum, g) => sum + g * g, 0);
    const along = (step: number) => {
      for (const { value, x, g } of all) value.set(x.map((at, i) => at + step * g[i]!));
      return evaluate(0);
    };
    const h = 2e-3 / Math.sqrt(square);
    const slope = (along(h) - along(-h)) / (2 * h);
    expect(slope / square).toBeCloseTo(1, 1.7);
  });

  it("has a start for each seed, and is measured without a trace", () => {
    const [one, same, other] = [at(1), at(1), at(2)];
    const before = Object.values(one.parameters).map(({ value }) => value.slice());
    const measured = one.measure();
    expect(Object.values(one.parameters).map(({ value }) => value)).toEqual(before);
    expect(same.measure()).toEqual(measured);
    same.evaluate(0);
    other.evaluate(0);
    const gradients = (task: typeof same) => Object.values(task.parameters).map(({ grad }) => [...grad]);
    expect(gradients(other)).not.toEqual(gradients(same));
    if (judgedElsewhere.includes(name)) expect(measured.loss / same.evaluate(0)).toBeCloseTo(1, 1);
    else expect(measured.loss).toBeCloseTo(same.evaluate(0), 4);
  });

  it("is learnt from, batch by batch", () => {
    const task = at(0);
    const { model, data, loss, batchSize } = task.lesson!;
    // Features up to 40 want a low rate.
    const optimizer = sgd(task.parameters, { lr: name === "zipf-softmax" ? 1e-3 : 0.05, momentum: 0.9 });
    const before = task.measure();
    fit(model, data, { loss: loss as ClassificationLoss, optimizer, epochs: 5, batchSize, shuffle: 0, dropLast: true });
    expect(task.measure().loss).toBeLessThan(before.loss);
  });
});

test("the memory's answers do not learn", () => {
  expect(Object.keys(problems["associative-memory"]!.start().parameters)).toEqual(["memory.weight"]);
});

test("a matrix of that rank can be found, its singular values as far apart as its condition says", () => {
  const { lesson } = problems["matrix-factorisation"]!.start({ options: { size: 8, rank: 2, condition: 10 } });
  const { data: y } = lesson!.data.y as { data: Float32Array };
  // Tr(AᵀA) = s₁² + s₂² = 64, and ‖AᵀA‖² = s₁⁴ + s₂⁴.
  const gram = Array.from({ length: 64 }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < 8; k++) sum += y[k * 8 + Math.floor(i / 8)]! * y[k * 8 + (i % 8)]!;
    return sum;
  });
  const trace = gram.filter((_, i) => i % 9 === 0).reduce((sum, x) => sum + x, 0);
  const squares = gram.reduce((sum, x) => sum + x * x, 0);
  expect(trace).toBeCloseTo(64, 3);
  expect(squares / (trace * trace)).toBeCloseTo((1 + 1e-4) / (1.01 * 1.01), 5);
});

test("few words are frequent: the k-th has a share of 1 / (k · H₂₀₀₀)", () => {
  const { data } = problems["zipf-softmax"]!.start().lesson!;
  const { data: shares, shape } = data.y as Tensor;
  expect(shape).toEqual([11, 2000]);
  const weights = Array.from(data.sampleWeight!);
  for (const k of [1, 2, 3, 500, 2000]) {
    const own = weights.map((weight, i) => weight * shares[i * 2000 + k - 1]!);
    expect(own.filter((share) => share > 0).length).toBe(1);
    expect(k * own.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1 / 8.178368, 6);
  }
});

test.each([
  ["matrix-factorisation", { size: 4, rank: 5 }, "matrix-factorisation: rank must be at most size = 4, got 5"],
  [
    "associative-memory",
    { pairs: 5, dimensions: 4 },
    "associative-memory: pairs must be at most dimensions = 4, got 5",
  ],
])("%s cannot be started with %j", (name, options, message) => {
  expect(() => problems[name]!.start({ options })).toThrow(message);
});
