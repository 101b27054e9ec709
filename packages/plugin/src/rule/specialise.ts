import type { FloatArray } from "../contract.ts";
import { memo } from "../memo.ts";
import type { Op, Rule } from "./ir.ts";

/** One operation of the loop; `args` are indices of nodes, per element or scalar. */
export interface Step {
  readonly op: Op;
  readonly id: number;
  readonly args: readonly number[];
}

/** An array, and the node that is loaded from it or stored into it. */
export interface Access {
  readonly name: string;
  readonly id: number;
}

/** A rule with every choice made that is the same for all elements: what a backend compiles. */
export interface Plan {
  readonly loads: readonly Access[];
  /** More than any node's index. */
  readonly size: number;
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
 * The scalars that steer the elements' computation (`momentum === 0`, `t === 1`).
 * Their truth, as the bits of a number, picks the plan: what a switched-off hyperparameter needs is not computed at all.
 */
export function findSwitches({ nodes }: Rule): number[] {
  const choices = nodes.filter(({ op, perElement }) => op === "?" && perElement);
  return [...new Set(choices.map(({ args }) => args[2]!))].filter((id) => !nodes[id]!.perElement);
}

/** Decides the switches, and leaves out what is not needed then. `truth` says which switches are on. */
export function specialise({ nodes, outputs }: Rule, truth: (node: number) => unknown): Plan {
  const resolved = new Map<number, number>();
  const steps: Step[] = [];
  /** What a node comes down to, after the steps that compute it: itself, or what a choice takes. */
  const resolve = (id: number): number =>
    memo(resolved, id, () => {
      const { op, args, perElement } = nodes[id]!;
      if (!perElement || !args.length) return id;
      const [whenTrue, whenFalse, test] = args;
      if (op === "?" && !nodes[test!]!.perElement) return resolve(truth(test!) ? whenTrue! : whenFalse!);
      steps.push({ op, id, args: args.map(resolve) });
      return id;
    });

  const stores = Object.entries(outputs)
    .map(([name, id]) => ({ name, id: resolve(id) }))
    .filter(({ name, id }) => nodes[id]!.name !== name || nodes[id]!.op !== "array");
  const used = [...new Set([...steps.flatMap(({ args }) => args), ...stores.map(({ id }) => id)])];
  return {
    size: nodes.length,
    loads: used.filter((id) => nodes[id]!.op === "array").map((id) => ({ name: nodes[id]!.name, id })),
    scalars: used.filter((id) => !nodes[id]!.perElement),
    steps,
    stores,
  };
}
