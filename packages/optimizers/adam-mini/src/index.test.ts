import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/adam-mini.json" with { type: "json" };
import type { Parameter, Role } from "@downhill/plugin";
import { expect, test } from "vitest";
import { adamMini } from "./index.ts";

conformance(adamMini, { symmetries: { sign: true, scale: { eps: 0 } } });
trajectories(adamMini, golden);

const zeros = (shape: readonly number[], role?: Role, more: Partial<Parameter> = {}): Parameter => {
  const length = shape.reduce((product, n) => product * n, 1);
  return { value: new Float64Array(length), grad: new Float64Array(length), shape, ...(role && { role }), ...more };
};

test("has a number for each output, entry, head, scale, and element of all else", () => {
  const parameters = {
    dense: zeros([6, 4], "weight"),
    first: zeros([6, 4], "weight", { outputAxis: 0 }),
    kernel: zeros([3, 3, 2, 5]),
    embedding: zeros([7, 3], "embedding"),
    scale: zeros([5], "scale"),
    bias: zeros([2, 3], "bias"),
    vector: zeros([4], "weight"),
    scalar: zeros([]),
    empty: zeros([0, 3], "weight"),
  };
  const lengths = (optimizer: ReturnType<typeof adamMini>) =>
    Object.fromEntries(
      Object.entries(optimizer.state().parameters).map(([name, s]) => [name, (s.v as Float64Array).length]),
    );
  const usual = { dense: 4, first: 6, kernel: 5, embedding: 7, scale: 1, bias: 6, vector: 4, scalar: 1, empty: 0 };
  expect(lengths(adamMini(parameters))).toEqual(usual);
  const groups = [{ match: ["dense", "first"], hyper: { heads: 2 } }];
  expect(lengths(adamMini(parameters, {}, { groups }))).toEqual({ ...usual, dense: 2, first: 2 });
});

test("a matrix and its transpose move alike, each with its outputs where it says, also by heads", () => {
  const turned = (x: Float64Array) => Float64Array.from(x, (_, i) => x[(i % 3) * 4 + Math.floor(i / 3)]!);
  const grad = Float64Array.from({ length: 12 }, (_, i) => Math.cos(i * i));
  for (const heads of [0, 1, 2]) {
    const last = zeros([3, 4], "weight", { grad });
    const first = zeros([4, 3], "weight", { grad: turned(grad), outputAxis: 0 });
    const optimizer = adamMini({ last, first }, { heads });
    for (let t = 0; t < 3; t++) optimizer.step();
    for (const [i, x] of turned(last.value as Float64Array).entries()) expect(first.value[i]).toBeCloseTo(x, 15);
  }
});

test("step 1 of a block is lr long in root mean square, in proportion to its gradients; a bias' element moves by lr", () => {
  const W = zeros([2, 2], "weight");
  const b = zeros([2], "bias");
  W.grad.set([3, 1e-3, 4, 0]);
  b.grad.set([3, -1e-3]);
  adamMini({ W, b }, { lr: 0.1, eps: 0 }).step();
  const root = Math.sqrt(12.5);
  for (const [i, x] of [-0.3 / root, -0.1 * Math.SQRT2, -0.4 / root, 0].entries())
    expect(W.value[i]).toBeCloseTo(x, 14);
  for (const [i, x] of [-0.1, 0.1].entries()) expect(b.value[i]).toBeCloseTo(x, 14);
});

test("biases and scales do not decay, all else does, whatever its shape", () => {
  const parameters = {
    bias: zeros([1], "bias"),
    scale: zeros([1], "scale"),
    W: zeros([1, 1], "weight"),
    embedding: zeros([1, 1], "embedding"),
    none: zeros([1]),
  };
  for (const { value } of Object.values(parameters)) value[0] = 1;
  adamMini(parameters, { lr: 0.5, weightDecay: 0.5 }).step();
  expect(Object.values(parameters).map(({ value }) => value[0])).toEqual([1, 1, 0.75, 0.75, 0.75]);
});

test("a gradient whose square is infinite stops no block for good, nor does ε = 0 divide by 0", () => {
  for (const role of ["weight", "bias"] as const) {
    const w = { value: new Float32Array(4), grad: Float32Array.of(1e30, 0, 0, 0), shape: [2, 2], role };
    const optimizer = adamMini({ w }, { lr: 0.1, beta2: 0.5, eps: 0 });
    optimizer.step();
    expect([...w.value].every(Number.isFinite)).toBe(true);
    expect(w.value.subarray(1)).toEqual(new Float32Array(3));
    const before = w.value[0]!;
    w.grad[0] = 1e19;
    optimizer.step();
    expect(w.value[0]).toBeLessThan(before);
  }
});

test("refuses heads that outputs do not fall into", () => {
  expect(() => adamMini({ q: zeros([2, 5], "weight") }, { heads: 2 })).toThrow(
    'adam-mini: heads must divide the 5 outputs of parameter "q", got 2',
  );
});
