import { allocateNear, freeNear, type Near } from "../memory.ts";
import type { Tensor } from "../tensor.ts";

/** Arrays that a loss keeps: in the heap of the outputs, if they lie in one, for the kernels to take them together. */
export interface NearArrays {
  readonly arrays: readonly Float32Array[];
  /** The buffer that the outputs lie in. */
  readonly outputs: ArrayBufferLike;
  readonly near: Near | undefined;
}

/** `last` if its arrays have these lengths and lie where the outputs do, or else new ones; `last` is not given back. */
export function arraysNear(last: NearArrays | undefined, outputs: Tensor, lengths: readonly number[]): NearArrays {
  if (last?.outputs === outputs.data.buffer && lengths.every((length, i) => last.arrays[i]!.length === length)) {
    return last;
  }
  const made: NearArrays = { ...allocateNear(outputs.data, lengths), outputs: outputs.data.buffer };
  if (made.near) collected.register(made, made.near, made);
  for (const array of made.arrays) madeWith.set(array, made);
  return made;
}

/** Gives the memory back. */
export function freeArrays(made: NearArrays): void {
  collected.unregister(made);
  freeNear(made.near);
}

/** Gives the memory of a loss that has been collected back. */
const collected = new FinalizationRegistry<Near>(freeNear);
/** Who still holds one of the arrays holds them all. */
const madeWith = new WeakMap<Float32Array, NearArrays>();
