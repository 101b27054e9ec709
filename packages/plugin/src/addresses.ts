import type { FloatArray } from "./contract.ts";
import { fail } from "./errors.ts";

/** By memory: what lies in one buffer together, and in the order in which it lies there. */
export function byAddress<T>(items: readonly T[], arrayOf: (item: T) => FloatArray): T[] {
  const buffers = new Map(items.map((item, i) => [arrayOf(item).buffer, i]));
  return [...items].sort((one, other) => {
    const a = arrayOf(one);
    const b = arrayOf(other);
    return buffers.get(a.buffer)! - buffers.get(b.buffer)! || a.byteOffset - b.byteOffset;
  });
}

export const end = (array: FloatArray): number => array.byteOffset + array.byteLength;

/** An array, whether it is written, and its name. */
export type Piece = readonly [array: FloatArray, isWritten: boolean, name: string];

/** @throws RangeError where an array that is written shares memory with any other */
export function checkOverlap(owner: string, pieces: readonly Piece[]): void {
  let furthest: Piece | undefined;
  for (const piece of byAddress(pieces, ([array]) => array)) {
    const [array, isWritten, name] = piece;
    const [last, wasWritten, other] = furthest ?? [];
    const overlaps = last?.buffer === array.buffer && array.byteOffset < end(last);
    if (overlaps && (isWritten || wasWritten))
      fail(`${owner}: parameter ${name} is the same array as that of ${other}, or shares its memory`);
    if (!overlaps || end(array) > end(last)) furthest = piece;
  }
}
