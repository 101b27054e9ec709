import { checkOptions } from "@downhill/plugin/arguments";
import { checked, classByClass, type Dataset, type DatasetOptions, floats } from "./dataset.ts";

const SPREAD = Math.fround(0.1);

/**
 * One round cloud for each class, side by side: x₁ = 0.1·randn + c/3, x₂ = 0.1·randn + 0.5, in float32 at
 * every operation.
 *
 * Draws samplesPerClass normals for the first column of a class, then as many for its second: 2 · samplesPerClass · classes
 * in all.
 *
 * TypeError or RangeError: samplesPerClass or classes not positive whole numbers, more than 256 classes, an unknown option.
 *
 * Source: Kinsley & Kukieła, Neural Networks from Scratch in Python, `nnfs.datasets.vertical_data`; the same points as
 * NumPy's with the same seed.
 */
export function vertical(options: DatasetOptions = {}): Dataset {
  checkOptions("vertical", options, ["samplesPerClass", "classes", "seed", "random"]);
  const { samplesPerClass, classes, random } = checked("vertical", options);
  const x = floats("vertical", samplesPerClass * classes, 2);
  for (let c = 0; c < classes; c++) {
    const centre = [Math.fround(c / 3), 0.5];
    for (let column = 0; column < 2; column++) {
      for (let row = c * samplesPerClass; row < (c + 1) * samplesPerClass; row++) {
        x[2 * row + column] = Math.fround(Math.fround(random.normal()) * SPREAD) + centre[column]!;
      }
    }
  }
  return { x: { shape: [samplesPerClass * classes, 2], data: x }, y: classByClass(samplesPerClass, classes), classes };
}
