import { cos, sin } from "@downhill/core";
import { checkNumber, checkOptions } from "@downhill/plugin/arguments";
import { checked, type Dataset, type DatasetOptions, plane } from "./dataset.ts";

const PI = Math.PI;

/** Options of the data sets whose number of classes is given by their shape. */
export interface ShapeOptions extends Omit<DatasetOptions, "classes"> {
  /** Standard deviation of the noise added to both coordinates; 0.1 unless given. */
  readonly noise?: number | undefined;
}

const KNOWN = ["samplesPerClass", "noise", "seed", "random"] as const;

/**
 * Two half circles that reach into each other: (cos a, sin a), and (1 - cos a, ½ - sin a), a from 0 to π.
 * As scikit-learn's `make_moons`, class after class. Draws 4 · samplesPerClass normals.
 *
 * TypeError or RangeError: samplesPerClass not a positive whole number, noise negative, an unknown option.
 */
export function moons(options: ShapeOptions = {}): Dataset {
  checkOptions("moons", options, KNOWN);
  const { noise = 0.1, ...rest } = options;
  const given = checked("moons", { ...rest, classes: 2 });
  return plane("moons", given, noise, (c, i) => {
    const angle = (PI * i) / Math.max(1, given.samplesPerClass - 1);
    return c === 0 ? [cos(angle), sin(angle)] : [1 - cos(angle), 0.5 - sin(angle)];
  });
}

/**
 * A circle of radius 1 around one of radius `factor`, 0.5 unless given.
 * As scikit-learn's `make_circles`, class after class. Draws 4 · samplesPerClass normals.
 *
 * TypeError or RangeError: samplesPerClass not a positive whole number, noise negative, factor not between 0 and 1, an
 * unknown option.
 */
export function circles(options: ShapeOptions & { readonly factor?: number | undefined } = {}): Dataset {
  checkOptions("circles", options, [...KNOWN, "factor"]);
  const { noise = 0.1, factor = 0.5, ...rest } = options;
  const given = checked("circles", { ...rest, classes: 2 });
  checkNumber("circles", "factor", factor, { words: "between 0 and 1", has: (x) => x > 0 && x < 1 });
  return plane("circles", given, noise, (c, i) => {
    const angle = (2 * PI * i) / given.samplesPerClass;
    const radius = c === 0 ? 1 : factor;
    return [radius * cos(angle), radius * sin(angle)];
  });
}

/**
 * The four corners of a square, opposite corners of one class: what no single linear layer separates.
 * Class 0 at (±1, ±1), class 1 at (±1, ∓1). Draws 4 · samplesPerClass normals.
 *
 * TypeError or RangeError: samplesPerClass not a positive whole number, noise negative, an unknown option.
 */
export function xor(options: ShapeOptions = {}): Dataset {
  checkOptions("xor", options, KNOWN);
  const { noise = 0.1, ...rest } = options;
  const given = checked("xor", { ...rest, classes: 2 });
  return plane("xor", given, noise, (c, i) => {
    const x = i % 2 === 0 ? 1 : -1;
    return [x, c === 0 ? x : -x];
  });
}

/**
 * A round cloud for each class, of standard deviation `noise` (1 unless given), its centre drawn uniformly from
 * [-10, 10)². As scikit-learn's `make_blobs`. Draws 2 · classes uniforms, then 2 · samplesPerClass · classes normals.
 *
 * TypeError or RangeError: samplesPerClass or classes not positive whole numbers, more than 256 classes, noise negative, an
 * unknown option.
 */
export function blobs(options: DatasetOptions & { readonly noise?: number | undefined } = {}): Dataset {
  checkOptions("blobs", options, [...KNOWN, "classes"]);
  const { noise = 1, ...rest } = options;
  const given = checked("blobs", rest);
  const coordinate = () => 20 * given.random.uniform() - 10;
  const centres = Array.from({ length: given.classes }, () => [coordinate(), coordinate()] as const);
  return plane("blobs", given, noise, (c) => centres[c]!);
}
