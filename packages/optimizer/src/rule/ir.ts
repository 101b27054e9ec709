/**
 * The intermediate form of a rule: a list of nodes, each an operation on earlier ones.
 * Equal nodes are one node, so a rule means the same bits however its source was spelled or minified.
 */

export type Unary = "neg" | "abs" | "sqrt" | "sign" | "not";
export type Arithmetic = "add" | "sub" | "mul" | "div" | "pow" | "min" | "max";
export type Comparison = "lt" | "le" | "gt" | "ge" | "eq" | "ne";
export type Binary = Arithmetic | Comparison | "and" | "or";
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

const conditions = "lt le gt ge eq ne and or not".split(" ");

/** A list of nodes to append to. Appending one that is there already finds it again. */
export function builder() {
  const nodes: Node[] = [];
  const known = new Map<string, number>();
  const add = (node: Node): number => {
    // 1 / value tells -0 from 0.
    const key = [node.op, node.args, node.name, node.value, 1 / node.value, node.boolean].join();
    const id = known.get(key) ?? nodes.push(node) - 1;
    known.set(key, id);
    return id;
  };
  return {
    nodes,
    leaf: (op: "constant" | "scalar" | "array", value: number, name = "", boolean = false): number =>
      add({ op, args: [], value, name, perElement: op === "array", boolean }),
    node: (op: Op, ...args: number[]): number => {
      const perElement = args.some((arg) => nodes[arg]!.perElement);
      return add({ op, args, value: 0, name: "", perElement, boolean: conditions.includes(op) });
    },
  };
}
