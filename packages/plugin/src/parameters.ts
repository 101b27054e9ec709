import { checkOverlap } from "./addresses.ts";
import type { FloatArray, NamedParameters, Parameter, Role } from "./contract.ts";
import { checkChoice, checkRecord, fail, isRecord, isWhole, mustBe } from "./errors.ts";
import { type FloatType, floatType, view } from "./float-array.ts";
import type { Heap } from "./heap.ts";
import { finiteIn } from "./rule/fused.ts";

/** What an optimizer remembers of a parameter: its arrays as they were last read, and what they must look like. */
export interface Slot {
  readonly name: string;
  readonly shape: readonly number[];
  readonly role: Role | undefined;
  /** The user's own record: `value` and `grad` are read from it at each step. */
  readonly parameter: Parameter;
  /** What was read: the user's own arrays. */
  value?: FloatArray;
  grad?: FloatArray;
  readonly length: number;
  readonly type: FloatType;
  /** `w` and `g`, the same memory in arrays of our own kind, and the state once the engine has added it. */
  readonly arrays: Record<"w" | "g", FloatArray> & Record<string, FloatArray>;
  /** The present numbers of its group. */
  hyper: Record<string, number>;
  /** The heap that its state lies in, if any. */
  heap?: Heap;
}

/** @throws RangeError naming the parameter that cannot be trained, and why */
export function makeSlots(owner: string, parameters: NamedParameters): Slot[] {
  checkRecord(`${owner}: parameters`, parameters, " of { value, grad } by name");
  const slots = Object.entries(parameters).map(([name, parameter]): Slot => {
    const what = `${owner}: parameter "${name}"`;
    if (!isRecord(parameter) || !("value" in parameter)) mustBe(what, "{ value, grad }", parameter);
    const { value, shape = [value?.length], role, output = false } = parameter;
    const type = floatType(value) ?? refuse(`${what}: value`, "a Float32Array or Float64Array", value);
    const { length } = value;
    if (!Array.isArray(shape) || !shape.every(isWhole) || sizeOf(shape) !== length)
      fail(`${what}: shape [${shape}] does not hold ${length} values`);
    checkRole(what, role);
    if (typeof output !== "boolean") mustBe(`${what}: output`, "true or false", output);
    return { name, parameter, shape: [...shape], role, length, type, hyper: {}, arrays: {} as Slot["arrays"] };
  });
  if (!slots.length) fail(`${owner}: there are no parameters`);
  readArrays(owner, slots);
  return slots;
}

/**
 * Takes the parameters' present arrays.
 * @returns whether any of them is another one than before
 * @throws if one is no longer what it was when the optimizer was made; then none has been taken
 */
export function readArrays(owner: string, slots: readonly Slot[]): boolean {
  const changed = slots.filter(
    ({ parameter, value, grad, length }) =>
      parameter.value !== value || parameter.grad !== grad || value.length !== length || grad.length !== length,
  );
  if (!changed.length) return false;
  for (const { name, parameter, type, length } of changed)
    for (const field of ["value", "grad"] as const)
      checkArray(`${owner}: parameter "${name}": ${field}`, parameter[field], type, length);
  checkOverlap(
    owner,
    slots.flatMap(({ name, length, parameter: { value, grad } }) =>
      length ? [[value, true, `"${name}": value`] as const, [grad, false, `"${name}": grad`] as const] : [],
    ),
  );
  for (const slot of changed) {
    const { value, grad } = slot.parameter;
    Object.assign(slot, { value, grad });
    slot.arrays.w = view(slot.type, value, slot.length);
    slot.arrays.g = view(slot.type, grad, slot.length);
  }
  return true;
}

/** @throws RangeError if it is not of that type and length */
export function checkArray(what: string, array: FloatArray | undefined, type: FloatType, length: number): void {
  if (floatType(array) !== type || array!.length !== length) refuse(what, `a ${type.name} of length ${length}`, array);
}

const refuse = (what: string, wanted: string, array: unknown): never =>
  mustBe(what, wanted, array, Array.isArray(array) ? " (parameter([…]) makes one)" : "");

/**
 * @param heap where WebAssembly may look, if it may
 * @throws RangeError naming the first NaN or infinity
 */
export function checkFinite(what: string, array: FloatArray, when = "", heap?: Heap): void {
  if (heap ? finiteIn(heap, array as Float32Array)() : allFinite(array)) return;
  const i = array.findIndex((x) => !Number.isFinite(x));
  fail(`${what}[${i}] is ${array[i]}${when}`);
}

export function allFinite(array: FloatArray): boolean {
  let sum = 0; // 0 · x is 0 for finite x, NaN else: no branch in the loop
  for (let i = 0; i < array.length; i++) sum += 0 * array[i]!;
  return sum === 0;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

const roles = ["weight", "bias", "scale", "embedding"];

export const checkRole = (what: string, role: unknown): void => checkChoice(`${what}: role`, roles, role);
