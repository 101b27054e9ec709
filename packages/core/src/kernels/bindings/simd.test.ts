import { Epilogue } from "@downhill/linalg/kernels";
import { exp32 } from "@downhill/plugin/math";
import { describe, expect, test } from "vitest";
import { tries } from "../../../test/fuzz.ts";
import {
  bytes,
  classes,
  further,
  kernels,
  Memory,
  memory,
  numbers,
  precisions,
  products,
  random,
  run,
  START,
  size,
  sizes,
} from "../../../test/kernels.ts";
import { same } from "../../../test/same.ts";
import { addBias, sumRows } from "../plain/bias.ts";
import { eluBackward, eluForward } from "../plain/elu.ts";
import { flush } from "../plain/flush.ts";
import { geluBackward, geluForward, geluTanhBackward, geluTanhForward } from "../plain/gelu.ts";
import { leakyReluBackward, leakyReluForward } from "../plain/leaky-relu.ts";
import { matmulNN, matmulNT, matmulTN } from "../plain/matmul.ts";
import { reluBackward, reluForward } from "../plain/relu.ts";
import { sigmoidBackward, sigmoidForward } from "../plain/sigmoid.ts";
import { siluBackward, siluForward } from "../plain/silu.ts";
import { softplusBackward, softplusForward } from "../plain/softplus.ts";
import { pairwiseSum } from "../plain/sum.ts";
import { tanhBackward, tanhForward } from "../plain/tanh.ts";
import { Activation } from "./further-kernels.ts";
import type { Kernels } from "./interface.ts";
import { kernelsIn, unavailable } from "./simd.ts";

const product = { NN: matmulNN, NT: matmulNT, TN: matmulTN };
type Shape = readonly [rows: number, inner: number, columns: number];

/**
 * Shapes in every range where the kernels choose their way, and random ones. Of the first one in five, in which any
 * two of its numbers meet, and under `pnpm thorough` all.
 */
const shapes: Shape[] = [
  ...[0, 1, 2, 3, 4, 5, 7, 8, 9, 12].flatMap((rows, r) =>
    [0, 1, 2, 3, 4, 5, 8, 13].flatMap((inner, i) =>
      [0, 1, 2, 3, 4, 5, 7, 8, 10, 15, 16, 17, 21, 33].flatMap((columns, c): Shape[] =>
        process.env.DOWNHILL_THOROUGH || (r + i + c) % 5 === 0 ? [[rows, inner, columns]] : [],
      ),
    ),
  ),
  ...Array.from({ length: tries(250) }, (): Shape => [size(0, 70), size(0, 70), size(0, 70)]),
  ...Array.from({ length: tries(30) }, (): Shape => [size(3, 40), size(100, 400), size(1, 80)]),
  [9, 1100, 3],
  [10, 1100, 11],
  [70, 129, 300],
  [600, 3, 9],
  [3, 2, 1200],
  [5, 2, 1100],
];

