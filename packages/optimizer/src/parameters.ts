import type { FloatArray, NamedParameters, Parameter, Role } from "./contract.ts";
import { fail, isObject, mustBe } from "./errors.ts";
import type { Heap } from "./heap.ts";
import { memo } from "./memo.ts";

export type FloatType = Float32ArrayConstructor | Float64ArrayConstructor;

/** What an optimizer remembers of a parameter: its arrays as they were last read, and what they must look like. */
export interface Slot {
  readonly name: string;
  readonly shape: readonly number[];
  readonly role: Role | undefined;
  /** The user's own record: `value` and `grad` are read from it at each step. */
  readonly parameter: Parameter;
  readonly length: number;
  readonly type: FloatType;
  /** `w` and `g`, and the state once the engine has added it. */
  readonly arrays: Record<"w" | "g", FloatArray> & Record<string, FloatArray>;
  /** The present numbers of its group. */
  hyper: Record<string, number>;
  /** The heap that its state lies in, if any. */
  heap?: Heap;
}

/** @throws RangeError naming the parameter that cannot be trained, and why */
export function makeSlots(owner: string, parameters: NamedParameters): Slot[] {
  if (!isObject(parameters)) mustBe(`${owner}: the parameters`, "a record of { value, grad }", parameters);
  const names = new Map<FloatArray, string>();
  const slots = Object.entries(parameters).map(([name, parameter]): Slot => {
    const what = `${owner}: parameter "${name}"`;
    const w = checkArray(`${what}: value`, parameter?.value, [Float32Array, Float64Array]);
    const { length } = w;
    const { grad, shape = [length], role } = parameter;
    if (sizeOf(shape) !== length) fail(`${what}: shape [${shape}] does not hold ${length} values`);
    const other = memo(names, w, () => name);
    if (other !== name) fail(`${what} is the same array as "${other}"`);
    const type = w.constructor as FloatType;
    return { name, parameter, shape: [...shape], role, length, type, hyper: {}, arrays: { w, g: grad } };
  });
  if (!slots.length) fail(`${owner}: there are no parameters`);
  checkSlots(owner, slots);
  return slots;
}

/**
 * Takes the parameters' present arrays.
 * @returns whether any of them is another one than before
 * @throws if one is no longer what it was when the optimizer was made; then none has been taken
 */
export function readArrays(owner: string, slots: readonly Slot[]): boolean {
  const changed = slots.filter(
    ({ parameter: { value, grad }, arrays: { w, g }, length }) =>
      value !== w || grad !== g || value.length !== length || grad.length !== length,
  );
  checkSlots(owner, changed);
  for (const { parameter, arrays } of changed) {
    arrays.w = parameter.value;
    arrays.g = parameter.grad;
  }
  return changed.length > 0;
}

function checkSlots(owner: string, slots: readonly Slot[]) {
  for (const { name, parameter, type, length } of slots)
    for (const field of ["value", "grad"] as const)
      checkArray(`${owner}: parameter "${name}": ${field}`, parameter[field], [type], length);
}

/** @throws RangeError if it is of none of the types, or not of that length, if one is given */
export function checkArray(what: string, array: unknown, types: readonly FloatType[], length?: number): FloatArray {
  for (const type of types) if (array instanceof type && (length ?? array.length) === array.length) return array;
  const wanted = types.map(({ name }) => name).join(" or ");
  const hint = Array.isArray(array) ? " (parameter([…]) makes one)" : "";
  return mustBe(what, `a ${wanted}${length === undefined ? "" : ` of length ${length}`}`, array, hint);
}

/** @throws RangeError naming the first NaN or infinity */
export function checkFinite(owner: string, { name, arrays: { g } }: Slot): void {
  const i = g.findIndex((x) => !Number.isFinite(x));
  if (i >= 0) fail(`${owner}: parameter "${name}": gradient[${i}] is ${g[i]}`);
}

export function allFinite(array: FloatArray): boolean {
  let sum = 0; // 0 · x is 0 for finite x, NaN else: no branch in the loop
  for (let i = 0; i < array.length; i++) sum += 0 * array[i]!;
  return sum === 0;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);
