import type { Draws, Random, Tensor } from "@downhill/core";
import { streamOf } from "@downhill/optimizer/random";

/** Points in the plane with a class each, class after class. */
export interface Dataset {
  /** Points, float32, shape [samplesPerClass · classes, 2]. */
  readonly x: Tensor;
  /** The class of each row of x. */
  readonly y: Uint8Array;
  /** How many classes there are. */
  readonly classes: number;
}

/** Normals come from `seed` or `random`; they are rounded to float32, as `nnfs.init()` has NumPy do. */
export interface DatasetOptions extends Draws {
  /** Points of each class; 100 unless given. */
  readonly samplesPerClass?: number | undefined;
  /** Classes, at most 256; 3 unless given. */
  readonly classes?: number | undefined;
}

/** The options with defaults filled in. */
export interface Checked {
  readonly samplesPerClass: number;
  readonly classes: number;
  readonly random: Random;
}

/** The options with defaults filled in, or a RangeError that names the dataset, the option and the value. */
export function checked(name: string, options: DatasetOptions): Checked {
  const { samplesPerClass = 100, classes = 3 } = options;
  wholeNumber(`${name}: samplesPerClass`, samplesPerClass);
  wholeNumber(`${name}: classes`, classes, 256);
  return { samplesPerClass, classes, random: streamOf(name, options) };
}

/** RangeError unless value is a positive whole number, at most `most`. */
export function wholeNumber(what: string, value: number, most = Number.MAX_SAFE_INTEGER): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`${what} must be a positive whole number, got ${String(value)}`);
  }
  if (value > most) throw new RangeError(`${what} must be at most ${most}, got ${value}`);
}

/** The standard deviation of noise, checked: a finite number, at least 0. */
export function noiseOf(name: string, noise: number): number {
  if (!(noise >= 0 && noise < Infinity))
    throw new RangeError(`${name}: noise must be a finite number, at least 0, got ${noise}`);
  return noise;
}

/** A dataset from the point (x, y) of each sample of each class; noise is added to both, x's drawn first. */
export function plane(
  name: string,
  { samplesPerClass, classes, random }: Checked,
  noise: number,
  point: (c: number, i: number) => readonly [number, number],
): Dataset {
  noiseOf(name, noise);
  const data = new Float32Array(samplesPerClass * classes * 2);
  for (let row = 0; row < samplesPerClass * classes; row++) {
    const [x, y] = point(Math.floor(row / samplesPerClass), row % samplesPerClass);
    data[2 * row] = x + noise * random.normal();
    data[2 * row + 1] = y + noise * random.normal();
  }
  return { x: { shape: [samplesPerClass * classes, 2], data }, y: classByClass(samplesPerClass, classes), classes };
}

/** The labels of `samplesPerClass` rows of class 0, then of class 1, …: shape [samplesPerClass · classes]. */
export function classByClass(samplesPerClass: number, classes: number): Uint8Array {
  return Uint8Array.from({ length: samplesPerClass * classes }, (_, row) => Math.floor(row / samplesPerClass));
}
