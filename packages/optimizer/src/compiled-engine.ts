import type { FloatArray } from "./contract.ts";
import type { Backend, Engine, Groups } from "./engine.ts";
import { allocateShared, Heap, release } from "./heap.ts";
import { allFinite, type Slot } from "./parameters.ts";
import { allFiniteFused, whyNotFused } from "./rule/fused.ts";
import type { Program, Task } from "./rule/program.ts";
import type { Arrays } from "./state.ts";

/** A parameter's place: the heap that its state lies in, if any, and that state. */
interface Seat {
  readonly slot: Slot;
  readonly heap: Heap | undefined;
  readonly state: Readonly<Record<string, FloatArray>>;
  value: FloatArray;
  grad: FloatArray;
}

/** What one call of the rule covers: one parameter, or several that lie one after the other. */
interface Run extends Task {
  readonly arrays: Record<string, FloatArray>;
  length: number;
}

interface Block {
  readonly heap: Heap;
  readonly offset: number;
}

/** Gives an optimizer's memory back when the optimizer itself has been collected. */
const collected = new FinalizationRegistry<Block[]>((blocks) => {
  for (const { heap, offset } of blocks.splice(0)) release(heap, offset);
});

/** Runs a compiled rule: float32 parameters as WebAssembly where that can be had, all others on the portable path. */
export class CompiledEngine implements Engine {
  readonly states: Arrays;
  readonly backend: "simd" | "portable";
  readonly backendReason: string | undefined;
  readonly #program: Program;
  readonly #groups: readonly {
    readonly numbers: Record<string, number>;
    readonly seats: readonly Seat[];
    runs: Run[];
  }[];
  readonly #blocks: Block[] = [];

  /** @throws Error where `backend` is "simd" and cannot be had */
  constructor(owner: string, program: Program, stateNames: readonly string[], groups: Groups, backend: Backend) {
    const all = groups.flatMap(({ slots }) => slots);
    const reason =
      backend === "portable"
        ? 'backend: "portable" was asked for'
        : all.some(({ type }) => type === Float32Array)
          ? whyNotFused()
          : "float64 is computed on the portable path";
    if (backend === "simd" && reason !== undefined)
      throw new Error(`${owner}: backend "simd" cannot be had: ${reason}`);
    this.#program = program;
    this.backend = reason === undefined ? "simd" : "portable";
    this.backendReason = reason;
    // Before the first block is allocated, since the next one may throw.
    if (this.backend === "simd") collected.register(this, this.#blocks, this);
    this.#groups = groups.map(({ slots, numbers }) => ({ numbers, seats: this.#seat(slots, stateNames), runs: [] }));
    const seats = this.#groups.flatMap((group) => group.seats);
    this.states = Object.fromEntries(
      all.map(({ name }) => [name, seats.find(({ slot }) => slot.name === name)!.state]),
    );
    for (const group of this.#groups) group.runs = joinRuns(group.seats);
  }

  read(): void {
    for (const group of this.#groups) {
      let changed = false;
      for (const seat of group.seats) {
        const { value, grad } = seat.slot.parameter;
        if (seat.value === value && seat.grad === grad) continue;
        seat.value = value;
        seat.grad = grad;
        changed = true;
      }
      if (changed) group.runs = joinRuns(group.seats);
    }
  }

  finite(): boolean {
    for (const { runs } of this.#groups)
      for (const { heap, arrays } of runs)
        if (!(heap ? allFiniteFused(heap, arrays.g as Float32Array) : allFinite(arrays.g!))) return false;
    return true;
  }

  step(t: number): void {
    // What a group's numbers cannot be computed from is found out before any group has moved.
    if (this.#groups.length > 1)
      for (const { runs, numbers } of this.#groups) if (runs.length) this.#program.prepare(numbers, t);
    for (const { runs, numbers } of this.#groups) {
      if (!runs.length) continue;
      this.#program.prepare(numbers, t);
      for (const run of runs) this.#program.run(run);
    }
  }

  dispose(): void {
    collected.unregister(this);
    for (const { heap, offset } of this.#blocks.splice(0)) release(heap, offset);
  }

  /**
   * Allocates the state of a group's parameters: for those that lie in one heap, in that heap and in the order of
   * their addresses, so that parameters without a gap between them have state without a gap.
   */
  #seat(slots: readonly Slot[], stateNames: readonly string[]): Seat[] {
    const fused = (slot: Slot) => this.backend === "simd" && slot.type === Float32Array;
    const byHome = new Map<Heap | undefined, Slot[]>();
    for (const slot of slots.filter(fused)) {
      const home = Heap.of(slot.parameter.value);
      const list = byHome.get(home) ?? [];
      list.push(slot);
      byHome.set(home, list);
    }
    const seats = slots
      .filter((slot) => !fused(slot))
      .map((slot) =>
        seat(slot, undefined, Object.fromEntries(stateNames.map((key) => [key, new slot.type(slot.length)]))),
      );
    for (const [home, members] of byHome) {
      members.sort((a, b) => a.parameter.value.byteOffset - b.parameter.value.byteOffset);
      const total = members.reduce((sum, { length }) => sum + length, 0);
      const { heap, offset } = this.#allocate(home, 4 * total * Math.max(1, stateNames.length));
      let start = 0;
      for (const slot of members) {
        const view = (i: number) => new Float32Array(heap.buffer, offset + 4 * (i * total + start), slot.length);
        seats.push(seat(slot, heap, Object.fromEntries(stateNames.map((key, i) => [key, view(i)]))));
        start += slot.length;
      }
    }
    return seats;
  }

  /** A block in `home`, or where that is full, or there is none, in a shared heap. */
  #allocate(home: Heap | undefined, bytes: number): Block {
    const offset = home?.allocate(bytes);
    const block = home && offset !== undefined ? { heap: home, offset } : allocateShared(bytes);
    this.#blocks.push(block);
    return block;
  }
}

function seat(slot: Slot, heap: Heap | undefined, state: Readonly<Record<string, FloatArray>>): Seat {
  return { slot, heap, state, value: slot.parameter.value, grad: slot.parameter.grad };
}

/** One run for each parameter, or for as many as follow each other in memory in every array. */
function joinRuns(seats: readonly Seat[]): Run[] {
  const runs: Run[] = [];
  for (const { slot, heap, state, value, grad } of seats) {
    if (slot.length === 0) continue;
    const arrays: Record<string, FloatArray> = { w: value, g: grad, ...state };
    const last = runs.at(-1);
    if (last && heap && last.heap === heap && follows(last, arrays, heap)) {
      last.length += slot.length;
      for (const [name, { byteOffset }] of Object.entries(last.arrays))
        last.arrays[name] = new Float32Array(heap.buffer, byteOffset, last.length);
    } else runs.push({ heap, arrays, length: slot.length });
  }
  return runs;
}

function follows(run: Run, arrays: Record<string, FloatArray>, heap: Heap): boolean {
  return Object.entries(run.arrays).every(([name, before]) => {
    const after = arrays[name]!;
    return (
      before.buffer === heap.buffer &&
      after.buffer === heap.buffer &&
      before.byteOffset + before.byteLength === after.byteOffset
    );
  });
}
