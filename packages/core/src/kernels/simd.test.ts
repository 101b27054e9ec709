import { describe, expect, test } from "vitest";
import { exp32 } from "../math/exp.ts";
import { log32 } from "../math/log.ts";
import { addBias, sumRows } from "./bias.ts";
import { crossEntropy, crossEntropyBackward, softmaxCrossEntropyBackward } from "./cross-entropy.ts";
import { elementLoss } from "./element-loss.ts";
import { eluBackward, eluForward } from "./elu.ts";
import { geluBackward, geluForward, geluTanhBackward, geluTanhForward } from "./gelu.ts";
import { leakyReluBackward, leakyReluForward } from "./leaky-relu.ts";
import { matmulNN, matmulNT, matmulTN } from "./matmul.ts";
import { addPenaltyGradient, penalty } from "./regularise.ts";
import { reluBackward, reluForward } from "./relu.ts";
import { sigmoidBackward, sigmoidForward } from "./sigmoid.ts";
import { siluBackward, siluForward } from "./silu.ts";
import { Activation, ElementLoss, Epilogue, type Kernels, kernelsIn, unavailable } from "./simd.ts";
import { softCrossEntropy } from "./soft-cross-entropy.ts";
import { softmaxBackward, softmaxForward } from "./softmax.ts";
import { softplusBackward, softplusForward } from "./softplus.ts";
import { pairwiseSum } from "./sum.ts";
import { tanhBackward, tanhForward } from "./tanh.ts";

/** The kernels' own page, and what follows it. */
const START = 65536;

interface Memory {
  readonly buffer: ArrayBuffer;
}
const { Memory } = (globalThis as unknown as { WebAssembly: { Memory: new (size: { initial: number }) => Memory } })
  .WebAssembly;
const memory = new Memory({ initial: 64 });
const bytes = new Uint8Array(memory.buffer);
const kernels = kernelsIn(memory);

let state = 1;
/** Mulberry32: uniform on [0, 1). */
function random(): number {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}
const size = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));

const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 1e-45, -1e-40, 3e38, -3e38];
/** Normal-sized numbers, every `every`th on average a special one. */
function numbers(length: number, every = 1000): Float32Array {
  return Float32Array.from({ length }, () =>
    random() < 1 / every ? special[size(0, special.length - 1)]! : (random() - 0.5) * 2 ** size(-3, 3),
  );
}

const classes = (length: number, columns: number) => Int32Array.from({ length }, () => size(0, columns - 1));

type Data = Float32Array | Int32Array | Uint8Array;

/**
 * Runs a kernel on copies of the arrays, each with a guard around it and not aligned to more than its elements are, and
 * returns what became of them. Only those in `outputs` may have changed.
 */
function run<R>(arrays: readonly Data[], outputs: readonly number[], kernel: (...at: number[]) => R) {
  let end = START;
  const at = arrays.map((array) => {
    const start = end + 16 + 4 * size(0, 3);
    end = start + Math.ceil(array.byteLength / 4) * 4 + 16;
    return start;
  });
  for (let i = START; i < end; i++) bytes[i] = (i * 37 + 11) & 255;
  arrays.forEach((array, i) => {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at[i]!);
  });
  const expected = bytes.slice(START, end);
  const result = kernel(...at);
  const after = arrays.map((array, i) => {
    const copy = bytes.slice(at[i]!, at[i]! + array.byteLength);
    if (outputs.includes(i)) expected.set(copy, at[i]! - START);
    return new Float32Array(copy.buffer, 0, copy.byteLength >> 2);
  });
  if (Buffer.compare(expected, bytes.subarray(START, end)) !== 0) {
    throw new Error(`written where it must not be, by ${kernel}`);
  }
  return { result, after };
}

/** The same bits, or both NaN. */
function same(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  if (actual.length !== expected.length) throw new Error(`${what}: ${actual.length} ≠ ${expected.length}`);
  for (let i = 0; i < expected.length; i++) {
    if (!Object.is(actual[i], expected[i])) throw new Error(`${what}: [${i}] ${actual[i]} ≠ ${expected[i]}`);
  }
}

const product = { NN: matmulNN, NT: matmulNT, TN: matmulTN };
const precisions = [
  ["float32", "32"],
  ["float64", "64"],
] as const;
type Shape = readonly [rows: number, inner: number, columns: number];

