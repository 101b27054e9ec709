import { checkOverlap, type Piece } from "./addresses.ts";
import type { FloatArray, NamedParameters, Parameter, ParameterFacts } from "./contract.ts";
import { checkChoice, checkRecord, fail, isRecord, isWhole, mustBe } from "./errors.ts";
import { type FloatType, floatType, view } from "./float-array.ts";
import type { Heap } from "./heap.ts";
import { finiteIn } from "./rule/fused.ts";

/** Numbers by name, each an array of one, so that it can be shared and put back. */
export type Cells = Record<string, Float64Array>;

/** What an optimizer remembers of a parameter: its arrays as they were last read, and what they must look like. */
export interface Slot extends ParameterFacts {
  /** The user's own record: `value` and `grad` are read from it at each step. */
  readonly parameter: Parameter;
  /** What was read: the user's own arrays. It rests where there is no gradient. */
  value: FloatArray | undefined;
  grad: FloatArray | null | undefined;
  readonly type: FloatType;
  /** `w` and `g`, the same memory in arrays of our own kind, and those of the state that are there. */
  readonly arrays: Record<"w" | "g", FloatArray> & Record<string, FloatArray>;
  /** The state's numbers. */
  readonly cells: Cells;
  /** The present numbers of its group. */
  hyper: Record<string, number>;
  /** The heap that its state lies in, if any. */
  heap: Heap | undefined;
}

/** @throws RangeError naming the parameter that cannot be trained, and why */
export function makeSlots(owner: string, parameters: NamedParameters): Slot[] {
  checkRecord(`${owner}: parameters`, parameters, " of { value, grad } by name");
  const slots = Object.entries(parameters).map(([name, parameter]): Slot => {
    const what = `${owner}: parameter "${name}"`;
    if (!isRecord(parameter) || !("value" in parameter)) mustBe(what, "{ value, grad }", parameter);
    const { value, shape = [value?.length], role, output, outputAxis = (shape?.length ?? 0) - 1 } = parameter;
    const type = floatType(value) ?? refuse(`${what}: value`, "a Float32Array or Float64Array", value);
    const { length } = value;
    if (!Array.isArray(shape) || !shape.every(isWhole) || sizeOf(shape) !== length)
      fail(`${what}: shape [${shape}] does not hold ${length} values`);
    checkRole(what, role);
    if (output !== undefined && typeof output !== "boolean") mustBe(`${what}: output`, "true or false", output);
    if (outputAxis !== shape.length - 1 && !(isWhole(outputAxis) && outputAxis < shape.length))
      mustBe(`${what}: outputAxis`, `an axis of shape [${shape}]`, outputAxis);
    // All of its properties at once: one after the other, each makes an object of another kind of it.
    return {
      name,
      shape: [...shape],
      role,
      output,
      outputAxis,
      length,
      parameter,
      value: undefined,
      grad: undefined,
      type,
      arrays: {} as Slot["arrays"],
      cells: {},
      hyper: {},
      heap: undefined,
    };
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
  if (!isOther(slots)) return false;
  const changed = slots.filter((slot) => !isAsBefore(slot));
  for (const { name, parameter, type, length } of changed)
    for (const field of ["value", "grad"] as const)
      if (field === "value" || parameter.grad !== null)
        checkArray(`${owner}: parameter "${name}": ${field}`, parameter[field]!, type, length);
  const pieces: Piece[] = [];
  for (const { name, length, parameter } of slots) {
    const { value, grad } = parameter;
    if (length) pieces.push([value, true, `"${name}": value`]);
    if (length && grad) pieces.push([grad, false, `"${name}": grad`]);
  }
  checkOverlap(owner, pieces);
  for (const slot of changed) {
    const { value, grad } = slot.parameter;
    slot.value = value;
    slot.grad = grad;
    slot.arrays.w = view(slot.type, value, slot.length);
    if (grad) slot.arrays.g = view(slot.type, grad, slot.length);
  }
  return true;
}

const isAsBefore = ({ parameter, value, grad, length }: Slot): boolean =>
  parameter.value === value &&
  parameter.grad === grad &&
  value.length === length &&
  (grad === null || grad.length === length);

/** In one loop without a function for each: this is what many small parameters' steps consist of. */
function isOther(slots: readonly Slot[]): boolean {
  for (let i = 0; i < slots.length; i++) if (!isAsBefore(slots[i]!)) return true;
  return false;
}

/** What users' functions are told of a slot. */
export const factsOf = ({ name, shape, role, output, outputAxis, length }: Slot): ParameterFacts => ({
  name,
  shape,
  role,
  output,
  outputAxis,
  length,
});

/** Those that a step moves. */
export const moving = (slots: readonly Slot[]): Slot[] => slots.filter(({ grad }) => grad !== null);

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
  if (heap ? finiteIn(heap, array, floatType(array)!)() : allFinite(array)) return;
  const i = array.findIndex((x) => !Number.isFinite(x));
  fail(`${what}[${i}] is ${array[i]}${when}`);
}

export function allFinite(array: FloatArray): boolean {
  // 0 · x is 0 for finite x, NaN else: no branch in the loop. Two sums, since neither has to wait for the other.
  let even = 0;
  let odd = 0;
  const n = array.length;
  for (let i = 1; i < n; i += 2) {
    even += 0 * array[i - 1]!;
    odd += 0 * array[i]!;
  }
  if (n % 2) even += 0 * array[n - 1]!;
  return even + odd === 0;
}

export const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0);

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

const roles = ["weight", "bias", "scale", "embedding"];

export const checkRole = (what: string, role: unknown): void => checkChoice(`${what}: role`, roles, role);
