import { isList } from "./arguments.ts";
import type { FloatArray, Parameter, Role } from "./contract.ts";
import { fail, isObject, isRecord, isWhole, mustBe } from "./errors.ts";
import { type FloatType, floatType } from "./float-array.ts";
import { Heap } from "./heap.ts";
import { type NestedNumbers, readNested } from "./nested.ts";
import { checkRole, sizeOf } from "./parameters.ts";

interface Shape {
  readonly shape: readonly number[];
}
type Made<A extends FloatArray> = Parameter<A> & Shape;

export interface ParameterOptions {
  /** Default: that of nested lists, or else one dimension. */
  readonly shape?: readonly number[] | undefined;
  readonly role?: Role | undefined;
  readonly output?: boolean | undefined;
}

/**
 * A parameter in memory that WebAssembly can compute in, with a gradient of zeros:
 * `parameter([3, -2])`, `parameter([[1, 2], [3, 4]])` of shape [2, 2], `parameter({ shape: [2, 3] })` of zeros.
 *
 * The numbers are copied, to float64 from a Float64Array and else to float32. Small parameters share memory, which is
 * given back when none of their arrays is used any more; a copy of one that is sent elsewhere takes that memory along,
 * at most 192 KiB or four times a larger array.
 * @throws RangeError naming what is no number, a row of another length than the others, or a shape that does not fit
 */
export function parameter(data: Float64Array, options?: ParameterOptions): Made<Float64Array>;
export function parameter(
  data: NestedNumbers | ArrayLike<number> | Shape,
  options?: ParameterOptions,
): Made<Float32Array>;
export function parameter(
  data: NestedNumbers | ArrayLike<number> | Shape,
  options: ParameterOptions = {},
): Made<FloatArray> {
  if (!isRecord(options)) mustBe("parameter: options", "a record such as { shape, role, output }", options);
  const { shape: given, role, output, ...unknown } = options;
  for (const option in unknown) fail(`parameter: unknown option "${option}" (it has shape, role, output)`);
  checkRole("parameter", role);
  if (output !== undefined && typeof output !== "boolean") mustBe("parameter: output", "true or false", output);
  const { shape, numbers } = isShape(data) ? { shape: data.shape, numbers: undefined } : read(data);
  const sizes = checkShape(given === undefined ? shape : given);
  const length = sizeOf(sizes);
  if (numbers && length !== numbers.length) fail(`parameter: shape [${sizes}] does not hold ${numbers.length} numbers`);
  const [value, grad] = allocate(floatType(data) ?? Float32Array, length);
  if (numbers) value.set(numbers);
  return { value, grad, shape: sizes, ...(role && { role }), ...(output !== undefined && { output }) };
}

const isShape = (data: unknown): data is Shape => isObject(data) && "shape" in data && !isList(data);

function read(data: unknown): ReturnType<typeof readNested> {
  if (!isList(data)) mustBe("parameter: data", "a list of numbers, or { shape }", data);
  return readNested("parameter", data);
}

function checkShape(shape: unknown): number[] {
  const sizes = Array.isArray(shape) ? [...(shape as number[])] : mustBe("parameter: shape", "a list", shape);
  for (const n of sizes) if (!isWhole(n)) mustBe("parameter: shape", "of whole numbers, at least 0", n);
  return sizes;
}

/** The bytes of the heap that small parameters share. */
const shared = 65536;

let last: { readonly heap: Heap; left: number } | undefined;

/** The heap with room for that many bytes, which are counted off, as optimizers come for theirs later; small ones share it. */
function heapFor(bytes: number): Heap {
  if (bytes > shared) return new Heap(bytes);
  // An optimizer may have come for more than was counted.
  if (!last || last.left < bytes || !last.heap.hasRoom(bytes)) last = { heap: new Heap(shared), left: shared };
  last.left -= bytes;
  return last.heap;
}

/** A value and a gradient of zeros, with room for an optimizer's state; in a heap, if there is memory for one. */
function allocate(type: FloatType, length: number): [value: FloatArray, grad: FloatArray] {
  const bytes = Math.ceil((type.BYTES_PER_ELEMENT * length) / 16 + 1) * 16;
  try {
    const heap = heapFor(4 * bytes);
    const array = () => new type(heap.buffer, heap.allocate(bytes), length);
    return [array(), array()];
  } catch {
    try {
      return [new type(length), new type(length)];
    } catch {
      return fail(`parameter: there is no memory for ${length} numbers and their gradient`);
    }
  }
}
