import type { FloatArray, HyperSpec, Plugin } from "./contract.ts";
import type { Metadata, Numbers } from "./define.ts";
import type { Ops } from "./ops.ts";
import { optimizer } from "./optimizer.ts";

export interface TensorwiseDefinition<H extends HyperSpec, S extends string> extends Metadata<H, S> {
  /**
   * Moves one tensor's weights `w` and state, in place. `g` is read-only.
   * What it throws leaves every tensor as it was before the step.
   * @param t the number of this step, from 1
   */
  update(
    tensor: Readonly<Record<"w" | "g" | S, FloatArray>> & { readonly shape: readonly number[] },
    hyper: Numbers<H>,
    t: number,
    ops: Ops,
  ): void;
}

/** Defines an optimizer that needs a whole tensor at a time: its norm, its shape, products of it. */
export function tensorwise<const H extends HyperSpec, S extends string = never>(
  definition: TensorwiseDefinition<H, S>,
): Plugin<H> {
  return optimizer<H, S>({
    ...definition,
    step(tensors, { t, ops }) {
      for (const { arrays, shape, hyper } of tensors) definition.update({ ...arrays, shape }, hyper, t, ops);
    },
  });
}
