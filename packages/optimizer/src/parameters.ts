import type { FloatArray, Parameter, Parameters } from "./contract.ts";

/** What an optimizer remembers of a parameter: where to find its arrays, and what they must look like. */
export interface Slot {
  readonly name: string;
  /** The user's own record: `value` and `grad` are read from it at each step. */
  readonly parameter: Parameter;
  readonly shape: readonly number[];
  readonly length: number;
  readonly type: Float32ArrayConstructor | Float64ArrayConstructor;
}

/** @throws TypeError or RangeError naming the parameter that cannot be trained, and why */
export function makeSlots(owner: string, parameters: Parameters): Slot[] {
  if (parameters === null || typeof parameters !== "object")
    throw new TypeError(`${owner}: the parameters must be a record of { value, grad }, got ${parameters}`);
  const slots = Object.entries(parameters).map(([name, parameter]) => {
    const type = typeOf(parameter?.value);
    if (!type)
      throw new TypeError(
        `${owner}: parameter "${name}": value must be a Float32Array or Float64Array, got ${describe(parameter?.value)}`,
      );
    const length = parameter.value.length;
    const shape = parameter.shape ?? [length];
    if (shape.reduce((product, size) => product * size, 1) !== length)
      throw new RangeError(`${owner}: parameter "${name}": shape [${shape}] does not hold ${length} values`);
    const slot = { name, parameter, shape: [...shape], length, type };
    checkArrays(owner, slot);
    return slot;
  });
  if (!slots.length) throw new RangeError(`${owner}: there are no parameters to optimize`);
  const seen = new Map<FloatArray, string>();
  for (const { name, parameter } of slots) {
    const other = seen.get(parameter.value);
    if (other !== undefined)
      throw new RangeError(
        `${owner}: parameters "${other}" and "${name}" are the same array, which would move twice a step`,
      );
    seen.set(parameter.value, name);
  }
  return slots;
}

/** @throws if a value or gradient is no longer what it was when the optimizer was made */
export function checkArrays(owner: string, { name, parameter, length, type }: Slot): void {
  const { value, grad } = parameter;
  if (value instanceof type && value.length === length && grad instanceof type && grad.length === length) return;
  const [field, array] = value instanceof type && value.length === length ? ["grad", grad] : ["value", value];
  const message = `${owner}: parameter "${name}": ${field} must be a ${type.name} of length ${length}, got ${describe(array)}`;
  throw array instanceof type ? new RangeError(message) : new TypeError(message);
}

/** @throws RangeError naming the first NaN or infinity */
export function checkFinite(owner: string, { name, parameter: { grad } }: Slot): void {
  if (allFinite(grad)) return;
  const i = grad.findIndex((g) => !Number.isFinite(g));
  throw new RangeError(`${owner}: parameter "${name}": gradient[${i}] is ${grad[i]}; nothing was changed`);
}

export function allFinite(array: FloatArray): boolean {
  let sum = 0; // 0 · x is 0 for finite x, NaN else: no branch in the loop
  for (let i = 0; i < array.length; i++) sum += 0 * array[i]!;
  return sum === 0;
}

export function typeOf(array: unknown): Slot["type"] | undefined {
  return array instanceof Float32Array ? Float32Array : array instanceof Float64Array ? Float64Array : undefined;
}

export function describe(value: unknown): string {
  if (ArrayBuffer.isView(value) || Array.isArray(value))
    return `${value.constructor.name} of length ${(value as unknown as ArrayLike<number>).length}`;
  return value === null || typeof value !== "object"
    ? String(value)
    : `an object of ${value.constructor?.name ?? "no class"}`;
}
