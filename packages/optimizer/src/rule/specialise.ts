import type { FloatArray } from "../contract.ts";
import type { Op, Rule } from "./ir.ts";

/** One operation of the loop; `args` are indices of nodes, per element or scalar. */
export interface Step {
  readonly op: Op;
  readonly id: number;
  readonly args: readonly number[];
}

/** An array, and the node that is loaded from it or stored into it. */
interface Access {
  readonly name: string;
  readonly id: number;
}

/** A rule with every choice made that is the same for all elements: what a backend compiles. */
export interface Plan {
  readonly loads: readonly Access[];
  /** The scalar nodes that the loop uses. */
  readonly scalars: readonly number[];
  /** In order: every operation comes after its operands. */
  readonly steps: readonly Step[];
  /** Of the arrays that change: the nodes may be loaded, computed or scalar. */
  readonly stores: readonly Access[];
}

export type Arrays = Readonly<Record<string, FloatArray>>;

/** Applies a plan to arrays, given the scalar nodes' values by index; they round to the arrays' type. */
export type Apply = (values: Float64Array) => void;

/**
 * The scalar booleans that steer the elements' computation (`momentum === 0`, `t === 1`).
 * Their truth, as the bits of a number, picks the plan: what a switched-off hyperparameter needs is not computed at all.
 */
export function findSwitches({ nodes }: Rule): number[] {
  const used = nodes.flatMap(({ perElement, args }) => (perElement ? args : []));
  return [...new Set(used)].filter((id) => nodes[id]!.boolean && !nodes[id]!.perElement);
}

/** Resolves the switches, then drops what is not needed. `truth` says which switches are on. */
export function specialise({ nodes, outputs }: Rule, truth: (node: number) => boolean): Plan {
  /** What each node comes down to: another one, or itself, or a decided boolean. */
  const resolved: (number | boolean)[] = [];
  const steps = nodes.map(({ op, args, name, perElement, boolean }, id) => {
    const operands = args.map((arg) => resolved[arg]!);
    resolved[id] = (perElement ? fold(op, operands) : boolean ? truth(id) : id) ?? id;
    return { op, id, args: operands as number[], name };
  });

  const stores = Object.entries(outputs)
    .map(([name, id]) => ({ name, id: resolved[id] as number }))
    .filter(({ name, id }) => nodes[id]!.name !== name || nodes[id]!.op !== "array");
  const needed = new Set(stores.map(({ id }) => id));
  for (const id of needed) if (nodes[id]!.perElement) for (const arg of steps[id]!.args) needed.add(arg);
  const used = steps.filter(({ id }) => needed.has(id));
  return {
    loads: used.filter(({ op }) => op === "array"),
    scalars: used.map(({ id }) => id).filter((id) => !nodes[id]!.perElement),
    steps: used.filter(({ id, args }) => args.length && nodes[id]!.perElement),
    stores,
  };
}

/** What an operation comes down to where a decided boolean settles it. */
function fold(op: Op, [a, b, c]: readonly (number | boolean)[]): number | boolean | undefined {
  if (typeof a === "boolean") return op === "not" ? !a : a ? b : c;
  if (typeof b === "boolean") return b && a; // a && b
  if (typeof c === "boolean") return c || a; // a || c
  return undefined;
}
