import { memo } from "../memo.ts";

/**
 * The intermediate form of a rule: a list of nodes, each an operation on earlier ones.
 * Equal nodes are one node, so a rule means the same bits however its source was spelled or minified.
 */

export type Unary = "neg" | "abs" | "sqrt" | "sign" | "not";
export type Arithmetic = "add" | "sub" | "mul" | "div" | "pow" | "min" | "max";
export type Comparison = "lt" | "le" | "gt" | "ge" | "eq" | "ne";
export type Binary = Arithmetic | Comparison;
/** `constant`, `scalar` (a hyperparameter or `t`) and `array` (one element of w, g or a state) are the leaves. */
export type Op = "constant" | "scalar" | "array" | "select" | Unary | Binary;

export interface Node {
  readonly op: Op;
  /** Indices of earlier nodes; for `select`: condition, then, else. */
  readonly args: readonly number[];
  /** A constant's value. */
  readonly value: number;
  /** A leaf's name. */
  readonly name: string;
  /** Whether it differs from element to element; else it is computed once a step, in float64. */
  readonly perElement: boolean;
  readonly boolean: boolean;
  /** What the rule calls it, for printers. */
  label?: string;
}

export interface Rule {
  readonly nodes: readonly Node[];
  /** The nodes whose values go back into the arrays of these names. */
  readonly outputs: Readonly<Record<string, number>>;
}

const conditions = "lt le gt ge eq ne not".split(" ");

/** A list of nodes to append to. Appending one that is there already finds it again. */
export function builder() {
  const nodes: Node[] = [];
  const known = new Map<string, number>();
  const node = (op: Op, args: readonly number[], value = 0, name = "", boolean = conditions.includes(op)): number => {
    const perElement = op === "array" || args.some((arg) => nodes[arg]!.perElement);
    // 1 / value tells -0 from 0.
    return memo(known, [op, args, name, value, 1 / value, boolean].join(), () => {
      return nodes.push({ op, args, value, name, perElement, boolean }) - 1;
    });
  };
  return { nodes, node };
}
