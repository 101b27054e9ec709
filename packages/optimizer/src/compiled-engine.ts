import type { FloatArray } from "./contract.ts";
import { type Backend, chooseBackend, type Engine } from "./engine.ts";
import { allocateNear, Heap, release } from "./heap.ts";
import { memo } from "./memo.ts";
import { allFinite, type Slot } from "./parameters.ts";
import { finiteIn } from "./rule/fused.ts";
import type { Program, Task } from "./rule/program.ts";

/** What one call of the rule covers: a parameter, or several of a group that lie one after the other in memory. */
interface Run extends Task {
  readonly slots: Slot[];
  readonly arrays: Record<string, FloatArray>;
  length: number;
  finite?: () => boolean;
}

type Block = ReturnType<typeof allocateNear>;

function releaseAll(blocks: Block[]) {
  for (const { heap, offset } of blocks.splice(0)) release(heap, offset);
}

/** Gives an optimizer's memory back when the optimizer itself has been collected. */
const collected = new FinalizationRegistry(releaseAll);

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
  const chosen = chooseBackend(owner, slots, backend);

  const sorted = byAddress(slots);
  const groups = new Set(sorted.map(({ hyper }) => hyper));
  const blocks: Block[] = [];
  let runs: Run[] = [];
  const engine: Engine = {
    ...chosen,
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
      collected.unregister(blocks);
      releaseAll(blocks);
    },
  };
  collected.register(engine, blocks, blocks);

  // Parameters without a gap between them get state without a gap, in the heap that they lie in.
  for (const { slots, arrays, length } of join(sorted, ["w"])) {
    const { type } = slots[0]!;
    const bytes = length * type.BYTES_PER_ELEMENT;
    const block = allocateNear(Heap.of(arrays.w!), bytes * stateNames.length);
    blocks.push(block);
    let { offset } = block;
    for (const key of stateNames)
      for (const slot of slots) {
        slot.arrays[key] = new type(block.heap.buffer, offset, slot.length);
        offset += slot.arrays[key].byteLength;
      }
    if (engine.backend === "simd" && type === Float32Array) for (const slot of slots) slot.heap = block.heap;
  }
  engine.moved();
  return engine;
}

function byAddress(slots: readonly Slot[]): Slot[] {
  const buffers = new Map<ArrayBufferLike, Slot[]>();
  for (const slot of slots) memo(buffers, slot.arrays.w.buffer, () => []).push(slot);
  return [...buffers.values()].flatMap((list) => list.sort((a, b) => a.arrays.w.byteOffset - b.arrays.w.byteOffset));
}

/** One run for each slot, or for as many of a group as follow each other in memory in the arrays of these names. */
function join(slots: readonly Slot[], names: readonly string[]): Run[] {
  const runs: Run[] = [];
  for (const slot of slots) {
    const { arrays, type, hyper, heap, length } = slot;
    const run = runs.at(-1);
    const [last] = run?.slots ?? [];
    if (
      run &&
      last?.hyper === hyper &&
      last.type === type &&
      names.every((name) => follows(run.arrays[name]!, arrays[name]!))
    ) {
      run.slots.push(slot);
      run.length += length;
      for (const name of names) {
        const { buffer, byteOffset } = run.arrays[name]!;
        run.arrays[name] = new type(buffer as ArrayBuffer, byteOffset, run.length);
      }
    } else runs.push({ slots: [slot], arrays: { ...arrays }, length, heap });
  }
  return runs;
}

const follows = (a: FloatArray, b: FloatArray): boolean =>
  a.buffer === b.buffer && a.byteOffset + a.byteLength === b.byteOffset;