describe.each(precisions)("products in %s are the plain ones to the bit", (matmulPrecision, suffix) => {
  test.each(["NN", "NT", "TN"] as const)("%s", (layout) => {
    const kernel = products[matmulPrecision][`matmul${layout}`];
    for (const [rows, inner, columns] of shapes) {
      const a = numbers(rows * inner);
      const b = numbers(inner * columns);
      const expected = new Float32Array(rows * columns);
      product[layout](expected, a, b, rows, inner, columns, matmulPrecision);
      const garbage = new Float32Array(rows * columns).fill(Number.NaN);
      const { after } = run([garbage, a, b], [0], (out, a, b) => kernel(out!, a!, b!, rows, inner, columns));
      same(after[0]!, expected, `${rows} × ${inner} × ${columns}`);
    }
  });

  test.each([
    ["bias", Epilogue.bias],
    ["bias and ReLU", Epilogue.biasRelu],
  ])("dense with %s", (_, epilogue) => {
    for (const [rows, inner, columns] of shapes) {
      const a = numbers(rows * inner);
      const b = numbers(inner * columns);
      const bias = numbers(columns, 10);
      const expected = new Float32Array(rows * columns);
      matmulNN(expected, a, b, rows, inner, columns, matmulPrecision);
      addBias(expected, bias, rows, columns);
      if (epilogue === Epilogue.biasRelu) reluForward(expected, expected);
      const { after } = run([expected.slice().fill(7), a, b, bias], [0], (out, a, b, bias) =>
        products[matmulPrecision].dense(out!, a!, b!, bias!, epilogue, rows, inner, columns),
      );
      same(after[0]!, expected, `${rows} × ${inner} × ${columns}`);
    }
  });

  test("NT behind the gate of a ReLU", () => {
    for (const [rows, inner, columns] of shapes) {
      const a = numbers(rows * inner);
      const b = numbers(inner * columns);
      const mask = numbers(rows * columns, 5);
      const expected = new Float32Array(rows * columns);
      matmulNT(expected, a, b, rows, inner, columns, matmulPrecision);
      reluBackward(expected, expected, mask);
      const { after } = run([expected.slice().fill(7), a, b, mask], [0], (out, a, b, mask) =>
        products[matmulPrecision].gated(out!, a!, b!, mask!, Epilogue.mask, rows, inner, columns),
      );
      same(after[0]!, expected, `${rows} × ${inner} × ${columns}`);
    }
  });

  test("the gradients of a dense layer of two inputs", () => {
    const inputs = 2;
    const sizes = [0, 1, 2, 3, 7, 300, 2048].flatMap((rows) => [0, 8, 16, 64].map((units) => ({ rows, units })));
    for (const { rows, units } of sizes) {
      const x = numbers(rows * inputs);
      const dy = numbers(rows * units);
      const dw = new Float32Array(inputs * units);
      const db = new Float32Array(units);
      matmulTN(dw, x, dy, inputs, rows, units, matmulPrecision);
      sumRows(db, dy, rows, units);
      const { after } = run([dw.slice().fill(7), db.slice().fill(7), x, dy], [0, 1], (dw, db, x, dy) =>
        kernels[`gradientsOfTwo${suffix}`](dw!, db!, x!, dy!, rows, units),
      );
      same(after[0]!, dw, `dw of ${rows} × ${inputs} × ${units}`);
      same(after[1]!, db, `db of ${rows} × ${inputs} × ${units}`);
    }
  });
});

test("sums", () => {
  sizes((rows, columns) => {
    const dy = numbers(rows * columns);
    const db = new Float32Array(columns);
    sumRows(db, dy, rows, columns);
    const { after } = run([db.slice().fill(7), dy], [0], (db, dy) => kernels.sumRows(db!, dy!, rows, columns));
    same(after[0]!, db, `${rows} × ${columns}`);
    const { result } = run([dy], [], (a) => kernels.pairwiseSum(a!, dy.length));
    same([result], [pairwiseSum(dy, 0, dy.length)], `${dy.length}`);
  });
});

test("flushing", () => {
  const least = 2 ** -126;
  const edges = [0, 1e-45, least - 2 ** -149, least, 1, Number.POSITIVE_INFINITY].flatMap((v) => [v, -v]);
  for (let n = 0; n <= 40; n++) {
    const a = Float32Array.from({ length: n }, () => (random() < 0.1 ? Number.NaN : edges[size(0, edges.length - 1)]!));
    const flushed = a.slice();
    flush(flushed);
    same(
      flushed,
      a.map((v) => (Math.abs(v) < least ? 0 : v)),
      `${n}`,
    );
    same(run([a], [0], (a) => kernels.flush(a!, n)).after[0]!, flushed, `${n}`);
  }
});

test("ReLU", () => {
  for (let n = 0; n <= 70; n++) {
    const x = numbers(n, 4);
    const dy = numbers(n, 4);
    const y = new Float32Array(n);
    const dx = new Float32Array(n);
    reluForward(y, x);
    reluBackward(dx, dy, x);
    same(run([y.slice().fill(7), x], [0], (y, x) => kernels.reluForward(y!, x!, n)).after[0]!, y, `${n}`);
    same(run([x], [0], (x) => kernels.reluForward(x!, x!, n)).after[0]!, y, `${n} in place`);
    const back = run([dx.slice().fill(7), dy, x], [0], (dx, dy, x) => kernels.reluBackward(dx!, dy!, x!, n));
    same(back.after[0]!, dx, `${n} backward`);
    same(run([dy, x], [0], (dy, x) => kernels.reluBackward(dy!, dy!, x!, n)).after[0]!, dx, `${n} backward in place`);
  }
});

