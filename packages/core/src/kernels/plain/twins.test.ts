import { Heap } from "@downhill/plugin/engine";
import { numpyRandom } from "@downhill/plugin/random";
import { describe, test } from "vitest";
import { fuzz, tries } from "../../../test/fuzz.ts";
import { guards } from "../../../test/guards.ts";
import { same } from "../../../test/same.ts";
import { kernelsFor } from "../bindings/in-heap.ts";
import { averagePoolBackward, averagePoolForward } from "./average-pool.ts";
import { batchNormBackward, batchNormForward, batchStatistics } from "./batch-norm.ts";
import { sumChannels } from "./channels.ts";
import { conv2dForward, conv2dInputGradient, conv2dWeightGradient } from "./convolution/conv2d.ts";
import { sweeps } from "./convolution/sweep.ts";
import { type Pair, slide, type Window } from "./convolution/window.ts";
import { scratchLengths } from "./convolution/work.ts";
import { dropoutForward } from "./dropout.ts";
import { embeddingBackward, embeddingForward } from "./embedding.ts";
import { layerNormBackward, layerNormForward } from "./layer-norm.ts";
import { logSoftmaxBackward, logSoftmaxForward } from "./log-softmax.ts";
import { maxPoolBackward, maxPoolForward } from "./max-pool.ts";
import { add, multiply } from "./multiply.ts";
import { addWeighted, weightedMean } from "./weighted-sum.ts";

// Functions that take the kernels where their arrays lie in a heap: there they give the bits that they give elsewhere.

const heap = new Heap(2 ** 26);
const START = heap.allocate(2 ** 25);
const bytes = new Uint8Array(heap.buffer);

const { random, size, numbers } = fuzz(7);
const blank = (length: number) => new Float32Array(length).fill(7);

type Arrays = Record<string, Float32Array>;

/**
 * Calls it with copies of the arrays outside of the heap, and inside with guards around each. `outputs` must have the
 * same bits then, `scratch` may hold anything, the others must be as they were.
 */
function expectTwins<A extends Arrays, S extends Arrays>(
  what: string,
  { inputs, outputs, scratch }: { inputs: A; outputs: A; scratch?: S },
  call: (arrays: A & S) => void,
): void {
  const given: Arrays = { ...inputs, ...outputs, ...scratch };
  const plain = Object.fromEntries(Object.entries(given).map(([name, array]) => [name, array.slice()]));
  let end = START;
  const inside = Object.fromEntries(
    Object.entries(given).map(([name, array]) => {
      // Scratch is aligned to 8 bytes, as a model's is; the others to no more than their elements are.
      const at = name in (scratch ?? {}) ? Math.ceil(end / 8) * 8 + 16 : end + 16 + 4 * size(0, 3);
      end = at + array.byteLength + 16;
      return [name, new Float32Array(heap.buffer, at, array.length)];
    }),
  );
  guards(bytes, START, end);
  for (const [name, array] of Object.entries(given)) inside[name]!.set(array);
  const [first] = Object.values(inside);
  if (!kernelsFor(first!, first!)) throw new Error(`no kernels for what lies in a heap: ${what}`);
  const expected = bytes.slice(START, end);
  call(plain as A & S);
  call(inside as A & S);
  for (const name of [...Object.keys(outputs), ...Object.keys(scratch ?? {})]) {
    const { byteOffset, byteLength } = inside[name]!;
    expected.set(bytes.subarray(byteOffset, byteOffset + byteLength), byteOffset - START);
  }
  if (Buffer.compare(expected, bytes.subarray(START, end)) !== 0) {
    throw new Error(`written where it must not be: ${what}`);
  }
  for (const name in outputs) same(inside[name]!, plain[name]!, `${name} of ${what}`);
}

const pair = (least: number, most: number): Pair => [size(least, most), size(least, most)];

/** A window that fits an image, and what it makes of it. */
function windowed(
  most: number,
  dilated: boolean,
  ceil = false,
  sparse = false,
): { over: Window; image: Pair; out: Pair } {
  for (;;) {
    const kernel = random() < 0.3 ? ([2, 2] as const) : pair(1, 5);
    const padding: Pair = random() < 0.5 ? [0, 0] : [size(0, kernel[0] >> 1), size(0, kernel[1] >> 1)];
    const stride: Pair = random() < 0.4 ? [1, 1] : pair(1, sparse ? 25 : 4);
    const dilation = dilated && random() < 0.3 ? pair(1, sparse ? 20 : 3) : ([1, 1] as const);
    const over = { kernel, stride, padding: sparse && random() < 0.5 ? pair(0, 20) : padding, dilation };
    const image = pair(1, most);
    try {
      return { over, image, out: slide("", [1, ...image], over, ceil) };
    } catch {
      // It does not fit: the next one may.
    }
  }
}

