import type { NestedNumbers } from "@downhill/plugin";
import { isList, refuse, show } from "@downhill/plugin/arguments";
import { readNested } from "@downhill/plugin/engine";

/** The lengths of an array's dimensions, outermost first; of a batch, the samples come first. */
export type Shape = readonly number[];

/** An array of float32 numbers in row-major order. Where rows are samples, `shape` is `[samples, columns]`. */
export interface Tensor {
  readonly shape: Shape;
  /** As long as the product of `shape`. The array never goes stale, but see who owns it: a model reuses its own. */
  readonly data: Float32Array;
}

/**
 * A tensor with a copy of `data`, rounded to float32: `tensor([1, 2, 3, 4], [2, 2])`, or nested as its shape is,
 * `tensor([[1, 2], [3, 4]])`. A flat list without a shape has one dimension. `tensor({ shape: [2, 2] })` holds zeros.
 * (To wrap a `Float32Array` without a copy, write `{ shape, data }`.)
 * @throws TypeError for something else than numbers, RangeError for a dimension that is not a whole number ≥ 0, data of
 *   another length than the shape's, or rows of different lengths.
 */
export function tensor(
  data: NestedNumbers | ArrayLike<number> | readonly ArrayLike<number>[] | { readonly shape: Shape },
  shape?: Shape,
): Tensor {
  if (!isList(data)) {
    if (typeof data !== "object" || data === null || !("shape" in data))
      refuse("tensor", "data", "a list of numbers", data);
    checkShape(data.shape);
    return { shape: [...data.shape], data: zeros(data.shape) };
  }
  const { shape: own, numbers } = readNested("tensor", data);
  const wanted = shape === undefined ? own : shape;
  checkShape(wanted);
  const length = elements(wanted);
  if (numbers.length !== length) {
    throw new RangeError(`tensor: shape [${wanted.join(", ")}] holds ${length} numbers, got ${numbers.length}`);
  }
  return { shape: [...wanted], data: new Float32Array(numbers) };
}

function checkShape(shape: unknown): void {
  if (!isList(shape)) refuse("tensor", "shape", "a list of dimensions", shape);
}

function zeros(shape: Shape): Float32Array {
  const length = elements(shape);
  try {
    return new Float32Array(length);
  } catch (cause) {
    throw new RangeError(`tensor: shape [${shape.join(", ")}] holds ${length} numbers, for which there is no memory`, {
      cause,
    });
  }
}

/** The number of elements of a shape. @throws RangeError for a dimension that is not a whole number ≥ 0. */
export function elements(shape: Shape): number {
  let count = 1;
  for (const dimension of shape) {
    if (!Number.isSafeInteger(dimension) || dimension < 0) {
      throw new RangeError(
        `tensor: a dimension must be a whole number ≥ 0, got ${show(dimension)} in [${Array.from(shape, String).join(", ")}]`,
      );
    }
    count *= dimension;
  }
  if (!Number.isSafeInteger(count)) throw new RangeError(`tensor: shape [${shape.join(", ")}] holds too many numbers`);
  return count;
}

/** @throws TypeError for anything but a shape and float32 numbers: of another type, kernels would take them for those. */
export function checkTensor(owner: string, what: string, x: unknown): asserts x is Tensor {
  const { shape, data } = Object(x) as { shape?: unknown; data?: unknown };
  if (!isList(shape) || !isList(data)) {
    throw new TypeError(`${owner}: ${what} must be a tensor, { shape, data }, got ${show(x)}`);
  }
  if (data instanceof Float32Array || typeOf(data) === "Float32Array") return;
  throw new TypeError(
    `${owner}: ${what}.data must be a Float32Array, got ${show(data)} (tensor(data, shape) makes one)`,
  );
}

/** The type of a typed array, whatever realm or subclass it is of; undefined for anything else. */
export function typeOf(array: unknown): string | undefined {
  return ArrayBuffer.isView(array)
    ? (array as ArrayBufferView & { [Symbol.toStringTag]: string })[Symbol.toStringTag]
    : undefined;
}

/**
 * Checks that `x` is a batch: at least one row, `columns` of them if given, and data of that length.
 * @param owner whose name the error message starts with
 * @throws RangeError naming the owner and the shape.
 */
export function checkBatch(
  owner: string,
  x: { readonly shape: Shape; readonly data: { readonly length: number } },
  columns?: number,
): void {
  const { shape, data } = x;
  const [samples, width] = shape;
  if (shape.length === 2 && samples && width && (columns ?? width) === width && data.length === samples * width) return;
  const shown = `[${shape.join(", ")}]`;
  if (shape.length !== 2) throw new RangeError(`${owner}: expected shape [samples, columns], got ${shown}`);
  if (columns !== undefined && width !== columns) {
    throw new RangeError(`${owner}: expected ${columns} columns, got shape ${shown}`);
  }
  if (!samples || !width) throw new RangeError(`${owner}: the batch is empty, its shape is ${shown}`);
  throw new RangeError(`${owner}: shape ${shown} needs ${samples * width} numbers, its data holds ${data.length}`);
}

/**
 * Checks that `x` is a batch: at least one sample, of the given shape if there is one, and data of that length.
 * @param owner whose name the error message starts with
 * @throws RangeError naming the owner and the shape.
 */
export function checkSamples(owner: string, x: Tensor, sample?: Shape): void {
  if (sample?.length === 1) {
    checkBatch(owner, x, sample[0]);
    return;
  }
  const { shape, data } = x;
  if (sample && !isBatchOf(shape, sample)) {
    throw new RangeError(`${owner}: expected shape [samples, ${sample.join(", ")}], got [${shape.join(", ")}]`);
  }
  const length = elements(shape);
  if (length === 0) throw new RangeError(`${owner}: the batch is empty, its shape is [${shape.join(", ")}]`);
  if (data.length !== length) {
    throw new RangeError(
      `${owner}: shape [${shape.join(", ")}] needs ${length} numbers, its data holds ${data.length}`,
    );
  }
}

function isBatchOf(shape: Shape, sample: Shape): boolean {
  if (shape.length !== sample.length + 1) return false;
  for (let d = 0; d < sample.length; d++) if (shape[d + 1] !== sample[d]) return false;
  return true;
}
