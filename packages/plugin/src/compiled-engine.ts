import { byAddress, end } from "./addresses.ts";
import type { FloatArray } from "./contract.ts";
import { type Backend, chooseBackend, type Engine } from "./engine.ts";
import { view } from "./float-array.ts";
import { type Block, Heap, pool } from "./heap.ts";
import { allFinite, type Slot } from "./parameters.ts";
import { finiteIn } from "./rule/fused.ts";
import type { Program, Task } from "./rule/program.ts";

/** What one call of the rule covers: a parameter, or several of a group that lie one after the other in memory. */
interface Run extends Task {
  readonly slots: Slot[];
  readonly arrays: Record<string, FloatArray>;
  readonly length: number;
  finite?: () => boolean;
}

/**
 * Runs a compiled rule: float32 parameters as WebAssembly where that can be had, all others on the portable path.
 * @throws Error where `backend` is "simd" and cannot be had
 */
export function compiledEngine(
  owner: string,
  program: Program,
  stateNames: readonly string[],
  slots: readonly Slot[],
  backend: Backend,
): Engine {
  const sorted = byAddress(slots, ({ arrays }) => arrays.w);
  const groups = new Set(sorted.map(({ hyper }) => hyper));
  let blocks: readonly Block[] = [];
  const occupy = () => {
    blocks = addState(sorted, stateNames, true);
  };
  const chosen = chooseBackend(owner, slots, backend, program.reason, occupy);
  if (chosen.backend === "portable") addState(sorted, stateNames, false);

  let runs: Run[] = [];
  const engine: Engine = {
    ...chosen,
    mayThrow: program.reason !== undefined,
    moved() {
      runs = join(sorted, ["w", "g", ...stateNames]);
    },
    finite: () =>
      runs.every((run) => {
        const { heap, arrays } = run;
        run.finite ??= heap ? finiteIn(heap, arrays.g as Float32Array) : () => allFinite(arrays.g!);
        return run.finite();
      }),
    step(t) {
      // What a group's numbers cannot be computed from is found out before any group has moved.
      if (groups.size > 1) for (const hyper of groups) program.prepare(hyper, t);
      for (const hyper of groups) {
        program.prepare(hyper, t);
        for (const run of runs) if (run.slots[0]!.hyper === hyper) program.run(run);
      }
    },
    dispose() {
      runs = [];
      for (const { heap, offset } of blocks) heap.freeNow(engine, offset);
      blocks = [];
    },
  };
  for (const { heap, offset } of blocks) heap.freeAfter(engine, offset);
  engine.moved();
  return engine;
}

const small = pool(2 ** 20);

/**
 * Gives each slot its state. Parameters without a gap between them get state without a gap. For WebAssembly, it lies in
 * their heap, or where that is none, or full, in another, that of all such parameters together.
 * @returns the blocks of heaps that it takes
 * @throws where there is no memory for a heap; then there are none
 */
function addState(sorted: readonly Slot[], names: readonly string[], simd: boolean): Block[] {
  const place = ({ slots }: Run, buffer: ArrayBuffer, start: number, heap?: Heap) => {
    let offset = start;
    for (const slot of slots) if (heap) slot.heap = heap;
    for (const key of names)
      for (const { type, arrays, length } of slots) {
        arrays[key] = new type(buffer, offset, length);
        offset = end(arrays[key]);
      }
  };
  const blocks: Block[] = [];
  const homeless: [run: Run, offset: number][] = [];
  let bytes = 0;
  for (const run of join(sorted, ["w"])) {
    const { type, length } = run;
    const size = Math.ceil((type.BYTES_PER_ELEMENT * length * names.length) / 16) * 16;
    const heap = Heap.of(run.arrays.w!);
    if (!simd || type !== Float32Array) place(run, new ArrayBuffer(size), 0);
    else {
      const offset = heap?.tryAllocate(size);
      if (heap && offset !== undefined) {
        blocks.push({ heap, offset });
        place(run, heap.buffer, offset, heap);
      } else {
        homeless.push([run, bytes]);
        bytes += size;
      }
    }
  }
  if (homeless.length)
    try {
      const { heap, offset } = small(bytes);
      blocks.push({ heap, offset });
      for (const [run, at] of homeless) place(run, heap.buffer, offset + at, heap);
    } catch (error) {
      for (const { heap, offset } of blocks) heap.free(offset);
      throw error;
    }
  return blocks;
}

/** One run for each slot, or for as many of a group as follow each other in memory in the arrays of these names. */
function join(sorted: readonly Slot[], names: readonly string[]): Run[] {
  const runs: Slot[][] = [];
  for (const slot of sorted) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    const joins = last?.hyper === slot.hyper && last.type === slot.type && last.heap === slot.heap;
    if (joins && names.every((name) => follows(last.arrays[name]!, slot.arrays[name]!))) run!.push(slot);
    else runs.push([slot]);
  }
  return runs.map((slots) => {
    const [{ type, heap, arrays }] = slots as [Slot];
    const length = slots.reduce((sum, slot) => sum + slot.length, 0);
    return {
      slots,
      type,
      heap,
      length,
      arrays: Object.fromEntries(names.map((name) => [name, view(type, arrays[name]!, length)])),
    };
  });
}

const follows = (a: FloatArray, b: FloatArray): boolean => a.buffer === b.buffer && end(a) === b.byteOffset;
