import { byAddress, end } from "./addresses.ts";
import type { FloatArray, StateEntry } from "./contract.ts";
import { type Block, Heap, pool } from "./heap.ts";
import { factsOf, type Slot, sizeOf } from "./parameters.ts";
import { isShort, joined } from "./runs.ts";

/** What an optimizer remembers, in memory that WebAssembly can compute in if it is to. */
export interface Storage {
  /** The bytes that it takes, its numbers included. */
  readonly bytes: number;
  /**
   * Takes memory for what slots need and do not have yet: that of their groups' numbers, or what `also` says.
   * @returns whether there was any
   * @throws RangeError where there is no memory for it; then nothing has changed
   */
  add(also?: (slot: Slot, entry: StateEntry) => boolean): boolean;
  dispose(): void;
}

const small = pool(2 ** 20);

/** The heap that a slot's state lies in, or is to lie in. */
const home = ({ heap, arrays: { w } }: Slot): Heap | undefined => heap ?? Heap.of(w);

/**
 * Parameters without a gap between them get state without a gap. For WebAssembly, it lies in their heap, as much of it as
 * there is room for, in the order in which it is declared; where there is no heap, or none of it has room, in another, that
 * of all such parameters together.
 * @param entries the state, and what else there is an array of for each
 */
export function storage(owner: string, slots: readonly Slot[], entries: readonly StateEntry[], simd: boolean): Storage {
  const arrays = entries.filter(({ kind }) => kind === "array");
  const blocks: Block[] = [];
  let bytes = 0;

  /** Each array that is missing, and its length. */
  const missing = (slot: Slot, also: (slot: Slot, entry: StateEntry) => boolean) =>
    arrays
      .filter((entry) => !slot.arrays[entry.name] && (!entry.when || entry.when(slot.hyper) || also(slot, entry)))
      .map((entry) => [entry, lengthOf(owner, slot, entry)] as const);

  const self: Storage = {
    get bytes() {
      return bytes;
    },
    add(also = () => false) {
      const wanted = new Map(slots.map((slot) => [slot, missing(slot, also)]));
      const needy = byAddress(
        slots.filter((slot) => wanted.get(slot)!.length),
        ({ arrays }) => arrays.w,
      );
      const taken: Block[] = [];
      const heaps = slots.map(({ heap }) => heap);
      let more = 0;
      const put = ({ slots: [slot], bytes: size, place, parts }: Piece): void => {
        const own = simd && slot ? home(slot) : undefined;
        const offset = own?.tryAllocate(size);
        const pieces = offset === undefined && parts ? parts() : [];
        if (pieces[0] && own?.hasRoom(pieces[0].bytes)) pieces.forEach(put);
        else {
          const block = offset !== undefined ? { heap: own!, offset } : simd ? small(size) : undefined;
          if (block) taken.push(block);
          place(block?.heap.buffer ?? new ArrayBuffer(size), block?.offset ?? 0, block?.heap);
          more += size;
        }
      };
      try {
        for (const piece of roomFor(needy, wanted)) put(piece);
        // What runs as WebAssembly runs in some heap, also where nothing of it lies in one.
        if (simd)
          for (const slot of slots) {
            const heap = home(slot) ?? taken[0]?.heap;
            if (!heap) taken.push(small(0));
            slot.heap = heap ?? taken[0]!.heap;
          }
      } catch (error) {
        for (const { heap, offset } of taken) heap.free(offset);
        for (const [slot, arrays] of wanted) for (const [{ name }] of arrays) delete slot.arrays[name];
        for (const [i, slot] of slots.entries()) slot.heap = heaps[i]!;
        throw error;
      }
      bytes += more;
      for (const block of taken) block.heap.freeAfter(self, block.offset);
      blocks.push(...taken);
      return needy.length > 0;
    },
    dispose() {
      for (const { heap, offset } of blocks.splice(0)) heap.freeNow(self, offset);
    },
  };
  for (const { name, kind, from } of entries) {
    if (kind === "shared") bytes += 8;
    if (kind === "scalar")
      for (const slot of slots) {
        slot.cells[name] = Float64Array.of(from as number);
        bytes += 8;
      }
  }
  return self;
}