type Forward = (y: Float32Array, x: Float32Array, parameter: number) => void;
type Backward = (dx: Float32Array, dy: Float32Array, x: Float32Array, parameter: number) => void;
const activations: Record<keyof typeof Activation, [Forward, Backward]> = {
  leakyRelu: [leakyReluForward, leakyReluBackward],
  elu: [eluForward, eluBackward],
  gelu: [geluForward, geluBackward],
  geluTanh: [geluTanhForward, geluTanhBackward],
  silu: [siluForward, siluBackward],
  sigmoid: [sigmoidForward, sigmoidBackward],
  tanh: [tanhForward, tanhBackward],
  softplus: [softplusForward, softplusBackward],
};

describe("activations", () => {
  const ranges = [1, 0.05, 20, 120, 1e10];
  test.each(Object.entries(activations))("%s", (name, [forward, backward]) => {
    const code = Activation[name as keyof typeof Activation];
    for (const n of [...Array.from({ length: 71 }, (_, i) => i), 5000]) {
      const parameter = random();
      const x = numbers(n, 20).map((v) => v * ranges[size(0, ranges.length - 1)]!);
      const dy = numbers(n, 20);
      const y = new Float32Array(n);
      const dx = new Float32Array(n);
      forward(y, x, parameter);
      backward(dx, dy, x, parameter);
      const blank = y.slice().fill(7);
      const ahead = run([blank, x], [0], (y, x) => further.activationForward(code, y!, x!, n, parameter));
      same(ahead.after[0]!, y, `${n}`);
      const back = run([blank, dy, x], [0], (dx, dy, x) =>
        further.activationBackward(code, dx!, dy!, x!, n, parameter),
      );
      same(back.after[0]!, dx, `${n} backward`);
    }
  });
});

test("gathers and fills", () => {
  for (let i = 0; i < tries(300); i++) {
    const [length, count, columns] = [size(1, 70), size(0, 70), size(0, 70)];
    const source = numbers(length * columns);
    const indices = classes(count, length);
    const { after } = run([new Float32Array(count * columns), source, indices], [0], (out, source, indices) =>
      kernels.gatherRows(out!, source!, indices!, count, columns),
    );
    const expected = Float32Array.from(
      { length: count * columns },
      (_, p) => source[indices[Math.floor(p / columns)]! * columns + (p % columns)]!,
    );
    same(after[0]!, expected, `${count} × ${columns}`);
    const labels = Uint8Array.from({ length }, () => size(0, 255));
    run([new Uint8Array(count), labels, indices], [0], (out, from, which) => {
      kernels.gatherBytes(out!, from!, which!, count);
      expect([...bytes.subarray(out!, out! + count)]).toEqual(Array.from(indices, (index) => labels[index]!));
    });
    const filled = run([new Float32Array(columns)], [0], (out) => kernels.fill(out!, 2.5, columns)).after[0]!;
    same(filled, new Float32Array(columns).fill(2.5), `fill ${columns}`);
  }
});

test("one set of kernels for each memory, each with tables of its own", () => {
  expect(unavailable()).toBeUndefined();
  expect(kernelsIn(memory)).toBe(kernels);
  const other = new Memory({ initial: 2 });
  const elsewhere: Kernels = kernelsIn(other);
  expect(elsewhere).not.toBe(kernels);
  new Float32Array(other.buffer, START, 2).set([1, 2]);
  elsewhere.softmax(START, START, 1, 2);
  const e = exp32(-1);
  expect(new Float32Array(other.buffer, START, 2)).toEqual(
    Float32Array.of(e / Math.fround(1 + e), 1 / Math.fround(1 + e)),
  );
});
