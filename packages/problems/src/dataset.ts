import type { Random, Tensor } from "@downhill/core";

/** Points in the plane with a class each, class after class. */
export interface Dataset {
  /** Points, float32, shape [samples · classes, 2]. */
  readonly x: Tensor;
  /** The class of each row of x. */
  readonly y: Uint8Array;
  /** How many classes there are. */
  readonly classes: number;
}

export interface DatasetOptions {
  /** Points of each class; 100 unless given. */
  readonly samples?: number;
  /** Classes, at most 256; 3 unless given. */
  readonly classes?: number;
  /** Where the normals come from; they are rounded to float32, as `nnfs.init()` has NumPy do. */
  readonly random: Random;
}

/** The options with defaults filled in, or a RangeError that names the dataset, the option and the value. */
export function checked(name: string, options: DatasetOptions): Required<DatasetOptions> {
  const { samples = 100, classes = 3, random } = options;
  wholeNumber(`${name}: samples`, samples);
  wholeNumber(`${name}: classes`, classes, 256);
  if (typeof random?.normal !== "function") {
    throw new TypeError(`${name}: random must have a normal() method, got ${String(random)}`);
  }
  return { samples, classes, random };
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
  { samples, classes, random }: Required<DatasetOptions>,
  noise: number,
  point: (c: number, i: number) => readonly [number, number],
): Dataset {
  noiseOf(name, noise);
  const data = new Float32Array(samples * classes * 2);
  for (let row = 0; row < samples * classes; row++) {
    const [x, y] = point(Math.floor(row / samples), row % samples);
    data[2 * row] = x + noise * random.normal();
    data[2 * row + 1] = y + noise * random.normal();
  }
  return { x: { shape: [samples * classes, 2], data }, y: classByClass(samples, classes), classes };
}

/** The labels of `samples` rows of class 0, then of class 1, …: shape [samples · classes]. */
export function classByClass(samples: number, classes: number): Uint8Array {
  return Uint8Array.from({ length: samples * classes }, (_, row) => Math.floor(row / samples));
}
