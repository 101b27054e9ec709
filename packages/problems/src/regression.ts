import { type Draws, type Random, sin, type Tensor } from "@downhill/core";
import { streamOf } from "@downhill/optimizer/random";
import { noiseOf, wholeNumber } from "./dataset.ts";

/** Inputs and the values to predict from them. */
export interface Regression {
  /** Float32, shape [samples, features]. */
  readonly x: Tensor;
  /** Float32, shape [samples, 1]. */
  readonly y: Tensor;
}

export interface RegressionOptions extends Draws {
  /** 100 unless given. */
  readonly samples?: number | undefined;
  /** Standard deviation of the noise added to y; 0.1 unless given. */
  readonly noise?: number | undefined;
}

/**
 * y = x·w + b + noise, with x normal, and w and b normal too: draws features + 1 normals for w and b, then for each
 * sample its features and its noise.
 *
 * RangeError: samples or features not positive whole numbers, noise negative.
 */
export function linear({
  features = 1,
  ...options
}: RegressionOptions & { readonly features?: number | undefined } = {}): Regression & {
  readonly weights: Float64Array;
  readonly bias: number;
} {
  wholeNumber("linear: features", features);
  const random = streamOf("linear", options);
  const weights = Float64Array.from({ length: features }, () => random.normal());
  const bias = random.normal();
  const data = regression("linear", options, random, features, (x) => {
    let sum = bias;
    for (let j = 0; j < features; j++) {
      x[j] = random.normal();
      sum += x[j]! * weights[j]!;
    }
    return sum;
  });
  return { ...data, weights, bias };
}

/**
 * One period of a sine: y = sin 2πx + noise, x evenly from 0 to 1, as the NNFS book's `sine_data`, which has no noise.
 *
 * RangeError: samples not a positive whole number, noise negative.
 */
export function sine(options: RegressionOptions = {}): Regression {
  const last = Math.max(1, (options.samples ?? 100) - 1);
  return regression("sine", options, streamOf("sine", options), 1, (x, i) => {
    x[0] = i / last;
    return sin(2 * Math.PI * (i / last));
  });
}

/** Fills x row by row; `row` writes a sample's features and returns its y without noise. */
function regression(
  name: string,
  { samples = 100, noise = 0.1 }: RegressionOptions,
  random: Random,
  features: number,
  row: (x: Float32Array, i: number) => number,
): Regression {
  wholeNumber(`${name}: samples`, samples);
  noiseOf(name, noise);
  const x = new Float32Array(samples * features);
  const y = new Float32Array(samples);
  for (let i = 0; i < samples; i++) {
    const value = row(x.subarray(i * features, (i + 1) * features), i);
    y[i] = value + noise * random.normal();
  }
  return { x: { shape: [samples, features], data: x }, y: { shape: [samples, 1], data: y } };
}