/** Shapes in every range where the kernels choose their way, and random ones. */
const shapes: Shape[] = [
  ...[0, 1, 2, 3, 4, 5, 7, 8, 9, 12].flatMap((rows) =>
    [0, 1, 2, 3, 4, 5, 8, 13].flatMap((inner) =>
      [0, 1, 2, 3, 4, 5, 7, 8, 10, 15, 16, 17, 21, 33].map((columns): Shape => [rows, inner, columns]),
    ),
  ),
  ...Array.from({ length: 250 }, (): Shape => [size(0, 70), size(0, 70), size(0, 70)]),
  ...Array.from({ length: 30 }, (): Shape => [size(3, 40), size(100, 400), size(1, 80)]),
  [9, 1100, 3],
  [10, 1100, 11],
  [70, 129, 300],
  [600, 3, 9],
  [3, 2, 1200],
  [5, 2, 1100],
];

describe.each(precisions)("products in %s are the plain ones to the bit", (accumulation, suffix) => {
  test.each(["NN", "NT", "TN"] as const)("%s", (layout) => {
    const kernel = kernels[`matmul${layout}${suffix}`];
    for (const [rows, inner, columns] of shapes) {
      const a = numbers(rows * inner);
      const b = numbers(inner * columns);
      const expected = new Float32Array(rows * columns);
      product[layout](expected, a, b, rows, inner, columns, accumulation);
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
      matmulNN(expected, a, b, rows, inner, columns, accumulation);
      addBias(expected, bias, rows, columns);
      if (epilogue === Epilogue.biasRelu) reluForward(expected, expected);
      const { after } = run([expected.slice().fill(7), a, b, bias], [0], (out, a, b, bias) =>
        kernels[`dense${suffix}`](out!, a!, b!, bias!, epilogue, rows, inner, columns),
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
      matmulNT(expected, a, b, rows, inner, columns, accumulation);
      reluBackward(expected, expected, mask);
      const { after } = run([expected.slice().fill(7), a, b, mask], [0], (out, a, b, mask) =>
        kernels[`gated${suffix}`](out!, a!, b!, mask!, Epilogue.mask, rows, inner, columns),
      );
      same(after[0]!, expected, `${rows} × ${inner} × ${columns}`);
    }
  });

  test("a dense layer's gradients", () => {
    for (const [inputs, rows, units] of shapes) {
      const x = numbers(rows * inputs);
      const dy = numbers(rows * units);
      const dw = new Float32Array(inputs * units);
      const db = new Float32Array(units);
      matmulTN(dw, x, dy, inputs, rows, units, accumulation);
      sumRows(db, dy, rows, units);
      const { after } = run([dw.slice().fill(7), db.slice().fill(7), x, dy], [0, 1], (dw, db, x, dy) =>
        kernels[`denseGradients${suffix}`](dw!, db!, x!, dy!, rows, inputs, units),
      );
      same(after[0]!, dw, `dw of ${rows} × ${inputs} × ${units}`);
      same(after[1]!, db, `db of ${rows} × ${inputs} × ${units}`);
    }
  });
});

/** Calls `check` with random sizes from 0 to 70, and some longer. */
function sizes(check: (rows: number, columns: number) => void): void {
  for (let rows = 0; rows <= 9; rows++) for (let columns = 1; columns <= 20; columns++) check(rows, columns);
  for (let i = 0; i < 150; i++) check(size(0, 70), size(1, 70));
  for (let i = 0; i < 10; i++) check(size(100, 700), size(1, 20));
  for (let i = 0; i < 10; i++) check(size(1, 10), size(120, 700));
}

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
    for (const n of [...Array.from({ length: 71 }, (_, i) => i), 20_000]) {
      const parameter = random();
      const x = numbers(n, 20).map((v) => v * ranges[size(0, ranges.length - 1)]!);
      const dy = numbers(n, 20);
      const y = new Float32Array(n);
      const dx = new Float32Array(n);
      forward(y, x, parameter);
      backward(dx, dy, x, parameter);
      const blank = y.slice().fill(7);
      const ahead = run([blank, x], [0], (y, x) => kernels.activationForward(code, y!, x!, n, parameter));
      same(ahead.after[0]!, y, `${n}`);
      const back = run([blank, dy, x], [0], (dx, dy, x) =>
        kernels.activationBackward(code, dx!, dy!, x!, n, parameter),
      );
      same(back.after[0]!, dx, `${n} backward`);
    }
  });
});

