import { cos, sin } from "@downhill/core";
import { checkOptions } from "@downhill/plugin/arguments";
import { checked, classByClass, type Dataset, type DatasetOptions, floats } from "./dataset.ts";

const NOISE = Math.fround(0.2);

/**
 * One arm of a spiral for each class: r from 0 to 1, t from 4c to 4(c + 1) + 0.2·randn, point (r·sin 2.5t, r·cos 2.5t).
 *
 * Draws samplesPerClass · classes normals. Noise is scaled in float32, the rest is float64, points are stored as float32.
 *
 * TypeError or RangeError: samplesPerClass or classes not positive whole numbers, more than 256 classes, an unknown option.
 *
 * Source: Kinsley & Kukieła, Neural Networks from Scratch in Python, `nnfs.datasets.spiral_data` (after
 * Karpathy's CS231n); the same points in float32 as NumPy's with the same seed.
 */
export function spiral(options: DatasetOptions = {}): Dataset {
  checkOptions("spiral", options, ["samplesPerClass", "classes", "seed", "random"]);
  const { samplesPerClass, classes, random } = checked("spiral", options);
  const x = floats("spiral", samplesPerClass * classes, 2);
  for (let c = 0; c < classes; c++) {
    for (let i = 0; i < samplesPerClass; i++) {
      const r = linspace(0, 1, samplesPerClass, i);
      const t = linspace(4 * c, 4 * (c + 1), samplesPerClass, i) + Math.fround(Math.fround(random.normal()) * NOISE);
      const row = c * samplesPerClass + i;
      x[2 * row] = r * sin(t * 2.5);
      x[2 * row + 1] = r * cos(t * 2.5);
    }
  }
  return { x: { shape: [samplesPerClass * classes, 2], data: x }, y: classByClass(samplesPerClass, classes), classes };
}

/** Element i of `np.linspace(start, stop, count)`, with its rounding: the step first, the last element exactly stop. */
function linspace(start: number, stop: number, count: number, i: number): number {
  if (i === 0) return start;
  if (i === count - 1) return stop;
  return i * ((stop - start) / (count - 1)) + start;
}
