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

const booleans: ReadonlySet<Op> = new Set(["lt", "le", "gt", "ge", "eq", "ne", "and", "or", "not"] as Op[]);

/** Appends nodes, finding equal ones again. */
export class Builder {
  readonly nodes: Node[] = [];
  readonly #known = new Map<string, number>();

  leaf(op: "constant" | "scalar" | "array", value: number, name = "", boolean = false): number {
    // Object.is: -0 is another constant than 0.
    return this.#add(
      { op, args: [], value, name, perElement: op === "array", boolean },
      Object.is(value, -0) ? "-0" : value,
    );
  }

  node(op: Op, ...args: number[]): number {
    const perElement = args.some((a) => this.nodes[a]!.perElement);
    return this.#add({ op, args, value: 0, name: "", perElement, boolean: booleans.has(op) }, args.join());
  }

  #add(node: Node, detail: unknown): number {
    const key = `${node.op} ${node.name} ${node.boolean} ${detail}`;
    let id = this.#known.get(key);
    if (id === undefined) {
      id = this.nodes.push(node) - 1;
      this.#known.set(key, id);
    }
    return id;
  }
}
