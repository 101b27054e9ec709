import { callingMethodOf } from "./calling.ts";
import type { FloatArray, HyperSpec, Plugin } from "./contract.ts";
import type { MethodMetadata, Numbers, StateSpec, Step, StepTensor } from "./define.ts";
import { plainEngine } from "./plain-engine.ts";
import { plugin } from "./running.ts";
import { checkDefinition } from "./states.ts";
import { tensorOf } from "./tensors.ts";

export interface ModelwiseDefinition<H extends HyperSpec, D extends StateSpec> extends MethodMetadata<H, D> {
  /**
   * Moves every tensor's weights and state, in place.
   * @param hyper the numbers that hold for all parameters; a tensor's own has its group's
   * @param t the number of this step, from 1
   */
  step(tensors: readonly StepTensor<H, D>[], hyper: Numbers<H>, t: number, step: Step<D>): void;
}

/**
 * Defines an optimizer that sees all tensors at once: for global norms, and for methods that evaluate
 * the gradient more than once a step.
 */
export function modelwise<const H extends HyperSpec, const D extends StateSpec = readonly []>(
  definition: ModelwiseDefinition<H, D>,
): Plugin<H> {
  checkDefinition("modelwise", definition, "step");
  const { name, random, weights } = definition;
  const method = callingMethodOf(definition as never);
  const entries = Object.values(method.state);
  return plugin({
    ...method,
    engine: (work) => ({
      ...plainEngine(name, work, entries, random, definition.step.bind(definition) as never),
      ...(weights && {
        weights: (t: number) =>
          work.slots.map(
            (slot): FloatArray => definition.weights!(tensorOf(slot) as never, slot.hyper as never, t).slice(),
          ),
      }),
    }),
  }) as never;
}
