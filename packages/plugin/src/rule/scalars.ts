import type { Rule } from "./ir.ts";
import { inOrder } from "./operations.ts";

/**
 * Computes all that is the same for every element, once a step, in float64.
 * @param hyper the hyperparameters' present values
 * @param t the step, from 1
 * @returns each scalar node's value, at the node's index; booleans as 1 and 0. The next call changes it.
 */
export type Scalars = (hyper: Readonly<Record<string, number>>, t: number) => Float64Array;

export function scalarsOf({ nodes }: Rule): Scalars {
  const values = Float64Array.from(nodes, ({ value }) => value);
  const all = nodes.map((node, id) => ({ ...node, id }));
  const inputs = all.filter(({ op }) => op === "scalar");
  const steps = all.filter(({ args, perElement }) => args.length && !perElement);
  const compute = inOrder(steps, (id) => values.subarray(id, id + 1));
  return (hyper, t) => {
    for (const { id, name } of inputs) values[id] = name === "t" ? t : hyper[name]!;
    compute(1);
    return values;
  };
}
