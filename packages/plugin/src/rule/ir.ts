/**
 * The intermediate form of a rule: a list of nodes, each an operation on earlier ones.
 * Equal nodes are one node, so a rule means the same bits however its source was spelled or minified.
 *
 * All values are numbers. Comparisons give 1 or 0. A choice, `?`, takes what is neither 0 nor NaN for true; of
 * a scalar that is mixed with elements, when it has been rounded to their type.
 */

import type { Op } from "./op.ts";
import type { Operations } from "./operations.ts";

export interface Node {
  readonly op: Op;
  /** Indices of earlier nodes; of a choice: then, else, condition. */
  readonly args: readonly number[];
  /** A constant's value. */
  readonly value: number;
  /** A leaf's name. */
  readonly name: string;
  /** Whether it differs from element to element; else it is computed once a step, in float64. */
  readonly perElement: boolean;
}

export interface Rule {
  readonly nodes: readonly Node[];
  /** What the nodes' operations mean. */
  readonly operations: Operations;
  /** The scalar without a name: on steps that clear the state of subnormal numbers, the least normal one, else 0. */
  readonly least: number;
  /** The nodes whose values go back into the arrays of these names. */
  readonly outputs: Readonly<Record<string, number>>;
  /** Of state: the nodes that take their place on steps that clear it of subnormal numbers. */
  readonly swept: Readonly<Record<string, number>>;
  /** The nodes that variables stand for in the end, by their names in the text; less than 0 where it may be none. */
  readonly variables: ReadonlyMap<string, number>;
  /** @throws RangeError that says what is wrong with a node's value, and where it is computed */
  fail(id: number, what: string): never;
}
