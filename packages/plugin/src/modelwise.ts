import { callingMethodOf } from "./calling-method.ts";
import type { FloatArray, HyperSpec, Plugin } from "./contract.ts";
import type { MethodMetadata, Numbers, StateSpec, Step, StepTensor } from "./define.ts";
import { fail, mustBe } from "./errors.ts";
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
  const { name, random, weights, needsLoss } = definition;
  const method = callingMethodOf(definition as never);
  const entries = Object.values(method.state);
  const step = definition.step.bind(definition);
  const reading: typeof step = (tensors, hyper, t, given) => {
    checkRead(name, given.loss);
    step(tensors, hyper, t, given);
  };
  return plugin({
    ...method,
    engine: (work) => ({
      ...plainEngine(name, work, entries, random, (needsLoss ? reading : step) as never),
      ...(weights && {
        weights: (t: number) =>
          work.slots.map(
            (slot): FloatArray => definition.weights!(tensorOf(slot) as never, slot.hyper as never, t).slice(),
          ),
      }),
    }),
  }) as never;
}

/** @throws where the loss, which the step reads, is not told or not finite */
function checkRead(owner: string, loss: number | undefined): void {
  if (loss === undefined)
    fail(`${owner}: step() needs the loss: step(evaluate), or step(undefined, loss) after the gradients`, TypeError);
  if (!Number.isFinite(loss)) mustBe(`${owner}: the loss`, "a finite number, which the step reads", loss);
}
