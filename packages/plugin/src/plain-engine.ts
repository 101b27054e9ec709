import type { HyperSpec } from "./contract.ts";
import { type Metadata, type Numbers, type Step, type StepTensor, stateNames } from "./define.ts";
import { type Backend, chooseBackend, type Engine } from "./engine.ts";
import { checkLoss, fail } from "./errors.ts";
import { ownHeap } from "./ops/home.ts";
import { ops, portableOps } from "./ops.ts";
import { allFinite, type Slot, sizeOf } from "./parameters.ts";
import { isSweep, sweep } from "./subnormal.ts";

type Definition = Metadata<HyperSpec, string> & {
  step(tensors: readonly StepTensor[], hyper: Numbers<HyperSpec>, t: number, step: Step): void;
};

/** Runs a method written in TypeScript. */
export function plainEngine(definition: Definition, slots: readonly Slot[], backend: Backend): Engine {
  const chosen = chooseBackend(definition.name, slots, backend, undefined, ownHeap);
  const names = stateNames(definition.state);
  for (const slot of slots) addState(definition, slot);
  const tensors = slots.map(
    ({ name, shape, role, hyper, arrays }) => ({ name, shape, role, hyper, ...arrays }) as unknown as StepTensor,
  );
  return {
    ...chosen,
    mayThrow: true,
    moved() {
      // A method that has evaluated reads the gradients from the tensors that it has.
      for (const [i, { arrays }] of slots.entries()) Object.assign(tensors[i]!, arrays);
    },
    finite: () => slots.every(({ arrays }) => allFinite(arrays.g)),
    step(t, hyper, read, loss, given) {
      const evaluate = () => {
        const loss = given ? given() : fail(`${definition.name}: step(evaluate) needs a function`);
        checkLoss(definition.name, loss);
        if (!read()) fail(`${definition.name}: evaluate() gave a gradient that is not finite`);
        return loss;
      };
      definition.step(tensors, hyper, t, { ops: chosen.backend === "simd" ? ops : portableOps, loss, evaluate });
      if (isSweep(t)) for (const { arrays } of slots) for (const key of names) sweep(arrays[key]!);
    },
    dispose() {},
  };
}

/** Gives a slot its state, of the shapes that the definition gives. */
function addState({ name: owner, state }: Definition, { name, shape, type, arrays }: Slot) {
  const shapes = Array.isArray(state) ? {} : (state as Record<string, (shape: readonly number[]) => readonly number[]>);
  for (const key of stateNames(state)) {
    const size = sizeOf(shapes[key]?.(shape) ?? shape);
    if (!Number.isSafeInteger(size) || size < 0)
      throw new RangeError(`${owner}: parameter "${name}" of shape [${shape}] gives state "${key}" no shape`);
    arrays[key] = new type(size);
  }
}
