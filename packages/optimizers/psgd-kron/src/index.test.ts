import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/psgd-kron.json" with { type: "json" };
import { expect, test } from "vitest";
import { factorLength, sidesOf } from "./factor.ts";
import { psgdKron } from "./index.ts";

conformance(psgdKron, { hyper: { lr: 0.03 } });
trajectories(psgdKron, golden);

test("stays finite through gradients of zeros, of 1e30 and back", () => {
  const w = { value: Float32Array.of(1, 2, 3, 4, 5, 6), grad: new Float32Array(6), shape: [2, 3] };
  const optimizer = psgdKron({ w });
  for (const g of [0, 1, 1e30, 1])
    for (let t = 0; t < 150; t++) {
      w.grad.fill(g);
      optimizer.step();
      expect(w.value.every(Number.isFinite), `${g}, step ${t}`).toBe(true);
    }
});

const six = (x: (i: number) => number) => Float64Array.from({ length: 6 }, (_, i) => x(i));

/** What one step, which learns nothing, makes of a 2 × 3 matrix's factors, as the k-th. */
function afterwards(k: number, left: number[], right: number[]) {
  const w = { value: new Float64Array(6), grad: six((i) => i - 2.5), shape: [2, 3] };
  const optimizer = psgdKron({ w }, { precondLr: 0 });
  optimizer.step();
  const state = optimizer.state();
  Object.assign(state.parameters.w!, { k: k - 1, left: Float64Array.from(left), right: Float64Array.from(right) });
  optimizer.load(state);
  optimizer.step();
  return optimizer.state().parameters.w as { left: Float64Array; right: Float64Array };
}

test("every hundredth step makes the largest elements of both factors equal", () => {
  const right = [1, -0.5, 0.25, 0, 1, 0.5, 0, 0, 1];
  for (const ratio of [100, 0.01]) {
    const left = [ratio, 0.5 * ratio, 0, ratio];
    for (const k of [100, 200]) {
      const found = afterwards(k, left, right);
      const each = Math.sqrt(ratio);
      for (const [i, x] of left.entries()) expect(found.left[i]).toBeCloseTo(x / each, 12);
      for (const [i, x] of right.entries()) expect(found.right[i]).toBeCloseTo(x * each, 12);
    }
    for (const k of [2, 99, 101]) {
      const found = afterwards(k, left, right);
      expect([[...found.left], [...found.right]]).toEqual([left, right]);
    }
  }
  // With a factor of zeros there is nothing to balance; what is divided by it overflows, and becomes a tenth.
  const nothing = new Array<number>(9).fill(0);
  expect([...afterwards(100, [1, 0, 0, 1], nothing).left]).toEqual([0.1, 0, 0, 0.1]);
  expect([...afterwards(100, [0, 0, 0, 0], right).right]).toEqual(right.map((x) => x / 10));
});

test("learns from zeros until its factors reach 1e4, and from all else", () => {
  for (const [size, g, learns] of [
    [9999, 0, true],
    [10000.5, 0, false],
    [10000.5, 0.5, true],
  ] as const) {
    const w = { value: new Float64Array(6), grad: new Float64Array(6), shape: [2, 3] };
    const optimizer = psgdKron({ w }, { beta1: 0 });
    optimizer.step();
    const state = optimizer.state();
    const left = Float64Array.of(size, 0, 0, size);
    Object.assign(state.parameters.w!, { left });
    optimizer.load(state);
    w.grad.fill(g);
    optimizer.step();
    expect((optimizer.state().parameters.w as { left: Float64Array }).left[0] !== size, `${size}, ${g}`).toBe(learns);
  }
});

test("a factor whose products overflow becomes a tenth", () => {
  const w = { value: new Float32Array(6), grad: new Float32Array(6).fill(1e30), shape: [2, 3] };
  const optimizer = psgdKron({ w });
  optimizer.step();
  const { left, right } = optimizer.state().parameters.w as { left: Float32Array; right: Float32Array };
  expect([...left]).toEqual([...Float32Array.of(0.1, 0, 0, 0.1)]);
  expect([...right]).toEqual([...Float32Array.of(0.1, 0, 0, 0, 0.1, 0, 0, 0, 0.1)]);
});

test("a matrix and its transpose move alike, also with one side's factor diagonal", () => {
  const turned = (x: ArrayLike<number>) => six((i) => x[(i % 2) * 3 + Math.floor(i / 2)]!);
  const [g, v] = [six((i) => i * i - 3), six((i) => 1 - ((i * 5) % 7) / 3)];
  const wide = { value: new Float64Array(6), grad: g, shape: [2, 3] };
  const high = { value: new Float64Array(6), grad: turned(g), shape: [3, 2] };
  const hyper = { maxSizeTriangular: 2, lr: 0.1 };
  const [one, other] = [
    psgdKron({ wide }, hyper, { random: () => v }),
    psgdKron({ high }, hyper, { random: () => turned(v) }),
  ];
  for (let t = 0; t < 5; t++) {
    one.step();
    other.step();
  }
  for (const [i, x] of turned(wide.value).entries()) expect(high.value[i]).toBeCloseTo(x, 10);
});

test("a kernel is a matrix of its last axis against the others, and a vector has one factor", () => {
  for (const [shape, rows, columns] of [
    [[10, 2, 3], 20, 3],
    [[1, 2, 9], 2, 9],
    [[4, 3, 2, 5], 24, 5],
    [[7], 7, 1],
    [[], 1, 1],
    [[0, 3], 0, 1],
  ] as const) {
    const length = shape.reduce((product: number, n) => product * n, 1);
    const sides = sidesOf(shape, length, 1024, 2);
    expect([sides.rows, sides.columns]).toEqual([rows, columns]);
    expect(factorLength(sides, 1)).toBe(columns > 1 ? columns * columns : 0);
  }
});