type Wanted = ReadonlyMap<Slot, readonly (readonly [StateEntry, number])[]>;

/** Memory that is wanted. */
interface Piece {
  /** Those whose it is; none for what lies in no heap. */
  readonly slots: readonly Slot[];
  readonly bytes: number;
  place(buffer: ArrayBuffer, start: number, heap?: Heap): void;
  /** The same in smaller pieces, one for each of the state's arrays. */
  parts?(): Piece[];
}

/** The pieces of memory that are wanted: one for what follows each other, and one for all that lies in no heap. */
function roomFor(needy: readonly Slot[], wanted: Wanted): Piece[] {
  const keyOf = (slot: Slot) =>
    wanted
      .get(slot)!
      .map(([{ name }]) => name)
      .join();
  const all: Slot[][] = [];
  /** Short ones that lie apart have what they remember together, so that one call covers them. */
  const short: Slot[][] = [];
  for (const { slots } of joined(needy, ["w"], (one, other) => keyOf(one) === keyOf(other))) {
    const alike = ([other]: readonly Slot[]) =>
      other!.type === slots[0]!.type &&
      other!.hyper === slots[0]!.hyper &&
      home(other!) === home(slots[0]!) &&
      keyOf(other!) === keyOf(slots[0]!);
    const others = isShort(slots) ? short.find(alike) : undefined;
    if (others) others.push(...slots);
    else {
      const own = [...slots];
      all.push(own);
      if (isShort(own)) short.push(own);
    }
  }
  const pieceOf = (slots: readonly Slot[], indices: readonly number[]): Piece => {
    const { type } = slots[0]!;
    const lengths = (i: number) => slots.map((slot) => wanted.get(slot)![i]![1]);
    const elements = indices.reduce((sum, i) => sum + lengths(i).reduce((a, b) => a + b, 0), 0);
    const size = Math.ceil((type.BYTES_PER_ELEMENT * elements) / 16) * 16;
    const place = (buffer: ArrayBuffer, start: number, heap?: Heap) => {
      let offset = start;
      if (heap) for (const slot of slots) slot.heap ??= heap;
      for (const i of indices)
        for (const slot of slots) {
          const [{ name, from }, length] = wanted.get(slot)![i]!;
          const array: FloatArray = new type(buffer, offset, length);
          offset = end(array);
          if (from === "w") array.set(slot.arrays.w);
          else if (from !== 0) array.fill(from);
          slot.arrays[name] = array;
        }
    };
    return { slots, bytes: size, place, parts: () => indices.map((i) => pieceOf(slots, [i])) };
  };
  const runs = all.map((slots) => pieceOf(slots, [...wanted.get(slots[0]!)!.keys()]));
  const homeless = runs.filter(({ slots }) => !home(slots[0]!));
  if (homeless.length < 2) return runs;
  return [
    ...runs.filter((run) => !homeless.includes(run)),
    {
      slots: [],

      bytes: homeless.reduce((sum, { bytes }) => sum + bytes, 0),
      place(buffer: ArrayBuffer, start: number, heap?: Heap) {
        let offset = start;
        for (const { bytes, place } of homeless) {
          place(buffer, offset, heap);
          offset += bytes;
        }
      },
    },
  ];
}

/** The length of one of a slot's arrays. @throws RangeError where the definition gives it no shape */
export function lengthOf(owner: string, slot: Slot, { name: key, shape: shapeOf }: StateEntry): number {
  const { name, shape, length, hyper } = slot;
  const size = shapeOf ? sizeOf(shapeOf({ ...factsOf(slot), hyper })) : length;
  if (Number.isSafeInteger(size) && size >= 0) return size;
  throw new RangeError(`${owner}: parameter "${name}" of shape [${shape}] gives state "${key}" no shape`);
}
