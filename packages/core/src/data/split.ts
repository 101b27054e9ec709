import { checkBoolean, checkOptions, isList, refuse, refuseNumber, show } from "@downhill/plugin/arguments";
import { type Draws, streamOf } from "@downhill/plugin/random";
import { checkTensors } from "../training/arguments.ts";
import { checkData, copied, type Data } from "../training/batches.ts";
import { drawOrder } from "../training/shuffle.ts";
import { rowArgmax } from "./argmax.ts";
import { isTensor, type Labels } from "./labels.ts";

export interface SplitDataOptions extends Draws {
  /**
   * Whether each part has the share of each class that the whole has: `true` for the classes of y, indices, class after class
   * as whole numbers or one-hot rows; or a list of what to go by, one for each sample. Default false.
   */
  readonly stratify?: boolean | ArrayLike<string | number> | undefined;
  /** Whether samples are shuffled first; without, each part has those that follow the part before. Default true. */
  readonly shuffle?: boolean | undefined;
}

/** Samples of data, of the same kind. */
export type Part<D extends Data> = Pick<Data, "x"> & {
  readonly y: D["y"];
  readonly sampleWeight: "sampleWeight" extends keyof D ? D["sampleWeight"] : undefined;
};

/**
 * Parts of data that have no sample in common: `const { train, validation, test } = split(data, { train: 0.7, validation: 0.15,
 * test: 0.15 })`. The parts, by any names, are shares of the samples, below 1, or else numbers of samples; they need not be
 * all of them. The samples are copied, in the order that is drawn from `seed` or `random`, which is 0 unless given.
 *
 * With `stratify` each part has of each class its share of those that are left, rounded up or down (the largest remainders
 * up), at least one, as scikit-learn's `train_test_split` does.
 * @throws RangeError or TypeError for data that do not fit each other, parts that are more than there is, empty or of both
 *   kinds, or a class of which there is too little.
 */
export function split<D extends Data, const Name extends string>(
  data: D,
  parts: Readonly<Record<Name, number>>,
  options: SplitDataOptions = {},
): Record<Name, Part<D>> {
  checkTensors("split", data);
  checkData("split", data, data.x.shape.slice(1));
  checkOptions("split", options, ["stratify", "shuffle", "seed", "random"]);
  const { stratify = false, shuffle = true, ...draws } = options;
  checkBoolean("split", "shuffle", shuffle);
  const samples = data.x.shape[0]!;
  const sizes = sizesOf(parts, samples);
  const keys = keysOf(data, stratify);
  const random = streamOf("split", draws);
  const order = Uint32Array.from({ length: samples }, (_, i) => i);
  if (shuffle) drawOrder(order, random, "split");
  const chosen = keys ? stratified(order, keys, sizes) : consecutive(order, sizes);
  return Object.fromEntries(chosen.map(([name, each]) => [name, copied(data, each)])) as Record<Name, Part<D>>;
}

type Sizes = readonly (readonly [name: string, size: number])[];
type Key = string | number;

function sizesOf(parts: Readonly<Record<string, number>>, samples: number): Sizes {
  if (typeof parts !== "object" || parts === null || isList(parts) || Object.keys(parts).length === 0) {
    refuse("split", "parts", "shares or numbers of samples by name, { train: 0.8, test: 0.2 }", parts);
  }
  const entries = Object.entries(parts);
  for (const [name, size] of entries) {
    const fits = typeof size === "number" && ((size > 0 && size < 1) || (Number.isSafeInteger(size) && size > 0));
    if (!fits) refuseNumber("split", name, "a share between 0 and 1 or a number of samples", size);
    if (size < 1 === entries[0]![1] < 1) continue;
    throw new RangeError(`split: parts must be all shares or all numbers of samples, got ${show(parts)}`);
  }
  const total = entries.reduce((sum, [, size]) => sum + size, 0);
  const isShares = entries[0]![1] < 1;
  if (total > (isShares ? 1 + 1e-9 : samples)) {
    const what = isShares ? "shares of more than 1" : `more than there are, ${samples}`;
    throw new RangeError(
      `split: ${entries.map(([name]) => name).join(" + ")} = ${Number(total.toPrecision(12))} are ${what}`,
    );
  }
  if (!isShares) return entries;
  let end = 0;
  let sum = 0;
  return entries.map(([name, share]) => {
    const start = end;
    sum += share;
    end = Math.min(Math.round(sum * samples), samples);
    if (end > start) return [name, end - start];
    throw new RangeError(`split: ${name}, ${share} of ${samples} samples, is empty`);
  });
}

function keysOf({ x, y }: Data, stratify: boolean | ArrayLike<Key>): ArrayLike<Key> | undefined {
  if (stratify === false) return undefined;
  const samples = x.shape[0]!;
  const keys = stratify === true ? classesIn(y, samples) : stratify;
  if (!isList(keys)) refuse("split", "stratify", "true, false or a list of classes", stratify);
  if (keys.length === samples) return keys;
  throw new RangeError(`split: stratify must be one for each of ${samples} samples, got ${keys.length}`);
}

/** Indices as they are; of rows the class of the largest. */
function classesIn(y: Labels, samples: number): ArrayLike<number> {
  if (!isTensor(y)) return y;
  const columns = y.data.length / samples;
  if (columns === 1) return y.data;
  return Int32Array.from({ length: samples }, (_, i) => rowArgmax(y.data, i * columns, columns));
}

function consecutive(order: Uint32Array, sizes: Sizes): [string, Uint32Array][] {
  let start = 0;
  return sizes.map(([name, size]) => {
    start += size;
    return [name, order.subarray(start - size, start)];
  });
}

/** Takes from each class in the order that was drawn; a part's samples stay in that order among each other. */
function stratified(order: Uint32Array, keys: ArrayLike<Key>, sizes: Sizes): [string, Uint32Array][] {
  const classes = new Map<Key, number[]>();
  for (const [place, sample] of order.entries()) {
    const places = classes.get(keys[sample]!) ?? [];
    places.push(place);
    classes.set(keys[sample]!, places);
  }
  const there = new Map([...classes].map(([key, places]) => [key, places.length]));
  return sizes.map(([name, size]) => {
    const left = [...classes];
    const counts = apportioned(
      left.map(([, places]) => places.length),
      size,
    );
    const places = left.flatMap(([key, places], c) => {
      if (counts[c] === 0) {
        throw new RangeError(
          `split: there is none of class ${show(key)} in ${name}: ${there.get(key)} of ${order.length} samples are too few`,
        );
      }
      return places.splice(0, counts[c]);
    });
    return [
      name,
      Uint32Array.from(
        places.sort((a, b) => a - b),
        (place) => order[place]!,
      ),
    ];
  });
}

/** `size` in the proportions of `counts`, in whole numbers: rounded down, and the largest remainders up. */
function apportioned(counts: readonly number[], size: number): number[] {
  const total = counts.reduce((sum, each) => sum + each, 0);
  const taken = counts.map((count) => Math.floor((count * size) / total));
  const remainders = counts.map((count, c) => [c, (count * size) % total] as const).sort((a, b) => b[1] - a[1]);
  const rest = size - taken.reduce((sum, each) => sum + each, 0);
  for (const [c] of remainders.slice(0, rest)) taken[c]!++;
  return taken;
}