describe.each(["float32", "float64"] as const)("convolutions in %s", (matmulPrecision) => {
  function check(rows: number, ins: number, outs: number, groups: number, most: number, every: number, sparse = false) {
    const { over, image, out } = windowed(most, true, false, sparse);
    const inputShape = [ins * groups, ...image];
    const outputShape = [outs * groups, ...out];
    const convolution = { sweeps: sweeps(inputShape, outputShape, over, groups), matmulPrecision };
    const what = `${rows} × ${JSON.stringify({ inputShape, outputShape, over, groups, matmulPrecision })}`;
    const x = numbers(rows * ins * groups * image[0] * image[1], every);
    const dy = numbers(rows * outs * groups * out[0] * out[1], every);
    const w = numbers(outs * groups * ins * over.kernel[0] * over.kernel[1], every);
    const b = numbers(outs * groups, every);
    const biased = random() < 0.8;
    const { image: packed, weights, taps, sums } = scratchLengths(convolution.sweeps, rows);
    const scratch = { image: blank(packed), weights: blank(weights), taps: blank(taps), sums: blank(sums) };
    expectTwins<Arrays, typeof scratch>(
      `y of ${what}`,
      { inputs: { x, w, b }, outputs: { y: blank(dy.length) }, scratch },
      (a) => conv2dForward(a.y!, a.x!, a.w!, biased ? a.b! : undefined, a, rows, convolution),
    );
    expectTwins<Arrays, typeof scratch>(
      `dw of ${what}`,
      { inputs: { x, dy }, outputs: { dw: blank(w.length) }, scratch },
      (a) => conv2dWeightGradient(a.dw!, a.dy!, a.x!, a, rows, convolution),
    );
    expectTwins<Arrays, typeof scratch>(
      `dx of ${what}`,
      { inputs: { dy, w }, outputs: { dx: blank(x.length) }, scratch },
      (a) => conv2dInputGradient(a.dx!, a.dy!, a.w!, a, rows, convolution),
    );
  }

  test("of small images", () => {
    for (let i = 0; i < tries(400); i++) check(size(1, 3), size(1, 5), size(1, 9), size(1, 3), 13, [50, 1000][i & 1]!);
  });

  test("of windows that lie far apart", () => {
    for (let i = 0; i < tries(300); i++)
      check(size(1, 3), size(1, 5), size(1, 9), size(1, 3), 30, [50, 1000][i & 1]!, true);
  });

  test("of large images", () => {
    for (let i = 0; i < tries(20); i++) check(1, size(1, 2), size(1, 5), size(1, 2), 70, 10_000);
  });

  test("of few channels in many groups", () => {
    for (let i = 0; i < tries(100); i++) check(size(1, 4), size(1, 3), size(1, 5), size(4, 20), 9, [50, 1000][i & 1]!);
  });

  test("of more images than are worked on at a time", () => {
    for (let i = 0; i < tries(10); i++) check(size(100, 200), size(1, 3), size(4, 9), 1, 5, 10_000);
  });

  test("of many channels", () => {
    for (let i = 0; i < tries(10); i++) check(1, size(1, 70), size(1, 70), 1, 8, 10_000);
  });
});

test("the sums of channels", () => {
  for (let i = 0; i < tries(300); i++) {
    const [rows, channels, area] = [size(0, 9), size(1, 12), size(1, 70)];
    const dy = numbers(rows * channels * area, [30, 1000][i & 1]!);
    expectTwins(
      `${rows} × ${channels} × ${area}`,
      { inputs: { dy }, outputs: { db: blank(channels) } as Arrays },
      (a) => sumChannels(a.db!, a.dy!, rows, channels, area),
    );
  }
});

