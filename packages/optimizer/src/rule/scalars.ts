import type { Rule } from "./ir.ts";
import { power } from "./power.ts";

/**
 * Computes all that is the same for every element, once a step, in float64.
 * @param hyper the hyperparameters' present values
 * @param t the step, from 1
 * @param values filled with each scalar node's value, at the node's index; booleans as 1 and 0
 */
export function evaluateScalars(
  { nodes }: Rule,
  hyper: Readonly<Record<string, number>>,
  t: number,
  values: Float64Array,
): void {
  for (let i = 0; i < nodes.length; i++) {
    const { op, args, value, name, perElement } = nodes[i]!;
    if (perElement) continue;
    const a = values[args[0]!]!;
    const b = values[args[1]!]!;
    switch (op) {
      case "constant":
        values[i] = value;
        break;
      case "scalar":
        values[i] = name === "t" ? t : hyper[name]!;
        break;
      case "select":
        values[i] = a ? b : values[args[2]!]!;
        break;
      default:
        values[i] = scalar(op, a, b);
    }
  }
}

/** One operation in float64. */
function scalar(op: string, a: number, b: number): number {
  switch (op) {
    case "add":
      return a + b;
    case "sub":
      return a - b;
    case "mul":
      return a * b;
    case "div":
      return a / b;
    case "pow":
      return power(a, b);
    case "min":
      return Math.min(a, b);
    case "max":
      return Math.max(a, b);
    case "neg":
      return -a;
    case "abs":
      return Math.abs(a);
    case "sqrt":
      return Math.sqrt(a);
    case "sign":
      return Math.sign(a);
    case "not":
      return +!a;
    case "and":
      return +(a && b);
    case "or":
      return +(a || b);
    case "lt":
      return +(a < b);
    case "le":
      return +(a <= b);
    case "gt":
      return +(a > b);
    case "ge":
      return +(a >= b);
    case "eq":
      return +(a === b);
    default:
      return +(a !== b);
  }
}
