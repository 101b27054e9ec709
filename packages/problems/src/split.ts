import { type Draws, type Random, split, type Tensor } from "@downhill/core";
import { checkOptions, checkWhole } from "@downhill/plugin/arguments";
import { streamOf } from "@downhill/plugin/random";

/** Labelled samples, float32, shape [samples, …], and each one's class. */
export interface Labelled {
  readonly x: Tensor;
  readonly y: Uint8Array;
}

export interface Split {
  readonly train: Labelled;
  readonly test: Labelled;
  readonly classes: number;
}

/** How many samples to draw for training and for testing; they are drawn from `seed` or `random`. */
export interface SplitOptions extends Draws {
  readonly train?: number | undefined;
  readonly test?: number | undefined;
}

/** The options with defaults filled in. */
export interface Parts {
  readonly train: number;
  readonly test: number;
  readonly random: Random;
}

/**
 * The options with defaults filled in: before anything is loaded.
 * @throws TypeError or RangeError naming the dataset, the option and the value
 */
export function partsOf(name: string, options: SplitOptions, samples: number, usual: Omit<Parts, "random">): Parts {
  checkOptions(name, options, ["train", "test", "seed", "random"]);
  const { train = usual.train, test = usual.test, ...draws } = options;
  checkWhole(name, "train", train);
  checkWhole(name, "test", test);
  if (train + test > samples)
    throw new RangeError(`${name}: there are ${samples} samples, not train + test = ${train + test}`);
  return { train, test, random: streamOf(name, draws) };
}

/**
 * Shuffles samples and parts them, as `split` of `@downhill/core` does.
 * @param data the samples one after the other, each as long as `shape` says
 */
export function parted(
  data: Float32Array,
  y: Uint8Array,
  shape: readonly number[],
  { train, test, random }: Parts,
): Omit<Split, "classes"> {
  return split({ x: { shape: [y.length, ...shape], data }, y }, { train, test }, { random });
}