describe("pooling", () => {
  const pools = Array.from({ length: tries(500) }, (_, i) => {
    const { over, image, out } = windowed(i % 10 === 0 ? 70 : 16, false, i % 3 === 0);
    const images = size(0, 5);
    const what = JSON.stringify({ images, image, over });
    return { images, over, input: [1, ...image], output: [1, ...out], what };
  });
  // Few different numbers, so that there are equal ones.
  const coarse = (length: number, every: number) => numbers(length, every).map((v) => Math.round(v * 2) / 2);

  test("by the maximum", () => {
    for (const { images, over, input, output, what } of pools) {
      const x = coarse(images * input[1]! * input[2]!, 20);
      const dy = numbers(images * output[1]! * output[2]!, 20);
      expectTwins(`y of ${what}`, { inputs: { x }, outputs: { y: blank(dy.length) } as Arrays }, (a) =>
        maxPoolForward(a.y!, a.x!, images, input, output, over),
      );
      expectTwins(`dx of ${what}`, { inputs: { x, dy }, outputs: { dx: blank(x.length) } as Arrays }, (a) =>
        maxPoolBackward(a.dx!, a.dy!, a.x!, images, input, output, over),
      );
    }
  });

  test.each([true, false])("by the mean, padding counting: %s", (countPadding) => {
    for (const { images, over, input, output, what } of pools) {
      const x = numbers(images * input[1]! * input[2]!, 50);
      const dy = numbers(images * output[1]! * output[2]!, 50);
      expectTwins(`y of ${what}`, { inputs: { x }, outputs: { y: blank(dy.length) } as Arrays }, (a) =>
        averagePoolForward(a.y!, a.x!, images, input, output, over, countPadding),
      );
      expectTwins(`dx of ${what}`, { inputs: { dy }, outputs: { dx: blank(x.length) } as Arrays }, (a) =>
        averagePoolBackward(a.dx!, a.dy!, images, input, output, over, countPadding),
      );
    }
  });
});

describe("normalisation", () => {
  test("of batches", () => {
    for (let i = 0; i < tries(400); i++) {
      // Also more channels than are worked on at a time where each has few numbers a row.
      const area = i % 3 === 0 ? 1 : size(1, [9, 70][i & 1]!);
      const [rows, channels] = [size(1, 9), i % 20 === 0 ? size(30, 300) : size(1, 24)];
      const every = [30, 1000, 1e9][i % 3]!;
      const what = `${rows} × ${channels} × ${area}`;
      const length = rows * channels * area;
      const [x, dy, w, b] = [length, length, channels, channels].map((n) => numbers(n, every)) as Float32Array[];
      const [mean, inverse] = [numbers(channels, every), numbers(channels, every)];
      const [momentum, eps] = [random(), random() * 1e-3];
      expectTwins(
        `statistics of ${what}`,
        { inputs: { x: x! } as Arrays, outputs: { mean: blank(channels), inverse: blank(channels), rm: w!, rv: b! } },
        (a) => batchStatistics(a.mean!, a.inverse!, a.rm!, a.rv!, a.x!, rows, channels, area, momentum, eps),
      );
      expectTwins(
        `y of ${what}`,
        { inputs: { x: x!, mean, inverse, w: w!, b: b! } as Arrays, outputs: { y: blank(length) } },
        (a) => batchNormForward(a.y!, a.x!, a.mean!, a.inverse!, a.w!, a.b!, rows, channels, area),
      );
      const training = i % 2 === 0;
      for (const dx of [{ dx: blank(length) }, {}]) {
        expectTwins(
          `gradients of ${what}`,
          {
            inputs: { x: x!, dy: dy!, mean, inverse, w: w! } as Arrays,
            outputs: { dw: blank(channels), db: blank(channels), ...dx },
          },
          (a) =>
            batchNormBackward(
              ...([a.dx, a.dw!, a.db!, a.dy!, a.x!, a.mean!, a.inverse!, a.w!] as const),
              ...([rows, channels, area, training] as const),
            ),
        );
      }
    }
  });

  test("of rows that are -0", () => {
    for (let columns = 1; columns <= 20; columns++) {
      const x = blank(8 * columns).fill(-0);
      const [w, b, mean, inverse] = [blank(columns), blank(columns).fill(-0), blank(8), blank(8)];
      const what = `8 × ${columns}`;
      expectTwins(`y of ${what}`, { inputs: { x, w, b } as Arrays, outputs: { y: x.slice(), mean, inverse } }, (a) =>
        layerNormForward(a.y!, a.x!, a.mean!, a.inverse!, a.w!, a.b!, 8, columns, 1e-5),
      );
      expectTwins(
        `gradients of ${what}`,
        { inputs: { x, mean, inverse, w } as Arrays, outputs: { dx: x.slice(), dw: w.slice(), db: b } },
        (a) => layerNormBackward(a.dx, a.dw!, a.db!, a.x!, a.x!, a.mean!, a.inverse!, a.w!, 8, columns),
      );
    }
  });

  test("of rows", () => {
    for (let i = 0; i < tries(400); i++) {
      const [rows, columns] = [size(0, 9), size(1, 70)];
      const every = [30, 1000, 1e9][i % 3]!;
      const what = `${rows} × ${columns}`;
      const length = rows * columns;
      const [x, dy, w, b] = [length, length, columns, columns].map((n) => numbers(n, every)) as Float32Array[];
      const [mean, inverse] = [numbers(rows, every), numbers(rows, every)];
      expectTwins(
        `y of ${what}`,
        {
          inputs: { x: x!, w: w!, b: b! } as Arrays,
          outputs: { y: blank(length), mean: blank(rows), inverse: blank(rows) },
        },
        (a) => layerNormForward(a.y!, a.x!, a.mean!, a.inverse!, a.w!, a.b!, rows, columns, 1e-5),
      );
      for (const dx of [{ dx: blank(length) }, {}]) {
        expectTwins(
          `gradients of ${what}`,
          {
            inputs: { x: x!, dy: dy!, mean, inverse, w: w! } as Arrays,
            outputs: { dw: blank(columns), db: blank(columns), ...dx },
          },
          (a) => layerNormBackward(a.dx, a.dw!, a.db!, a.dy!, a.x!, a.mean!, a.inverse!, a.w!, rows, columns),
        );
      }
    }
  });
});

