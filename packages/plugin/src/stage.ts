import { isList, show } from "./arguments.ts";
import type { StateEntry } from "./contract.ts";
import type { Normals, Step, StepTensor } from "./define.ts";
import type { Moment, Work } from "./engine.ts";
import { fail } from "./errors.ts";
import { ops, portableOps } from "./ops.ts";
import { moving } from "./parameters.ts";
import { isSweep, sweep } from "./subnormal.ts";
import { numbersIn, refresh, tensorOf } from "./tensors.ts";

/** Tensors and what else a method works with, kept up to date. */
export interface Stage {
  /** Those that a step moves. */
  readonly tensors: readonly StepTensor[];
  /** All. */
  readonly everyone: readonly StepTensor[];
  refresh(): void;
  /** What a method is told of a step. */
  step(moment: Moment): Step;
  /** Clears the state of subnormal numbers, if it is time. */
  sweep(t: number): void;
}

/**
 * @param entries the state
 * @param random where random numbers come from, unless the optimizer was given another source
 */
export function stage(
  owner: string,
  { slots, shared, simd, options }: Work,
  entries: readonly StateEntry[],
  random: Normals | undefined,
): Stage {
  const everyone = slots.map(tensorOf);
  const arrays = entries.filter(({ kind, saved }) => kind === "array" && saved !== false).map(({ name }) => name);
  let tensors: readonly StepTensor[] = [];
  const fixed = {
    ops: simd ? ops : portableOps,
    shared: numbersIn(shared),
    options,
    random(name: string, length: number) {
      if (options.random) return checkNumbers(`${owner}: random("${name}")`, options.random(name, length), length);
      const { seed, drawn } = shared;
      const numbers = random!(seed![0]!, drawn![0]!, length);
      drawn![0]! += length;
      return numbers;
    },
  };
  return {
    get tensors() {
      return tensors;
    },
    everyone,
    refresh() {
      for (const [i, slot] of slots.entries()) refresh(everyone[i]!, slot);
      const present = new Set(moving(slots));
      tensors = everyone.filter((_, i) => present.has(slots[i]!));
    },
    step: (moment) => ({
      ...fixed,
      loss: moment.loss,
      evaluate: moment.evaluate,
      probe: moment.probe,
      overwrites: (array) => moment.undo?.also(array),
    }),
    sweep(t) {
      if (!isSweep(t)) return;
      for (const { arrays: all } of slots) for (const name of arrays) if (all[name]) sweep(all[name]);
    },
  };
}

/** @throws RangeError for what is no list of that length */
function checkNumbers(what: string, numbers: ArrayLike<number>, length: number): ArrayLike<number> {
  if (isList(numbers) && numbers.length === length) {
    for (let i = 0; i < length; i++) if (!Number.isFinite(numbers[i])) fail(`${what}[${i}] is ${show(numbers[i])}`);
    return numbers;
  }
  return fail(`${what} must give ${length} numbers, got ${show(numbers)}`);
}