test("softmax", () => {
  sizes((rows, columns) => {
    for (const every of [1000, 40]) {
      const x = numbers(rows * columns, every).map((v) => v * 8);
      const y = new Float32Array(x.length);
      softmaxForward(y, x, rows, columns);
      const forward = run([y.slice().fill(7), x], [0], (y, x) => kernels.softmax(y!, x!, rows, columns));
      same(forward.after[0]!, y, `${rows} × ${columns}`);
      same(run([x], [0], (x) => kernels.softmax(x!, x!, rows, columns)).after[0]!, y, `${rows} × ${columns} in place`);
      const dy = numbers(x.length, every);
      const dx = new Float32Array(x.length);
      for (const [accumulation, suffix] of precisions) {
        softmaxBackward(dx, dy, y, rows, columns, accumulation);
        const { after } = run([dx.slice().fill(7), dy, y], [0], (dx, dy, y) =>
          kernels.softmaxBackward(dx!, dy!, y!, rows, columns, suffix === "64" ? 1 : 0),
        );
        same(after[0]!, dx, `backward ${rows} × ${columns} in ${accumulation}`);
      }
    }
  });
});

test("softmax's exp is exp32, over its whole range", () => {
  const n = 200_000;
  const x = Float32Array.from({ length: 2 * n }, (_, i) => (i % 2 === 0 ? 0 : -110 * random()));
  const expected = Float32Array.from({ length: 2 * n }, (_, i) => {
    const e = exp32(x[i | 1]!);
    return Math.fround((i % 2 === 0 ? 1 : e) / Math.fround(1 + e));
  });
  same(run([x], [0], (x) => kernels.softmax(x!, x!, n, 2)).after[0]!, expected, "softmax");
});

describe("cross-entropy", () => {
  test("with the plain one's bits", () => {
    sizes((rows, columns) => {
      if (rows === 0) return;
      const labels = classes(rows, columns);
      const z = numbers(rows * columns, 200).map((v) => v * 3);
      const p = new Float32Array(z.length);
      softmaxForward(p, z, rows, columns);
      const losses = new Float32Array(rows);
      const mean = crossEntropy(losses, p, labels, rows, columns);
      const dz = new Float32Array(z.length);
      softmaxCrossEntropyBackward(dz, p, labels, rows, columns);
      const dp = new Float32Array(z.length);
      crossEntropyBackward(dp, p, labels, rows, columns);
      const what = `${rows} × ${columns}`;
      for (const t of columns > 256 ? [labels] : [labels, Uint8Array.from(labels)]) {
        const width = t.BYTES_PER_ELEMENT;
        const blank = (like: Float32Array) => like.slice().fill(7);
        const plain = run([blank(losses), p, t], [0], (losses, p, t) =>
          kernels.crossEntropy(losses!, p!, t!, width, rows, columns),
        );
        same(plain.after[0]!, losses, `losses of ${what}`);
        same([plain.result], [mean], `mean of ${what}`);
        const fused = run([blank(p), blank(losses), blank(dz), z, t], [0, 1, 2], (p, losses, dz, z, t) =>
          kernels.softmaxCrossEntropy(p!, losses!, dz!, z!, t!, width, rows, columns),
        );
        same(fused.after[0]!, p, `p of ${what}`);
        same(fused.after[1]!, losses, `fused losses of ${what}`);
        same(fused.after[2]!, dz, `dz of ${what}`);
        same([fused.result], [mean], `fused mean of ${what}`);
        for (const [name, expected] of [
          ["softmaxCrossEntropyBackward", dz],
          ["crossEntropyBackward", dp],
        ] as const) {
          const { after } = run([blank(expected), p, t], [0], (out, p, t) =>
            kernels[name](out!, p!, t!, width, rows, columns),
          );
          same(after[0]!, expected, `${name} of ${what}`);
        }
      }
    });
  });

  test("its logarithm is log32, over its whole range", () => {
    const n = 200_000;
    const p = Float32Array.from({ length: n }, () => (random() < 0.5 ? random() : 2 ** (-24 * random())));
    // Where its exponents part, and in the middle between two entries of its table.
    for (let i = 0; i < 1000; i++) p[i] = (size(88, 176) / 128 + size(0, 1) / 256) * 2 ** -size(1, 22);
    const t = new Uint8Array(n);
    const expected = p.map((v) => -log32(Math.min(Math.max(v, Math.fround(1e-7)), Math.fround(1 - 1e-7))));
    const { after } = run([new Float32Array(n), p, t], [0], (losses, p, t) =>
      kernels.crossEntropy(losses!, p!, t!, 1, n, 1),
    );
    same(after[0]!, expected, "losses");
  });

  test("counts what is right", () => {
    const argmax = (row: Float32Array) => {
      const nan = row.findIndex(Number.isNaN);
      return nan >= 0 ? nan : row.indexOf(Math.max(...row));
    };
    sizes((rows, columns) => {
      const outputs = numbers(rows * columns, 10).map((v) => Math.round(v * 4) / 4);
      const labels = classes(rows, Math.min(columns, 3));
      let correct = 0;
      for (let i = 0; i < rows; i++) {
        if (argmax(outputs.subarray(i * columns, (i + 1) * columns)) === labels[i]) correct++;
      }
      for (const t of [labels, Uint8Array.from(labels)]) {
        const { result } = run([outputs, t], [], (at, labelsAt) =>
          kernels.countCorrect(at!, labelsAt!, t.BYTES_PER_ELEMENT, rows, columns),
        );
        expect(result).toBe(correct);
      }
    });
  });
});

