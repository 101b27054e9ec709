import { exp32, log32 } from "@downhill/plugin/math";
import { describe, expect, test } from "vitest";
import { tries } from "../../../test/fuzz.ts";
import { classes, further, kernels, numbers, precisions, random, run, size, sizes } from "../../../test/kernels.ts";
import { same } from "../../../test/same.ts";
import {
  crossEntropy,
  crossEntropyBackward,
  softmaxCrossEntropy,
  softmaxCrossEntropyBackward,
} from "../plain/cross-entropy.ts";
import { elementLoss } from "../plain/element-loss.ts";
import { flushed } from "../plain/flush.ts";
import { addPenaltyGradient, penalty } from "../plain/regularize.ts";
import { softCrossEntropy } from "../plain/soft-cross-entropy.ts";
import { softmaxBackward, softmaxForward } from "../plain/softmax.ts";
import { ElementLoss } from "./further-kernels.ts";

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
      for (const [matmulPrecision, suffix] of precisions) {
        softmaxBackward(dx, dy, y, rows, columns, matmulPrecision);
        const { after } = run([dx.slice().fill(7), dy, y], [0], (dx, dy, y) =>
          kernels.softmaxBackward(dx!, dy!, y!, rows, columns, suffix === "64" ? 1 : 0),
        );
        same(after[0]!, dx, `backward ${rows} × ${columns} in ${matmulPrecision}`);
      }
    }
  });
});

