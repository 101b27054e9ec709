import { Heap } from "@downhill/plugin/engine";
import { doubleIn } from "./kernels/double.ts";
import type { Doubles } from "./kernels/interface.ts";
import { plainVectors, simdVectors, type Vectors } from "./vectors.ts";

/** Memory to compute in: views of all of it, and what computes there. */
export interface Workspace {
  readonly f32: Float32Array;
  readonly f64: Float64Array;
  /** The byte offset of what may be used, a multiple of 16. */
  readonly start: number;
  /** For kernels; undefined where the plain twins are to do the work. */
  readonly heap: Heap | undefined;
  /** Those of float64; undefined where there are none. */
  readonly doubles: Doubles | undefined;
  readonly vectors: Vectors;
}

/** Room for so many bytes. What was there before is lost. */
export type Reserve = (bytes: number) => Workspace;

/** 1 MiB; memory that is not touched costs nothing. */
const LEAST = 2 ** 20;

/** A workspace that is kept from call to call, and replaced by a larger one when it is too small. */
export function workspaces(simd: boolean): Reserve {
  let room = -1;
  let last: Workspace | undefined;
  return (bytes) => {
    if (last && bytes <= room) return last;
    room = Math.max(bytes, 2 * room, LEAST);
    const heap = new Heap(room);
    const start = heap.allocate(room);
    const doubles = simd ? doubleIn(heap) : undefined;
    const f64 = new Float64Array(heap.buffer);
    const vectors = doubles ? simdVectors(doubles) : plainVectors(f64);
    last = { f32: new Float32Array(heap.buffer), f64, start, heap: simd ? heap : undefined, doubles, vectors };
    return last;
  };
}

/** The one that all functions share: nothing in it outlasts a call. */
export const reserve: Reserve = /* @__PURE__ */ workspaces(true);
