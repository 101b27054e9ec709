import type { FloatArray, HyperSpec } from "./contract.ts";
import type { Metadata, Step, Tensor } from "./define.ts";
import { stateNames } from "./define.ts";
import { type Backend, chooseBackend, type Engine } from "./engine.ts";
import { fail } from "./errors.ts";
import { ops, portableOps } from "./ops.ts";
import { allFinite, type Slot, sizeOf } from "./parameters.ts";

type Definition = Metadata<HyperSpec, string> & { step(tensors: readonly Tensor[], step: Step): void };

/** Runs a method written in TypeScript, and takes back what it did where it throws. */
export function plainEngine(definition: Definition, slots: readonly Slot[], backend: Backend): Engine {
  const chosen = chooseBackend(definition.name, slots, backend);
  for (const slot of slots) addState(definition, slot);
  return {
    ...chosen,
    moved() {},
    finite: () => slots.every(({ arrays }) => allFinite(arrays.g)),
    step(t, read, given) {
      const evaluate = () => {
        const loss = given ? given() : fail(`${definition.name}: step(evaluate) needs a function`);
        if (!read()) fail(`${definition.name}: evaluate() gave a gradient that is not finite`);
        return loss;
      };
      const copies = slots.flatMap(({ arrays: { g: _, ...moving } }) =>
        Object.values<FloatArray>(moving).map((array) => [array, array.slice()] as const),
      );
      try {
        definition.step(slots, { t, ops: chosen.backend === "simd" ? ops : portableOps, evaluate });
      } catch (error) {
        for (const [array, copy] of copies) array.set(copy);
        throw error;
      }
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