test("embedding", () => {
  for (let i = 0; i < tries(300); i++) {
    const [entries, count, width] = [size(1, 20), size(0, 70), size(1, 70)];
    const x = Float32Array.from({ length: count }, () => size(0, entries - 1));
    const [w, dy] = [numbers(entries * width, 30), numbers(count * width, 30)];
    const what = `${count} of ${entries} × ${width}`;
    expectTwins(what, { inputs: { x, w } as Arrays, outputs: { y: blank(count * width) } }, (a) =>
      embeddingForward(a.y!, a.x!, a.w!, width),
    );
    expectTwins(what, { inputs: { x, dy } as Arrays, outputs: { dw: blank(entries * width) } }, (a) =>
      embeddingBackward(a.dw!, a.dy!, a.x!, width),
    );
  }
});

test("dropout", () => {
  for (const rate of [0, 1e-9, 0.3, 0.5, 0.999, 1 - 2 ** -40]) {
    for (let n = 0; n <= 70; n++) {
      const x = numbers(n, 10);
      const outputs = { y: blank(n), mask: blank(n) };
      expectTwins(`${n} at ${rate}`, { inputs: { x } as Arrays, outputs }, (a) =>
        dropoutForward(a.y!, a.x!, a.mask!, rate, numpyRandom(n)),
      );
    }
  }
});

test("the logarithm of softmax", () => {
  for (let i = 0; i < tries(300); i++) {
    const [rows, columns] = [size(0, 9), size(1, 40)];
    const [x, dy] = [numbers(rows * columns, 30), numbers(rows * columns, 30)];
    const y = numbers(rows * columns, 30).map((v) => -Math.abs(v));
    const what = `${rows} × ${columns}`;
    expectTwins(`y of ${what}`, { inputs: { x } as Arrays, outputs: { y: blank(x.length) } }, (a) =>
      logSoftmaxForward(a.y!, a.x!, rows, columns),
    );
    expectTwins(`dx of ${what}`, { inputs: { y, dy } as Arrays, outputs: { dx: blank(x.length) } }, (a) =>
      logSoftmaxBackward(a.dx!, a.dy!, a.y!, rows, columns),
    );
  }
});

test("sums and products, element by element", () => {
  for (let n = 0; n <= 70; n++) {
    const [a, b] = [numbers(n, 10), numbers(n, 10)];
    expectTwins(`${n}`, { inputs: { a, b } as Arrays, outputs: { out: blank(n) } }, (arrays) =>
      multiply(arrays.out!, arrays.a!, arrays.b!),
    );
    expectTwins(`${n}`, { inputs: { a, b } as Arrays, outputs: { out: blank(n) } }, (arrays) =>
      add(arrays.out!, arrays.a!, arrays.b!),
    );
    for (const total of [0.3, 64])
      for (const type of [Float32Array, Float64Array]) {
        const sums = new Float32Array((n * type.BYTES_PER_ELEMENT) / 4);
        expectTwins(
          `${n}, ${type.name}, ${total}`,
          { inputs: { a } as Arrays, outputs: { b }, scratch: { sums } },
          (arrays) => {
            const inType = new type(arrays.sums.buffer as ArrayBuffer, arrays.sums.byteOffset, n);
            inType.set(arrays.a!);
            addWeighted(inType, arrays.a!, 1.7);
            weightedMean(arrays.b!, inType, 0.1, total);
          },
        );
      }
    expectTwins(`${n} in place`, { inputs: { b } as Arrays, outputs: { a } }, (arrays) =>
      multiply(arrays.a!, arrays.a!, arrays.b!),
    );
  }
});
