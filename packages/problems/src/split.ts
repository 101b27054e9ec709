import type { Draws, Tensor } from "@downhill/core";
import { streamOf } from "@downhill/optimizer/random";
import { wholeNumber } from "./dataset.ts";

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

/**
 * Shuffles samples (Fisher–Yates, one uniform for each but the first) and parts them.
 * @param data the samples one after the other, each as long as `shape` says
 * @throws RangeError where there are fewer samples than `train` and `test` ask for
 */
export function split(
  name: string,
  data: Float32Array,
  labels: Uint8Array,
  shape: readonly number[],
  { train, test, ...draws }: { readonly train: number; readonly test: number } & Draws,
): Omit<Split, "classes"> {
  wholeNumber(`${name}: train`, train);
  wholeNumber(`${name}: test`, test);
  if (train + test > labels.length)
    throw new RangeError(`${name}: there are ${labels.length} samples, not train + test = ${train + test}`);
  const random = streamOf(name, draws);
  const order = Uint32Array.from(labels, (_, i) => i);
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random.uniform() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  const size = data.length / labels.length;
  const part = (from: number, to: number): Labelled => {
    const x = new Float32Array((to - from) * size);
    for (let i = from; i < to; i++) x.set(data.subarray(order[i]! * size, (order[i]! + 1) * size), (i - from) * size);
    return {
      x: { shape: [to - from, ...shape], data: x },
      y: Uint8Array.from(order.subarray(from, to), (i) => labels[i]!),
    };
  };
  return { train: part(0, train), test: part(train, train + test) };
}
