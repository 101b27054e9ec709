import type { Rule } from "./ir.ts";
import { powers } from "./power.ts";
import { type Plan, type Step, specialise } from "./specialise.ts";

/** What is computed, in order, up to a choice that a scalar makes, or up to the end, where there is a plan. */
interface Stage {
  steps: readonly ((values: Float64Array) => void)[];
  /** The scalar that chooses. */
  test: number;
  /** What comes after it, where it is false and where it is true, as far as that has been met. */
  readonly next: Stage[];
  plan?: Plan;
}

/**
 * Computes what is the same for every element, once a step, in float64: what the choices in force need, and nothing else.
 * @returns a function of the scalar nodes' values by index, the leaves' filled in, that fills in the others' (booleans as 1
 *   and 0) and gives the plan of the choices that they make: of the same choices, the same plan
 */
export function scalarsOf(rule: Rule): (values: Float64Array) => Plan {
  const runs = new Map<number, (values: Float64Array) => void>();
  const make = ({ op, id, args: [a = id, b = id, c = id], operation }: Step) => {
    const number = op === "**" ? powers((what) => rule.fail(id, what)) : operation.number;
    return (values: Float64Array) => {
      values[id] = number(values[a]!, values[b]!, values[c]!);
    };
  };
  const stage = (): Stage => ({ steps: [], test: 0, next: [] });
  const root = stage();

  /** Goes a way that has not been gone before. */
  const explore = (values: Float64Array): Plan => {
    let at = root;
    let steps: Stage["steps"][number][] = [];
    const plan = specialise(
      rule,
      (test) => {
        const truth = values[test] ? 1 : 0;
        at.steps = steps;
        at.test = test;
        at = at.next[truth] ??= stage();
        steps = [];
        return truth;
      },
      (step) => {
        const run = runs.get(step.id) ?? make(step);
        runs.set(step.id, run);
        steps.push(run);
        run(values);
      },
    );
    at.steps = steps;
    at.plan = plan;
    return plan;
  };

  return (values) => {
    for (let at: Stage | undefined = root; at; at = at.next[values[at.test] ? 1 : 0]) {
      for (const step of at.steps) step(values);
      if (at.plan) return at.plan;
    }
    return explore(values);
  };
}