test("cross-entropy of soft labels, clipped or not, of logits or probabilities", () => {
  sizes((rows, columns) => {
    for (const every of [1000, 30]) {
      const z = numbers(rows * columns, every).map((v) => v * 8);
      const p = new Float32Array(z.length);
      softmaxForward(p, z, rows, columns);
      // Some rows ignored, some of one class, some of all.
      const t = Float32Array.from(z, (_, i) => (Math.floor(i / columns) % 3) * Math.max(0, random() - 0.6));
      for (let i = 1; i < rows; i += 3)
        t.fill(0, i * columns, (i + 1) * columns)[i * columns + size(0, columns - 1)] = 1;
      const divisor = 1 + 9 * random();
      for (const [clip, logits] of [
        [1e-7, z],
        [1e-40, z],
        [0, z],
        [1e-7, undefined],
      ] as const) {
        const losses = new Float32Array(rows);
        const gradient = new Float32Array(z.length);
        const soft = { p, z: logits, t, rows, columns, clip, divisor };
        const mean = softCrossEntropy(losses, gradient, soft);
        const blank = (like: Float32Array) => like.slice().fill(7);
        const { result, after } = run([blank(losses), blank(gradient), p, z, t], [0, 1], (losses, gradient, p, z, t) =>
          kernels.softCrossEntropy(
            losses!,
            gradient!,
            p!,
            logits ? z! : 0,
            t!,
            rows,
            columns,
            clip,
            divisor,
            1 / divisor,
          ),
        );
        const what = `${rows} × ${columns}, clip ${clip}`;
        same(after[0]!, losses, `losses of ${what}`);
        same(after[1]!, gradient, `gradient of ${what}`);
        same([result], [mean], `mean of ${what}`);
      }
    }
  });
});

describe("losses of elements", () => {
  const targets: Record<keyof typeof ElementLoss, (t: number) => number> = {
    squared: (t) => t,
    absolute: (t) => t,
    huber: (t) => t,
    sigmoid: (t) => t,
    divergence: Math.abs,
    logDivergence: (t) => -Math.abs(t),
  };
  test.each(Object.entries(targets))("%s", (name, target) => {
    const loss = ElementLoss[name as keyof typeof ElementLoss];
    for (const n of [...Array.from({ length: 71 }, (_, i) => i), 20_000]) {
      for (const every of [1000, 10]) {
        const y = numbers(n, every).map((v) => v * (random() < 0.1 ? 30 : 1));
        const t = numbers(n, every).map((v, i) => target(random() < 0.1 ? y[i]! : v));
        const weights = numbers(n, every);
        for (const parameter of loss === ElementLoss.sigmoid ? [1, weights] : [0.7]) {
          const gradient = new Float32Array(n);
          const divisor = 1 + 9 * random();
          const mean = elementLoss(gradient, y, t, { loss, parameter, divisor });
          const all = [gradient.slice().fill(7), y, t, weights];
          const { result, after } = run(all, [0], (gradient, y, t, weights) => {
            const [at, one] = typeof parameter === "number" ? [0, parameter] : [weights!, 0];
            return kernels.elementLoss(loss, gradient!, y!, t!, at, n, one, 1 / divisor);
          });
          same(after[0]!, gradient, `gradient of ${n}`);
          same([result / divisor], [mean], `loss of ${n}`);
        }
      }
    }
  });
});

test("regularisation", () => {
  for (const n of [...Array.from({ length: 71 }, (_, i) => i), 20_000]) {
    for (const every of [1000, 10]) {
      const w = numbers(n, every);
      const dw = numbers(n, every);
      const [l1, l2] = [random(), random()];
      const sum = run([w], [], (w) => kernels.penalty(w!, n, l1, l2)).result;
      same([sum], [penalty(w, l1, l2)], `penalty of ${n}`);
      const { after } = run([dw, w], [0], (dw, w) => kernels.addPenaltyGradient(dw!, w!, n, l1, l2));
      addPenaltyGradient(dw, w, l1, l2);
      same(after[0]!, dw, `gradient of ${n}`);
    }
  }
});

test("gathers and fills", () => {
  for (let i = 0; i < 300; i++) {
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
