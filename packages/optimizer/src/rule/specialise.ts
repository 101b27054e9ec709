import type { Op, Rule } from "./ir.ts";

/** One operation of the loop; `args` are indices of nodes, per element or scalar. */
export interface Operation {
  readonly op: Op;
  readonly id: number;
  readonly args: readonly number[];
}

/** A rule with every choice made that is the same for all elements: what a backend compiles. */
export interface Plan {
  /** The arrays that are read, with their nodes. */
  readonly loads: readonly { readonly name: string; readonly id: number }[];
  /** The scalar nodes that the loop uses. */
  readonly scalars: readonly number[];
  /** In order: every operation comes after its operands. */
  readonly operations: readonly Operation[];
  /** The arrays that change, with the nodes they take: loaded, computed or scalar. */
  readonly stores: readonly { readonly name: string; readonly id: number }[];
}

/**
 * The scalar booleans that steer the elements' computation (`momentum === 0`, `t === 1`).
 * Their truth, as the bits of a number, picks the plan: what a switched-off hyperparameter needs is not computed at all.
 */
export function findSwitches({ nodes }: Rule): number[] {
  const switches = new Set<number>();
  for (const node of nodes)
    if (node.perElement)
      for (const arg of node.args) if (nodes[arg]!.boolean && !nodes[arg]!.perElement) switches.add(arg);
  return [...switches];
}

/** What a boolean comes down to where it is decided, in place of a node's index. */
const FALSE = -1;
const TRUE = -2;

/** Resolves the switches, then drops what is not needed. `truth` says which switches are on. */
export function specialise({ nodes, outputs }: Rule, truth: (node: number) => boolean): Plan {
  const isScalar = (id: number) => !nodes[id]!.perElement;
  const operations: Operation[] = [];
  const resolved: number[] = [];
  nodes.forEach(({ op, args, boolean }, id) => {
    const operands = args.map((a) => resolved[a]!);
    operations[id] = { op, id, args: operands };
    if (isScalar(id)) resolved[id] = boolean ? (truth(id) ? TRUE : FALSE) : id;
    else resolved[id] = fold(op, operands) ?? id;
  });

  const stores = Object.entries(outputs)
    .map(([name, id]) => ({ name, id: resolved[id]! }))
    .filter(({ name, id }) => !(nodes[id]!.op === "array" && nodes[id]!.name === name));
  const needed = new Set<number>();
  const need = (id: number) => {
    if (needed.has(id)) return;
    needed.add(id);
    if (!isScalar(id)) operations[id]!.args.forEach(need);
  };
  for (const { id } of stores) need(id);
  const ids = [...needed].sort((a, b) => a - b);
  return {
    loads: ids.filter((id) => nodes[id]!.op === "array").map((id) => ({ name: nodes[id]!.name, id })),
    scalars: ids.filter(isScalar),
    operations: ids.filter((id) => operations[id]!.args.length > 0 && !isScalar(id)).map((id) => operations[id]!),
    stores,
  };
}

/** What an operation comes down to where a decided boolean settles it. */
function fold(op: Op, [a = 0, b = 0, c = 0]: readonly number[]): number | undefined {
  if (op === "select") return a === TRUE ? b : a === FALSE ? c : undefined;
  if (op === "not") return a === TRUE ? FALSE : a === FALSE ? TRUE : undefined;
  if (op !== "and" && op !== "or") return undefined;
  const [absorbing, neutral] = op === "or" ? [TRUE, FALSE] : [FALSE, TRUE];
  if (a === absorbing || b === absorbing) return absorbing;
  return a === neutral ? b : b === neutral ? a : undefined;
}
