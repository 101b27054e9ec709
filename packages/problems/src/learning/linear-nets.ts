import { dense, meanSquaredError, normal, pow, sequential, tensor } from "@downhill/core";
import { orthonormal } from "../analytic/orthonormal.ts";
import { define } from "../define.ts";
import { real, whole } from "../option.ts";
import { LOSS, learning } from "./task.ts";

export const matrixFactorisation = define({
  name: "matrix-factorisation",
  doc: "A matrix of low rank and a condition of 1000 found as the product of two.",
  source:
    "min ‖UV - M‖² / (rows · columns): Tong, Ma & Chi 2021, Accelerating ill-conditioned low-rank matrix estimation",
  group: "learning",
  precision: "float32",
  budget: 400,
  options: {
    size: whole(32, [2, 512], "rows and columns of the matrix"),
    rank: whole(8, [1, 512], "its rank, at most its size"),
    condition: real(1000, [1, 1e8], "its largest singular value over the least"),
  },
  metric: LOSS,
  start({ options: { size, rank, condition }, random, precision }) {
    if (rank > size) throw new RangeError(`matrix-factorisation: rank must be at most size = ${size}, got ${rank}`);
    const [u, v] = [orthonormal(rank, size, random), orthonormal(rank, size, random)];
    const s = Float64Array.from({ length: rank }, (_, k) => pow(condition, -k / Math.max(1, rank - 1)));
    /** Makes the mean of the squared elements 1. */
    const unit = size / Math.sqrt(s.reduce((sum, each) => sum + each * each, 0));
    const y = tensor({ shape: [size, size] });
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        let sum = 0;
        for (let k = 0; k < rank; k++) sum += s[k]! * u[k * size + i]! * v[k * size + j]!;
        y.data[i * size + j] = unit * sum;
      }
    }
    const x = tensor({ shape: [size, size] });
    for (let i = 0; i < size; i++) x.data[i * size + i] = 1;
    const options = { bias: false, weightInit: normal(0.1) };
    const model = sequential([dense(rank, options), dense(size, options)], {
      ...{ input: size, random, matmulPrecision: precision },
    });
    return learning({ model, loss: meanSquaredError, data: { x, y } });
  },
});

export const deepLinear = define({
  name: "deep-linear",
  doc: "A linear map learnt by a product of eight matrices, which starts near a saddle.",
  source: "Saxe, McClelland & Ganguli 2014, Exact solutions to the nonlinear dynamics of learning, arXiv:1312.6120",
  group: "learning",
  precision: "float32",
  budget: 500,
  options: {
    depth: whole(8, [1, 64], "matrices"),
    width: whole(16, [1, 512], "their rows and columns"),
    samples: whole(64, [1, 10_000], "how many there are"),
    gain: real(0.7, [0, 10], "initial weights' deviation, in units of 1 / √width"),
  },
  metric: LOSS,
  start({ options: { depth, width, samples, gain }, random, precision }) {
    const deviation = 1 / Math.sqrt(width);
    const map = Float64Array.from({ length: width * width }, () => deviation * random.normal());
    const [x, y] = [tensor({ shape: [samples, width] }), tensor({ shape: [samples, width] })];
    for (let i = 0; i < samples; i++) {
      for (let k = 0; k < width; k++) x.data[i * width + k] = random.normal();
      for (let j = 0; j < width; j++) {
        let sum = 0;
        for (let k = 0; k < width; k++) sum += x.data[i * width + k]! * map[k * width + j]!;
        y.data[i * width + j] = sum;
      }
    }
    const layers = Array.from({ length: depth }, () =>
      dense(width, { bias: false, weightInit: normal(gain * deviation) }),
    );
    const model = sequential(layers, { input: width, random, matmulPrecision: precision });
    return learning({ model, loss: meanSquaredError, data: { x, y } });
  },
});
