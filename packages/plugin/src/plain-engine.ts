import type { StateEntry } from "./contract.ts";
import type { Normals, Step, StepTensor } from "./define.ts";
import type { Engine, Work } from "./engine.ts";
import { stage } from "./stage.ts";

type Numbers = Readonly<Record<string, number>>;

/** Runs a method written in TypeScript. */
export function plainEngine(
  owner: string,
  work: Work,
  entries: readonly StateEntry[],
  random: Normals | undefined,
  step: (tensors: readonly StepTensor[], hyper: Numbers, t: number, step: Step) => void,
): Engine {
  const on = stage(owner, work, entries, random);
  return {
    moved: on.refresh,
    step(moment) {
      step(on.tensors, work.hyper, moment.t, on.step(moment));
      on.sweep(moment.t);
    },
  };
}
