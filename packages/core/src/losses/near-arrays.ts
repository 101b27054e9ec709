import { Heap } from "@downhill/plugin/engine";
import type { Tensor } from "../data/tensor.ts";
import { allocateNear, plainRoom, type Room, roomFor } from "../model/memory.ts";

/** Arrays that a loss keeps where the kernels can take them together with the outputs. */
export interface NearArrays {
  readonly arrays: readonly Float32Array[];
  /** The buffer that the outputs lie in, and its heap, if it is one's. */
  readonly outputs: ArrayBufferLike;
  readonly heap: Heap | undefined;
  /** Of outputs that lie in no heap, or in one that is full: where they are copied to, beside the arrays. */
  readonly copy: Float32Array | undefined;
  /** What the arrays and the copy are cut from then. */
  readonly own: Own | undefined;
  free(): void;
}

interface Own {
  readonly room: Room;
  readonly data: Float32Array;
}

/** `last` if its arrays have these lengths and are near the outputs, or else new ones; `last` is not given back. */
export function arraysNear(
  owner: string,
  last: NearArrays | undefined,
  outputs: Tensor,
  lengths: readonly number[],
): NearArrays {
  const { data } = outputs;
  const isNear = last?.outputs === data.buffer || (last && last.heap === Heap.of(data));
  if (isNear && lengths.every((length, i) => last.arrays[i]!.length === length)) return last;
  return inHeapOf(data, lengths) ?? inOwnHeap(last?.own, data, lengths) ?? inNone(owner, data, lengths);
}

/** Gives the memory of one of two back, as far as the other, which goes on, does not lie in it. */
export function freeArrays(made: NearArrays, other: NearArrays | undefined): void {
  if (made.own === undefined || made.own !== other?.own) made.free();
}

/** The outputs where the kernels reach them. */
export function reachable({ copy }: NearArrays, { data }: Tensor): Float32Array {
  copy?.set(data);
  return copy ?? data;
}

function inHeapOf(outputs: Float32Array, lengths: readonly number[]): NearArrays | undefined {
  const near = allocateNear(outputs, lengths);
  if (!near) return undefined;
  const { heap, offset, arrays } = near;
  const free = () => heap.freeNow(made, offset);
  const made: NearArrays = { arrays, outputs: outputs.buffer, heap, copy: undefined, own: undefined, free };
  heap.freeAfter(made, offset);
  for (const array of arrays) madeWith.set(array, made);
  return made;
}

/** Who still holds one of the arrays holds them all. */
const madeWith = new WeakMap<Float32Array, NearArrays>();

/** In the room that there is, if it is large enough, so that batches of several sizes can take turns. */
function inOwnHeap(last: Own | undefined, outputs: Float32Array, lengths: readonly number[]): NearArrays | undefined {
  const all = [...lengths, outputs.length];
  const size = all.reduce((sum, length) => sum + aligned(length), 0);
  const own = last && last.data.length >= size ? last : newOwn(size);
  if (!own) return undefined;
  let start = 0;
  const arrays = all.map((length) => {
    const array = own.data.subarray(start, start + length);
    start += aligned(length);
    return array;
  });
  const copy = arrays.pop();
  return { arrays, outputs: outputs.buffer, heap: Heap.of(outputs), copy, own, free: () => own.room.dispose() };
}

/** Vectors are of four. */
const aligned = (length: number) => Math.ceil(length / 4) * 4;

function newOwn(size: number): Own | undefined {
  const room = roomFor([[size]], 0);
  return room && { room, data: room.first.runs[0]![0]! };
}

function inNone(owner: string, outputs: Float32Array, lengths: readonly number[]): NearArrays {
  const [arrays] = plainRoom(owner, [lengths]).first.runs as [Float32Array[]];
  return { arrays, outputs: outputs.buffer, heap: Heap.of(outputs), copy: undefined, own: undefined, free() {} };
}
