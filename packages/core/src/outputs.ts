import { isList, show } from "@downhill/optimizer/arguments";
import { checkBatch, elements, type Shape, type Tensor } from "./tensor.ts";

/**
 * Checks outputs that are samples × columns.
 * @returns how many of both there are
 * @throws TypeError for something else than a tensor, RangeError for one that is no such batch.
 */
export function checkOutputs(owner: string, outputs: Tensor): readonly [samples: number, columns: number] {
  checkFloats(owner, "outputs", outputs);
  checkBatch(owner, outputs);
  return outputs.shape as readonly [number, number];
}

/** The same of outputs that are not there yet, by their shape. */
export function checkOutputShape(owner: string, shape: Shape): readonly [samples: number, columns: number] {
  checkBatch(owner, { shape, data: { length: elements(shape) } });
  return shape as readonly [number, number];
}

/** @throws TypeError for anything but a shape and float32 numbers: of another type, kernels would take them for those. */
export function checkFloats(owner: string, what: string, x: Tensor): void {
  const given: Partial<Tensor> | null | undefined = x;
  if (isFloat32(given?.data) && isList(given?.shape)) return;
  if (!isList(given?.shape) || !isList(given?.data)) {
    throw new TypeError(`${owner}: ${what} must be a tensor, { shape, data }, got ${show(x)}`);
  }
  throw new TypeError(
    `${owner}: data of ${what} must be a Float32Array, got ${show(given?.data)} (tensor(…) makes one)`,
  );
}

/** Whether it is a `Float32Array`, of this realm or another, or of a class that extends it. */
export function isFloat32(array: unknown): array is Float32Array {
  return array instanceof Float32Array || typeOf(array) === "Float32Array";
}

/** The type of a typed array, whatever realm or subclass it is of; undefined for anything else. */
export function typeOf(array: unknown): string | undefined {
  return ArrayBuffer.isView(array)
    ? (array as ArrayBufferView & { [Symbol.toStringTag]: string })[Symbol.toStringTag]
    : undefined;
}
