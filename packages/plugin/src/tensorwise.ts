import type { HyperSpec, Plugin } from "./contract.ts";
import type { MethodMetadata, Numbers, StateSpec, StepTensor } from "./define.ts";
import { fail } from "./errors.ts";
import { modelwise } from "./modelwise.ts";
import type { Ops } from "./ops.ts";
import { checkDefinition, stateEntries } from "./states.ts";

export interface TensorwiseDefinition<H extends HyperSpec, D extends StateSpec>
  extends Omit<MethodMetadata<H, D>, "evaluations" | "random" | "options" | "needsLoss"> {
  /**
   * Moves one tensor's weights `w` and state, in place. `g` is read-only.
   * @param hyper the numbers of the tensor's group
   * @param t the number of this step, from 1
   */
  update(tensor: StepTensor<H, D>, hyper: Numbers<H>, t: number, ops: Ops): void;
}

/**
 * Defines an optimizer that needs a whole tensor at a time: its norm, its shape, products of it.
 * @throws RangeError for state that is shared between tensors: `modelwise` methods have that
 */
export function tensorwise<const H extends HyperSpec, const D extends StateSpec = readonly []>(
  definition: TensorwiseDefinition<H, D>,
): Plugin<H> {
  checkDefinition("tensorwise", definition, "update");
  const { name, state, hyper } = definition;
  for (const entry of Object.values(stateEntries(name, state, hyper)))
    if (entry.kind === "shared") fail(`${name}: state "${entry.name}" is shared, so the definition must be modelwise`);
  return modelwise<H, D>({
    ...definition,
    step(tensors, _, t, { ops }) {
      for (const tensor of tensors) definition.update(tensor as never, tensor.hyper, t, ops);
    },
  });
}
