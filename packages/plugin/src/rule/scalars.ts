import { memo } from "../memo.ts";
import type { Rule } from "./ir.ts";
import { powers } from "./power.ts";
import { type Plan, type Step, specialise } from "./specialise.ts";

/** Computes the value at `id`: in place, since a number that goes into a function, or comes out, is put in a box. */
interface ScalarStep {
  readonly op: string;
  readonly id: number;
  readonly a: number;
  readonly b: number;
  readonly otherwise: (values: Float64Array) => void;
}

function run(steps: readonly ScalarStep[], values: Float64Array): void {
  for (let i = 0; i < steps.length; i++) {
    const { op, id, a, b, otherwise } = steps[i]!;
    if (op === "*") values[id] = values[a]! * values[b]!;
    else if (op === "-") values[id] = values[a]! - values[b]!;
    else if (op === "+") values[id] = values[a]! + values[b]!;
    else if (op === "/") values[id] = values[a]! / values[b]!;
    else if (op === "sqrt") values[id] = Math.sqrt(values[a]!);
    else if (op === "==") values[id] = +(values[a] === values[b]);
    else otherwise(values);
  }
}

/** What is computed, in order, up to a choice that a scalar makes, or up to the end, where there is a plan. */
interface Stage {
  steps: readonly ScalarStep[];
  /** Those that are other ones at another `t`. */
  timed: readonly ScalarStep[];
  /** The version of the leaves that all of them were computed from, and which call that was or has used it since. */
  version: number;
  call: number;
  /** The scalar that chooses. */
  test: number;
  /** What comes after it, where it is false and where it is true, as far as that has been met. */
  readonly next: Stage[];
  plan?: Plan;
}

/**
 * Computes what is the same for every element, once a step, in float64: what the choices in force need, and nothing else.
 * @returns a function of the scalar nodes' values by index, the leaves' filled in, and of the version of these but for `t`,
 *   that fills in the others' (booleans as 1 and 0) and gives the plan of the choices that they make: of the same choices, the same plan
 */
export function scalarsOf(rule: Rule): (values: Float64Array, version: number) => Plan {
  const timed = new Set([rule.nodes.findIndex(({ op, name }) => op === "scalar" && name === "t")]);
  const known = new Map<string, ScalarStep>();
  let calls = 0;
  const make = ({ op, id, args: [a = id, b = id, c = id], operation }: Step): ScalarStep => ({
    op,
    id,
    a,
    b,
    otherwise:
      op === "**"
        ? powers(id, a, b, (what) => rule.fail(id, what))
        : (values) => {
            values[id] = operation.number(values[a]!, values[b]!, values[c]!);
          },
  });
  const stage = (): Stage => ({ steps: [], timed: [], version: -1, call: 0, test: 0, next: [] });
  const root = stage();

  /** Goes a way that has not been gone before. */
  const explore = (values: Float64Array): Plan => {
    let at = root;
    let steps: ScalarStep[] = [];
    const end = () => {
      at.steps = steps;
      at.timed = steps.filter(({ id }) => timed.has(id));
    };
    const plan = specialise(
      rule,
      (test) => {
        const truth = values[test] ? 1 : 0;
        end();
        at.test = test;
        at = at.next[truth] ??= stage();
        steps = [];
        return truth;
      },
      (step) => {
        // What a step takes depends on the choices before it.
        const made = memo(known, `${step.id}:${step.args}`, () => make(step));
        if (step.args.some((arg) => timed.has(arg))) timed.add(step.id);
        steps.push(made);
        run([made], values);
      },
    );
    end();
    at.plan = plan;
    return plan;
  };

  return (values, version) => {
    calls++;
    for (let at: Stage | undefined = root; at; at = at.next[values[at.test] ? 1 : 0]) {
      // Where the last call made other choices, it may have left other numbers.
      run(at.version === version && at.call === calls - 1 ? at.timed : at.steps, values);
      at.version = version;
      at.call = calls;
      if (at.plan) return at.plan;
    }
    return explore(values);
  };
}
