import { Heap } from "@downhill/plugin/engine";

/** The number of float32 in a vector of 16 bytes: runs start at a multiple of it, so that SIMD loads are aligned. */
const LANES = 4;
const BYTES = Float32Array.BYTES_PER_ELEMENT;
/** What a heap that several models share has room for: with what it keeps for itself half a MiB. */
const SHARED = 6 * 65536;

/** Arrays that are to lie together: each run is contiguous, without padding, so that it can be taken as one array. */
export type Runs = readonly (readonly number[])[];

/** Zeroed arrays of the lengths that were asked for. */
export interface Block {
  readonly runs: readonly Float32Array[][];
  /** Gives the memory back. Nobody may use the arrays any more. */
  free(): void;
}

/** A share of a heap: a model's, or that of a batch size which the model's has no room for. */
export interface Room {
  /** What it was made for. */
  readonly first: Block;
  /** Where the kernels reach what is in it; otherwise it is ordinary memory, for the plain functions. */
  readonly inHeap: boolean;
  /** Undefined where there is no room. */
  allocate(runs: Runs): Block | undefined;
  /** Gives all of it back. */
  dispose(): void;
}

/** The bytes that a block of these runs takes. */
export function bytesOf(runs: Runs): number {
  return starts(runs).at(-1)! * BYTES;
}

/** Where each run of a block starts, in elements, and where the last ends. */
function starts(runs: Runs): number[] {
  const all = [0];
  for (const lengths of runs) {
    const length = lengths.reduce((sum, each) => sum + each, 0);
    all.push(all.at(-1)! + Math.ceil(length / LANES) * LANES);
  }
  return all;
}

function viewsOf(buffer: ArrayBuffer, byteOffset: number, runs: Runs): Float32Array[][] {
  const offsets = starts(runs);
  return runs.map((lengths, run) => {
    let offset = byteOffset + offsets[run]! * BYTES;
    return lengths.map((length) => {
      const view = new Float32Array(buffer, offset, length);
      offset += view.byteLength;
      return view;
    });
  });
}

/**
 * Ordinary memory: as much as the machine has.
 * @throws RangeError where it has less: `owner: … bytes cannot be had`
 */
export function plainRoom(owner: string, first: Runs): Room {
  const allocate = (runs: Runs): Block => ({ runs: viewsOf(ordinary(owner, bytesOf(runs)), 0, runs), free() {} });
  return { first: allocate(first), inHeap: false, allocate, dispose() {} };
}

function ordinary(owner: string, bytes: number): ArrayBuffer {
  try {
    return new ArrayBuffer(bytes);
  } catch (cause) {
    throw new RangeError(`${owner}: ${bytes} bytes of memory cannot be had`, { cause });
  }
}

let shared: { readonly heap: Heap; left: number } | undefined;

/**
 * A share of so many bytes, in a heap of its own or, if it is small, in one with others: browsers allow no more than
 * about a hundred heaps, and an array that is sent takes its whole heap with it, so a heap is no larger than it must be.
 * A heap never grows, and nothing in it moves: an array that was handed out is good until its model is disposed of.
 * One whose models, and all arrays of theirs that were handed out, have been dropped is collected, without further ado.
 * Undefined where there is no such memory.
 * @param first what it is to hold at once
 * @param spare the bytes that it should have room for beside that, if they can be had
 */
export function roomFor(first: Runs, spare: number): Room | undefined {
  const least = bytesOf(first);
  const bytes = least + spare;
  if (bytes > SHARED / 2) return roomIn(newHeap(bytes) ?? newHeap(least), first);
  if (shared && shared.left >= bytes) {
    // What others keep beside their models' arrays may have taken the room.
    const room = shareOf(shared, first, bytes);
    if (room) return room;
  }
  const heap = newHeap(SHARED);
  shared = heap && { heap, left: SHARED };
  return shared && shareOf(shared, first, bytes);
}

function shareOf(home: { readonly heap: Heap; left: number }, first: Runs, bytes: number): Room | undefined {
  const room = roomIn(home.heap, first);
  if (!room) return undefined;
  home.left -= bytes;
  let taken = bytes;
  return {
    ...room,
    dispose() {
      room.dispose();
      home.left += taken;
      taken = 0;
    },
  };
}

function newHeap(bytes: number): Heap | undefined {
  try {
    const heap = new Heap(bytes);
    return heap.memory && heap;
  } catch {
    return undefined;
  }
}

function roomIn(heap: Heap | undefined, runs: Runs): Room | undefined {
  if (!heap) return undefined;
  const blocks = new Set<number>();
  const allocate = (runs: Runs): Block | undefined => {
    const offset = heap.tryAllocate(bytesOf(runs));
    if (offset === undefined) return undefined;
    blocks.add(offset);
    return {
      runs: viewsOf(heap.buffer, offset, runs),
      free() {
        if (blocks.delete(offset)) heap.free(offset);
      },
    };
  };
  const first = allocate(runs);
  return (
    first && {
      first,
      inHeap: true,
      allocate,
      dispose() {
        for (const offset of blocks) heap.free(offset);
        blocks.clear();
      },
    }
  );
}

/**
 * Zeroed arrays in the heap that `neighbour` lies in, so that kernels can take them all together; undefined where that is
 * none, or full. They form one block of the heap, which may be given back when nobody uses them any more.
 */
export function allocateNear(
  neighbour: Float32Array,
  lengths: readonly number[],
): { readonly arrays: readonly Float32Array[]; readonly heap: Heap; readonly offset: number } | undefined {
  const runs = lengths.map((length) => [length]);
  const heap = Heap.of(neighbour);
  const offset = heap?.tryAllocate(bytesOf(runs));
  if (!heap || offset === undefined) return undefined;
  return { arrays: viewsOf(heap.buffer, offset, runs).flat(), heap, offset };
}

/** Arrays that follow each other in memory are one. */
export function joined(arrays: readonly Float32Array[]): Float32Array[] {
  const runs: Float32Array[] = [];
  for (const array of arrays) {
    const last = runs.at(-1);
    if (last?.buffer === array.buffer && last.byteOffset + last.byteLength === array.byteOffset) {
      runs[runs.length - 1] = new Float32Array(last.buffer, last.byteOffset, last.length + array.length);
    } else runs.push(array);
  }
  return runs;
}
