import { checkWhole, refuse } from "@downhill/plugin/arguments";

/** A matrix's elements, row by row. */
export type Floats = Float32Array | Float64Array;

/** Also of another realm, or of a subclass. */
const tag = (array: unknown) =>
  ArrayBuffer.isView(array) ? (array as unknown as { [Symbol.toStringTag]: string })[Symbol.toStringTag] : undefined;

export const isFloat32 = (array: Floats): array is Float32Array => tag(array) === "Float32Array";

/** Sizes may be 0. */
export const checkSize = (owner: string, name: string, size: number): void => checkWhole(owner, name, size, 0);

/** @throws TypeError for no array of floats, RangeError for one that has not rows × columns elements */
export function checkMatrix(owner: string, name: string, array: Floats, rows: number, columns: number): void {
  const type = tag(array);
  if (type !== "Float32Array" && type !== "Float64Array")
    refuse(owner, name, "a Float32Array or a Float64Array", array);
  if (array.length === rows * columns) return;
  const elements = `${rows} × ${columns} = ${rows * columns} elements`;
  throw new RangeError(`${owner}: ${name} must have ${elements}, got ${array.length}`);
}

/** @throws TypeError where they are not of one type */
export function checkAlike(owner: string, first: string, one: Floats, name: string, other: Floats): void {
  if (tag(one) !== tag(other)) refuse(owner, name, `a ${tag(one)}, as ${first} is`, other);
}

/** @throws RangeError where an array that is written shares memory with another */
export function checkApart(owner: string, written: string, out: Floats, name: string, array: Floats): void {
  if (out.buffer !== array.buffer || out.length === 0 || array.length === 0) return;
  if (out.byteOffset >= array.byteOffset + array.byteLength) return;
  if (array.byteOffset >= out.byteOffset + out.byteLength) return;
  throw new RangeError(`${owner}: ${written} and ${name} must not share memory`);
}

/** @throws RangeError naming the first element that is not finite */
export function checkFinite(owner: string, name: string, array: Floats, columns: number): void {
  for (let i = 0; i < array.length; i++) {
    if (Number.isFinite(array[i])) continue;
    const row = Math.floor(i / columns);
    throw new RangeError(
      `${owner}: ${name} must be finite, but in row ${row}, column ${i - row * columns}, is ${array[i]}`,
    );
  }
}
