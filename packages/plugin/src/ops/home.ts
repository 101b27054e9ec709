import type { FloatArray } from "../contract.ts";
import { Heap } from "../heap.ts";

let own: Heap | undefined;

/** The heap of these operations themselves, nothing but the scratch page; made when it is first needed, and kept. */
function ownHeap(): Heap {
  own ??= new Heap(0);
  return own;
}

/** The heap to compute in: one that an array lies in, or else the own one, to which arrays are copied in pieces. */
export function home(arrays: readonly FloatArray[]): Heap {
  for (const array of arrays) {
    const heap = Heap.of(array);
    if (heap) return heap;
  }
  return ownHeap();
}
