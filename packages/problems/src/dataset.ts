import type { Draws, Random, Tensor } from "@downhill/core";
import { AT_LEAST_0, checkNumber, checkWhole, refuseNumber } from "@downhill/plugin/arguments";
import { streamOf } from "@downhill/plugin/random";

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

/**
 * The options with defaults filled in.
 * @throws TypeError or RangeError naming the dataset, the option and the value
 */
export function checked(name: string, { samplesPerClass = 100, classes = 3, ...draws }: DatasetOptions): Checked {
  checkWhole(name, "samplesPerClass", samplesPerClass);
  checkWhole(name, "classes", classes);
  if (classes > MOST_CLASSES) refuseNumber(name, "classes", `at most ${MOST_CLASSES}`, classes);
  return { samplesPerClass, classes, random: streamOf(name, draws) };
}

/** Labels are of 8 bits. */
const MOST_CLASSES = 256;

/** Zeros for rows × columns. @throws RangeError where there is not as much memory: it names the dataset */
export function floats(name: string, rows: number, columns: number): Float32Array {
  try {
    return new Float32Array(rows * columns);
  } catch (cause) {
    const bytes = rows * columns * Float32Array.BYTES_PER_ELEMENT;
    throw new RangeError(`${name}: ${rows} samples take ${bytes} bytes of memory, which cannot be had`, { cause });
  }
}

/** A dataset from the point (x, y) of each sample of each class; noise is added to both, x's drawn first. */
export function plane(
  name: string,
  { samplesPerClass, classes, random }: Checked,
  noise: number,
  point: (c: number, i: number) => readonly [number, number],
): Dataset {
  checkNumber(name, "noise", noise, AT_LEAST_0);
  const data = floats(name, samplesPerClass * classes, 2);
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
