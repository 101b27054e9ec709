import type { Rule } from "./ir.ts";
import { operations } from "./operations.ts";

/**
 * Computes all that is the same for every element, once a step, in float64.
 * @param hyper the hyperparameters' present values
 * @param t the step, from 1
 * @returns each scalar node's value, at the node's index; booleans as 1 and 0. The next call changes it.
 */
export type Scalars = (hyper: Readonly<Record<string, number>>, t: number) => Float64Array;

export function scalarsOf({ nodes }: Rule): Scalars {
  const values = new Float64Array(nodes.length);
  const inputs: { id: number; name: string }[] = [];
  const steps: (() => void)[] = [];
  for (const [id, { op, args, value, name, perElement }] of nodes.entries()) {
    const compute = operations[op]?.[0];
    const [a = id, b = id, c = id] = args;
    if (op === "constant") values[id] = value;
    if (op === "scalar") inputs.push({ id, name });
    if (compute && !perElement)
      steps.push(() => {
        values[id] = Number(compute(values[a]!, values[b]!, values[c]!));
      });
  }
  return (hyper, t) => {
    for (const { id, name } of inputs) values[id] = name === "t" ? t : hyper[name]!;
    for (const step of steps) step();
    return values;
  };
}
