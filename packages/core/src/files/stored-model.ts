import type { Shape } from "../data/tensor.ts";
import type { LayerBuffer, LayerParameter } from "../layers/layer.ts";
import { type MatchOptions, matched } from "../model/matched.ts";
import type { StoredBytes } from "./format.ts";
import { numbersOf, READABLE } from "./numbers.ts";

type Named<T> = Readonly<Record<string, T>>;

/** What an optimizer's arrays begin with. */
export const PREFIX = "optimizer.";

/** How a file has weights; see `load`. */
export type Layout = "downhill" | "torch";

/** A parameter, whose role says what it is, or a buffer. */
type Stored = LayerBuffer & Pick<LayerParameter, "role">;

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
  model: Named<Stored>,
  options: MatchOptions,
  layout: Layout,
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
    const turned = layout === "torch" && isMatrix(model[name]!);
    const numbers = numbersOf(array);
    if (!numbers) throw new RangeError(`load: ${name} is ${array.dtype} in the file, which must be one of ${READABLE}`);
    if (turned) checkShape("this model, transposed", name, array.shape, shape.toReversed());
    else checkShape("this model", name, array.shape, shape, isMatrix(model[name]!));
    const floats = numbers.BYTES_PER_ELEMENT === 4 ? (numbers as Float32Array) : Float32Array.from(numbers);
    for (let i = 0; i < floats.length; i++) {
      if (Number.isFinite(floats[i]!)) continue;
      const why = Number.isFinite(numbers[i]!) ? ", too large for float32" : "";
      throw new RangeError(`load: ${name}[${i}] is ${numbers[i]} in the file${why}`);
    }
    return [name, turned ? transposed(floats, shape) : floats] as const;
  });
  return Object.fromEntries(read);
}

/** What `torch.nn.Linear` has as outputs × inputs, and `dense` as inputs × outputs. */
function isMatrix({ role, shape }: Stored): boolean {
  return role === "weight" && shape.length === 2;
}

/** The matrix of that shape whose transpose `a` is. */
function transposed(a: Float32Array, [rows, columns]: Shape): Float32Array {
  const result = new Float32Array(a.length);
  for (let i = 0, at = 0; i < rows!; i++) for (let j = 0; j < columns!; j++, at++) result[at] = a[j * rows! + i]!;
  return result;
}

/** @param mayTurn whether it may be one that `layout: "torch"` would transpose */
export function checkShape(owner: string, name: string, given: Shape, wanted: Shape, mayTurn = false): void {
  if (given.join() === wanted.join()) return;
  const hint = mayTurn && given.toReversed().join() === wanted.join() ? ': PyTorch\'s? { layout: "torch" }' : "";
  const [file, model] = [given, wanted].map((shape) => shape.join(", "));
  throw new RangeError(`load: ${name} is [${file}] in the file, and [${model}] in ${owner}${hint}`);
}

/** Before names had the layer's kind they counted the layers that have parameters. */
function refuseOld(given: Named<StoredBytes>, model: Named<LayerBuffer>): void {
  const old = /^layer\d+\.(?:weights|biases|runningMean|runningVariance)$/;
  const name = Object.keys(given).find((each) => old.test(each) && !Object.hasOwn(model, each));
  if (name === undefined) return;
  throw new RangeError(
    `load: the file was saved by an earlier version, which called an array ${name}: now layers go by a kind and an index, ` +
      `or a name, and arrays by weight, scale or bias: this model has ${Object.keys(model).join(", ")}`,
  );
}
