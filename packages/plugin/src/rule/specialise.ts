import type { FloatArray } from "../contract.ts";
import { memo } from "../memo.ts";
import type { Rule } from "./ir.ts";
import type { Op } from "./op.ts";
import type { Operation } from "./operations.ts";

/** One operation; `args` are indices of nodes, per element or scalar. */
export interface Step {
  readonly op: Op;
  readonly operation: Operation;
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
  /** The names of the arrays that it reads or writes. */
  readonly arrays: readonly string[];
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
 * Makes every choice that a scalar makes (`momentum === 0`, `t === 1`), and leaves out what is not needed then: a
 * switched-off hyperparameter's operations, its scalars, and the arrays that remain as they are.
 * @param decide says whether a scalar is true. It is called as soon as that is needed, after `compute` of what it takes
 * @param compute is called with every operation on scalars that is needed, in order
 */
export function specialise(
  { nodes, operations, least, outputs, swept }: Rule,
  decide: (scalar: number) => unknown,
  compute: (step: Step) => void = () => {},
): Plan {
  const resolved = new Map<number, number>();
  const truths = new Map<number, unknown>();
  const truth = (scalar: number) => memo(truths, scalar, () => decide(scalar));
  const steps: Step[] = [];
  /** What a node comes down to, after the steps that compute it: itself, or what a choice takes. */
  const resolve = (id: number): number =>
    memo(resolved, id, () => {
      const { op, args, perElement } = nodes[id]!;
      const [whenTrue, whenFalse, test] = args;
      if (!args.length) return id;
      if (op === "?" && !nodes[test!]!.perElement) return resolve(truth(resolve(test!)) ? whenTrue! : whenFalse!);
      const step = { op, id, args: args.map(resolve), operation: operations[op]! };
      if (perElement) steps.push(step);
      else compute(step);
      return id;
    });

  const changed = Object.entries(outputs)
    .map(([name, id]) => ({ name, id: resolve(id) }))
    .filter(({ name, id }) => nodes[id]!.name !== name || nodes[id]!.op !== "array");
  const stores = truth(least) ? changed.map(({ name, id }) => ({ name, id: resolve(swept[name] ?? id) })) : changed;
  const used = [...new Set([...steps.flatMap(({ args }) => args), ...stores.map(({ id }) => id)])];
  const loads = used.filter((id) => nodes[id]!.op === "array").map((id) => ({ name: nodes[id]!.name, id }));
  return {
    size: nodes.length,
    loads,
    arrays: [...new Set([...loads, ...stores].map(({ name }) => name))],
    scalars: used.filter((id) => !nodes[id]!.perElement),
    steps,
    stores,
  };
}
