import type { HyperSpec, Plugin } from "./contract.ts";
import type { Metadata, Numbers, StepTensor } from "./define.ts";
import { modelwise } from "./modelwise.ts";
import type { Ops } from "./ops.ts";
import { checkDefinition } from "./running.ts";

export interface TensorwiseDefinition<H extends HyperSpec, S extends string> extends Metadata<H, S> {
  /**
   * Moves one tensor's weights `w` and state, in place. `g` is read-only.
   * What it throws leaves every tensor as it was before the step.
   * @param hyper the numbers of the tensor's group
   * @param t the number of this step, from 1
   */
  update(tensor: StepTensor<H, S>, hyper: Numbers<H>, t: number, ops: Ops): void;
}

/** Defines an optimizer that needs a whole tensor at a time: its norm, its shape, products of it. */
export function tensorwise<const H extends HyperSpec, S extends string = never>(
  definition: TensorwiseDefinition<H, S>,
): Plugin<H> {
  checkDefinition("tensorwise", definition, "update");
  return modelwise<H, S>({
    ...definition,
    step(tensors, _, t, { ops }) {
      for (const tensor of tensors) definition.update(tensor, tensor.hyper, t, ops);
    },
  });
}
