import type { FloatArray } from "./contract.ts";
import { type Backend, chooseBackend, type Engine } from "./engine.ts";
import { allocateNear, Heap, release } from "./heap.ts";
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
      releaseAll(blocks);
    },
  };
  collected.register(engine, blocks);

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
  const buffers = new Map(slots.map(({ arrays: { w } }, i) => [w.buffer, i]));
  return [...slots].sort(
    ({ arrays: { w: a } }, { arrays: { w: b } }) =>
      buffers.get(a.buffer)! - buffers.get(b.buffer)! || a.byteOffset - b.byteOffset,
  );
}

/** One run for each slot, or for as many of a group as follow each other in memory in the arrays of these names. */
function join(sorted: readonly Slot[], names: readonly string[]): Run[] {
  const runs: Slot[][] = [];
  for (const slot of sorted) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    const joins = last?.hyper === slot.hyper && last.type === slot.type;
    if (joins && names.every((name) => follows(last.arrays[name]!, slot.arrays[name]!))) run!.push(slot);
    else runs.push([slot]);
  }
  return runs.map((slots) => {
    const [{ type, heap, arrays }] = slots as [Slot];
    const length = slots.reduce((sum, slot) => sum + slot.length, 0);
    const whole = (name: string) => new type(arrays[name]!.buffer as ArrayBuffer, arrays[name]!.byteOffset, length);
    return { slots, heap, length, arrays: Object.fromEntries(names.map((name) => [name, whole(name)])) };
  });
}

const follows = (a: FloatArray, b: FloatArray): boolean =>
  a.buffer === b.buffer && a.byteOffset + a.byteLength === b.byteOffset;
