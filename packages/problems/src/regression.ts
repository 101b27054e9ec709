import { type Draws, type Random, sin, type Tensor } from "@downhill/core";
import { AT_LEAST_0, checkNumber, checkOptions, checkWhole } from "@downhill/plugin/arguments";
import { streamOf } from "@downhill/plugin/random";
import { floats } from "./dataset.ts";

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
 * TypeError or RangeError: samples or features not positive whole numbers, noise negative, an unknown option.
 */
export function linear(options: RegressionOptions & { readonly features?: number | undefined } = {}): Regression & {
  /** w, one for each feature. */
  readonly weight: Float64Array;
  /** b. */
  readonly bias: number;
} {
  checkOptions("linear", options, [...KNOWN, "features"]);
  const { features = 1, samples = 100, noise = 0.1, ...draws } = options;
  checkWhole("linear", "features", features);
  const { x, y } = blank("linear", samples, features, noise);
  const random = streamOf("linear", draws);
  const weight = Float64Array.from({ length: features }, () => random.normal());
  const bias = random.normal();
  fill({ x, y }, noise, random, (row) => {
    let sum = bias;
    for (let j = 0; j < features; j++) {
      row[j] = random.normal();
      sum += row[j]! * weight[j]!;
    }
    return sum;
  });
  return { x, y, weight, bias };
}

/**
 * One period of a sine: y = sin 2πx + noise, x evenly from 0 to 1, as the NNFS book's `sine_data`, which has no noise.
 *
 * TypeError or RangeError: samples not a positive whole number, noise negative, an unknown option.
 */
export function sine(options: RegressionOptions = {}): Regression {
  checkOptions("sine", options, KNOWN);
  const { samples = 100, noise = 0.1, ...draws } = options;
  const data = blank("sine", samples, 1, noise);
  const last = Math.max(1, samples - 1);
  fill(data, noise, streamOf("sine", draws), (row, i) => {
    row[0] = i / last;
    return sin(2 * Math.PI * (i / last));
  });
  return data;
}

const KNOWN = ["samples", "noise", "seed", "random"] as const;

/** Zeros of the shapes that the checked options ask for. */
function blank(name: string, samples: number, features: number, noise: number): Regression {
  checkWhole(name, "samples", samples);
  checkNumber(name, "noise", noise, AT_LEAST_0);
  return {
    x: { shape: [samples, features], data: floats(name, samples, features) },
    y: { shape: [samples, 1], data: floats(name, samples, 1) },
  };
}

/** Row by row; `make` writes a sample's features and returns its y without noise. */
function fill(
  { x, y }: Regression,
  noise: number,
  random: Random,
  make: (row: Float32Array, i: number) => number,
): void {
  const features = x.shape[1]!;
  for (let i = 0; i < y.data.length; i++) {
    const value = make(x.data.subarray(i * features, (i + 1) * features), i);
    y.data[i] = value + noise * random.normal();
  }
}