test("softmax's exp is exp32, over its whole range", () => {
  const n = tries(200_000);
  const x = Float32Array.from({ length: 2 * n }, (_, i) => (i % 2 === 0 ? 0 : -110 * random()));
  const expected = Float32Array.from({ length: 2 * n }, (_, i) => {
    const e = flushed(exp32(x[i | 1]!));
    return flushed((i % 2 === 0 ? 1 : e) / Math.fround(1 + e));
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
      // Many ignored, and some so small that gradients are subnormal.
      const counts = Float32Array.from({ length: rows }, () => [0, 1, 1e-37, 3 * random()][size(0, 3)]!);
      for (const [counted, divisor] of [
        [undefined, rows],
        [counts, 1],
        [counts, 0.5 + 9 * random()],
      ] as const) {
        const indexed = { targets: labels, counts: counted, rows, columns, divisor };
        const losses = new Float32Array(rows);
        const mean = crossEntropy(losses, p, indexed);
        const dz = new Float32Array(z.length);
        softmaxCrossEntropyBackward(dz, p, indexed);
        const dp = new Float32Array(z.length);
        crossEntropyBackward(dp, p, indexed);
        const what = `${rows} × ${columns}, ${counted && "counted, "}over ${divisor}`;
        for (const t of columns > 256 ? [labels] : [labels, Uint8Array.from(labels)]) {
          const width = t.BYTES_PER_ELEMENT;
          const blank = (like: Float32Array) => like.slice().fill(7);
          const at = (pointer: number | undefined) => (counted ? pointer! : 0);
          const plain = run([blank(losses), p, t, counts], [0], (losses, p, t, c) =>
            kernels.crossEntropy(losses!, p!, t!, width, at(c), rows, columns, divisor),
          );
          same(plain.after[0]!, losses, `losses of ${what}`);
          same([plain.result], [mean], `mean of ${what}`);
          for (const clip of [1e-7, 0.01, 0]) {
            const each = new Float32Array(rows);
            const value = softmaxCrossEntropy(p.slice(), each, dz.slice(), z, clip, indexed);
            if (clip === 1e-7) same(each, losses, `clipped losses of ${what}`);
            const arrays = [blank(p), blank(losses), blank(dz), z, t, counts];
            const fused = run(arrays, [0, 1, 2], (p, losses, dz, z, t, c) =>
              kernels.softmaxCrossEntropy(p!, losses!, dz!, z!, t!, width, at(c), rows, columns, clip, divisor),
            );
            same(fused.after[0]!, p, `p of ${what}`);
            same(fused.after[1]!, each, `fused losses of ${what}, ${clip}`);
            same(fused.after[2]!, dz, `dz of ${what}`);
            same([fused.result], [value], `fused mean of ${what}, ${clip}`);
          }
          for (const [name, expected] of [
            ["softmaxCrossEntropyBackward", dz],
            ["crossEntropyBackward", dp],
          ] as const) {
            const { after } = run([blank(expected), p, t, counts], [0], (out, p, t, c) =>
              kernels[name](out!, p!, t!, width, at(c), rows, columns, divisor),
            );
            same(after[0]!, expected, `${name} of ${what}`);
            expect(after[0]!.some((v) => v !== 0 && Math.abs(v) < 2 ** -126)).toBe(false);
          }
        }
      }
    });
  });

  test("its logarithm is log32, over its whole range", () => {
    const n = tries(200_000);
    const p = Float32Array.from({ length: n }, () => (random() < 0.5 ? random() : 2 ** (-24 * random())));
    // Where its exponents part, and in the middle between two entries of its table.
    for (let i = 0; i < 1000; i++) p[i] = (size(88, 176) / 128 + size(0, 1) / 256) * 2 ** -size(1, 22);
    const t = new Uint8Array(n);
    const expected = p.map((v) => -log32(Math.min(Math.max(v, Math.fround(1e-7)), Math.fround(1 - 1e-7))));
    const { after } = run([new Float32Array(n), p, t], [0], (losses, p, t) =>
      kernels.crossEntropy(losses!, p!, t!, 1, 0, n, 1, n),
    );
    same(after[0]!, expected, "losses");
  });

  test("not clipped, its logarithm is log32 down to the least normal number", () => {
    // Of two logits 0 and -d the second's probability is e^-d / (1 + e^-d).
    const n = tries(50_000);
    const z = Float32Array.from({ length: 2 * n }, (_, i) => (i % 2 === 0 ? 0 : -100 * random()));
    const t = new Uint8Array(n).fill(1);
    const { after } = run(
      [new Float32Array(2 * n), new Float32Array(n), new Float32Array(2 * n), z, t],
      [0, 1, 2],
      (p, losses, dz, z, t) => kernels.softmaxCrossEntropy(p!, losses!, dz!, z!, t!, 1, 0, n, 2, 0, n),
    );
    const [p, losses] = [after[0]!, after[1]!];
    const normal = losses.map((_, i) => (p[2 * i + 1]! >= 2 ** -126 ? 1 : 0));
    expect(normal.reduce((sum, each) => sum + each, 0) / n).toBeCloseTo(0.873, 1);
    same(
      losses.map((loss, i) => (normal[i] ? loss : -z[2 * i + 1]!)),
      losses.map((_, i) => (normal[i] ? -log32(p[2 * i + 1]!) : -z[2 * i + 1]!)),
      "losses",
    );
    same(
      losses.filter((_, i) => !normal[i]),
      Float32Array.from(
        z.filter((_, i) => i % 2 === 1 && !normal[i >> 1]),
        (v) => -v,
      ),
      "far",
    );
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

test("cross-entropy of soft labels, clipped or not", () => {
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
      for (const clip of [1e-7, 1e-40, 0]) {
        const losses = new Float32Array(rows);
        const gradient = new Float32Array(z.length);
        const soft = { p, z, t, rows, columns, clip, divisor };
        const mean = softCrossEntropy(losses, gradient, soft);
        const blank = (like: Float32Array) => like.slice().fill(7);
        const { result, after } = run([blank(losses), blank(gradient), p, z, t], [0, 1], (losses, gradient, p, z, t) =>
          kernels.softCrossEntropy(losses!, gradient!, p!, z!, t!, rows, columns, clip, divisor, 1 / divisor),
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
    for (const n of [...Array.from({ length: 71 }, (_, i) => i), 5000]) {
      for (const every of [1000, 10]) {
        const y = numbers(n, every).map((v) => v * (random() < 0.1 ? 30 : 1));
        const t = numbers(n, every).map((v, i) => target(random() < 0.1 ? y[i]! : v));
        const weights = numbers(n, every);
        for (const parameter of loss === ElementLoss.sigmoid ? [1, weights] : [0.7]) {
          const gradient = new Float32Array(n);
          const divisor = 1 + 9 * random();
          for (const counts of [new Float32Array(0), numbers(n, every)]) {
            const mean = elementLoss(loss, gradient, y, t, { parameter, counts, divisor });
            const all = [gradient.slice().fill(7), y, t, weights, counts];
            const { result, after } = run(all, [0], (gradient, y, t, weights, countsAt) => {
              const [at, one] = typeof parameter === "number" ? [0, parameter] : [weights!, 0];
              return further.elementLoss(loss, gradient!, y!, t!, at, counts.length && countsAt!, n, one, 1 / divisor);
            });
            same(after[0]!, gradient, `gradient of ${n}`);
            same([result / divisor], [mean], `loss of ${n}`);
          }
        }
      }
    }
  });
});

test("regularization", () => {
  for (const n of [...Array.from({ length: 71 }, (_, i) => i), 5000]) {
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

test("gradients are flushed at the same numbers", () => {
  // Around what float32 rounds to its least normal number, and where its subnormal numbers end.
  const edges = [1, 1 - 2 ** -24, 1 - 2 ** -25, 1 + 2 ** -23, 0.5, 2 ** -23, 2 ** -24, 0].map((v) => v * 2 ** -126);
  const y = Float32Array.from([...edges, ...edges.map((v) => -v), 1, -1, Number.NaN, Number.POSITIVE_INFINITY]);
  const t = new Float32Array(y.length);
  const n = y.length;
  for (const divisor of [1, 1 + 2 ** -22, 1 - 2 ** -24, 1 - 2 ** -25, 0.75, 3]) {
    const gradient = new Float32Array(n);
    const counts = new Float32Array(0);
    elementLoss(ElementLoss.huber, gradient, y, t, { parameter: 1, counts, divisor });
    const { after } = run([gradient.slice().fill(7), y, t], [0], (gradient, y, t) =>
      further.elementLoss(ElementLoss.huber, gradient!, y!, t!, 0, 0, n, 1, 1 / divisor),
    );
    same(after[0]!, gradient, `over ${divisor}`);
    for (let i = 0; i < n - 2; i++) {
      const rounded = Math.fround(Math.min(Math.max(y[i]!, -1), 1) * (1 / divisor));
      expect(gradient[i]).toBe(Math.abs(rounded) < 2 ** -126 ? 0 : rounded);
    }
  }
  for (const rows of [1, 3, 100]) {
    const p = Float32Array.from({ length: rows * n }, (_, i) => y[i % n]! * rows);
    const labels = new Int32Array(rows).fill(n - 4);
    const dz = new Float32Array(rows * n);
    softmaxCrossEntropyBackward(dz, p, { targets: labels, counts: undefined, rows, columns: n, divisor: rows });
    const { after } = run([dz.slice().fill(7), p, labels], [0], (dz, p, t) =>
      kernels.softmaxCrossEntropyBackward(dz!, p!, t!, 4, 0, rows, n, rows),
    );
    same(after[0]!, dz, `${rows} rows`);
  }
});
