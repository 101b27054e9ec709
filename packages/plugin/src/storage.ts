import { byAddress, end } from "./addresses.ts";
import type { FloatArray, StateEntry } from "./contract.ts";
import { type Block, Heap, pool } from "./heap.ts";
import { factsOf, type Slot, sizeOf } from "./parameters.ts";
import { isShort, joined } from "./runs.ts";

/** What an optimizer remembers, in memory that WebAssembly can compute in if it is to. */
export interface Storage {
  /** The bytes that it takes. */
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
 * Parameters without a gap between them get state without a gap. For WebAssembly, it lies in their heap, or where that is
 * none, or full, in another, that of all such parameters together.
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
      try {
        for (const { slots, bytes: size, place } of roomFor(needy, wanted)) {
          const block = simd && size > 0 ? blockFor(slots, size) : undefined;
          if (block) taken.push(block);
          place(block?.heap.buffer ?? new ArrayBuffer(size), block?.offset ?? 0, block?.heap);
          more += size;
        }
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
  for (const slot of slots)
    for (const { name, kind, from } of entries)
      if (kind === "scalar") slot.cells[name] = Float64Array.of(from as number);
  return self;
}

type Wanted = ReadonlyMap<Slot, readonly (readonly [StateEntry, number])[]>;

/** The pieces of memory that are wanted: one for what follows each other, and one for all that lies in no heap. */
function roomFor(needy: readonly Slot[], wanted: Wanted) {
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
      (["type", "hyper"] as const).every((key) => other![key] === slots[0]![key]) &&
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
  const runs = all.map((slots) => {
    const { type } = slots[0]!;
    const names = wanted.get(slots[0]!)!.map(([entry]) => entry);
    const lengths = (i: number) => slots.map((slot) => wanted.get(slot)![i]![1]);
    const elements = names.reduce((sum, _, i) => sum + lengths(i).reduce((a, b) => a + b, 0), 0);
    const size = Math.ceil((type.BYTES_PER_ELEMENT * elements) / 16) * 16;
    const place = (buffer: ArrayBuffer, start: number, heap?: Heap) => {
      let offset = start;
      if (heap) for (const slot of slots) slot.heap ??= heap;
      names.forEach(({ name, from }, i) => {
        lengths(i).forEach((length, j) => {
          const slot = slots[j]!;
          const array: FloatArray = new type(buffer, offset, length);
          offset = end(array);
          if (from === "w") array.set(slot.arrays.w);
          else if (from !== 0) array.fill(from);
          slot.arrays[name] = array;
        });
      });
    };
    return { slots, bytes: size, place };
  });
  const homeless = runs.filter(({ slots }) => !home(slots[0]!));
  if (homeless.length < 2) return runs;
  return [
    ...runs.filter((run) => !homeless.includes(run)),
    {
      slots: [] as Slot[],
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

/** Memory in the heap that the first of the slots lies in, or in one for all whose weights lie in none. */
function blockFor([slot]: readonly Slot[], bytes: number): Block {
  const heap = slot && home(slot);
  const offset = heap?.tryAllocate(bytes);
  return heap && offset !== undefined ? { heap, offset } : small(bytes);
}

/** The length of one of a slot's arrays. @throws RangeError where the definition gives it no shape */
export function lengthOf(owner: string, slot: Slot, { name: key, shape: shapeOf }: StateEntry): number {
  const { name, shape, length, hyper } = slot;
  const size = shapeOf ? sizeOf(shapeOf({ ...factsOf(slot), hyper })) : length;
  if (Number.isSafeInteger(size) && size >= 0) return size;
  throw new RangeError(`${owner}: parameter "${name}" of shape [${shape}] gives state "${key}" no shape`);
}
