import type { Shape } from "../data/tensor.ts";
import type { LayerBuffer } from "../layers/layer.ts";
import { type MatchOptions, matched } from "../model/matched.ts";
import type { StoredBytes } from "./format.ts";
import { numbersOf, READABLE } from "./numbers.ts";

type Named<T> = Readonly<Record<string, T>>;

/** What an optimizer's arrays begin with. */
export const PREFIX = "optimizer.";

/** The arrays of a file that are an optimizer's, and those that are a model's. */
export function partition(arrays: Named<StoredBytes>, model: Named<LayerBuffer>) {
  const isState = ([name]: [string, StoredBytes]) => name.startsWith(PREFIX) && !Object.hasOwn(model, name);
  const entries = Object.entries(arrays);
  return [
    Object.fromEntries(entries.filter(isState)),
    Object.fromEntries(entries.filter((entry) => !isState(entry))),
  ] as const;
}

/**
 * The model's arrays in a file, as float32.
 * @throws RangeError naming an array that does not fit, or a number that is none.
 */
export function weightsOf(
  given: Named<StoredBytes>,
  model: Named<LayerBuffer>,
  options: MatchOptions,
): Record<string, Float32Array> {
  if (!options.rename && options.extra !== "ignore") refuseOld(given, model);
  const found = matched(
    given,
    model,
    options,
    (name) => `load: the file holds ${name}, this model has ${Object.keys(model).join(", ") || "none"}`,
    (name) => `load: the file does not hold ${name}, which this model needs`,
  );
  const read = Object.entries(found).map(([name, array]) => {
    const { shape } = model[name]!;
    const numbers = numbersOf(array);
    if (!numbers) throw new RangeError(`load: ${name} is ${array.dtype} in the file, which must be one of ${READABLE}`);
    checkShape("this model", name, array.shape, shape);
    const floats = numbers.BYTES_PER_ELEMENT === 4 ? (numbers as Float32Array) : Float32Array.from(numbers);
    for (let i = 0; i < floats.length; i++) {
      if (Number.isFinite(floats[i]!)) continue;
      const why = Number.isFinite(numbers[i]!) ? ", too large for float32" : "";
      throw new RangeError(`load: ${name}[${i}] is ${numbers[i]} in the file${why}`);
    }
    return [name, floats] as const;
  });
  return Object.fromEntries(read);
}

export function checkShape(owner: string, name: string, given: Shape, wanted: Shape): void {
  if (given.join() === wanted.join()) return;
  throw new RangeError(`load: ${name} is [${given.join(", ")}] in the file, and [${wanted.join(", ")}] in ${owner}`);
}

/** Before names had the layer's kind they counted the layers that have parameters. */
function refuseOld(given: Named<StoredBytes>, model: Named<LayerBuffer>): void {
  const old = /^layer\d+\.(?:weights|biases|runningMean|runningVariance)$/;
  const name = Object.keys(given).find((each) => old.test(each) && !Object.hasOwn(model, each));
  if (name === undefined) return;
  throw new RangeError(
    `load: the file was saved by an earlier version, which called an array ${name}: now a layer is called by its kind and ` +
      `its index among all layers, or by a name of its own, and its arrays weight and bias, or scale and bias of a ` +
      `normalisation: this model has ${Object.keys(model).join(", ")}`,
  );
}
