import type { ElementwisePlugin } from "./elementwise.ts";
import type { FloatType } from "./float-array.ts";
import { memo } from "./memo.ts";
import type { Rule } from "./rule/ir.ts";
import { parseRule } from "./rule/parse.ts";
import { power } from "./rule/power.ts";
import { isSweep, leastNormal } from "./subnormal.ts";

/** What is traced: an elementwise plugin. */
export type Traced = Pick<ElementwisePlugin, "name" | "rule" | "scalars" | "functions" | "state" | "hyper">;

/** Each plugin's rule as it has been read, by the names of the scalars that it is given. */
const read = new WeakMap<Traced, Map<string, Rule>>();

/**
 * Runs a rule for one element, and returns every number on the way by its name in the rule, with the bits of the step:
 * `trace(adam, { w: 1, g: 0.1, m: 0, v: 0 }, { lr: 1e-3 }, 1)` is `{ w, g, m, v, lr, …, t, d, correction, folded, … }`.
 *
 * First the state's numbers, then in the order of the rule: the elements, the scalars, `t` and the variables, each as it is at the end, so that `w` is
 * the new weight. What depends on the element is rounded at each operation, as the arrays' type has it; what does not, is
 * float64. On steps that clear state of subnormal numbers, state is cleared. Variables that may have no value are left out, as are those
 * that cannot be computed because a hyperparameter has switched them off.
 * @param elements the element's weight `w`, gradient `g` and state, before the step; numbers of the state that are not
 *   given are what they start from
 * @param hyper hyperparameters, and what else the rule's second parameter is to have. Default: the plugin's
 * @param t the number of the step, from 1
 * @param type what the arrays are. Default `Float32Array`
 * @throws RuleError where the rule cannot be read, RangeError where what it returns cannot be computed, or an element is missing
 */
export function trace(
  plugin: Traced,
  elements: Readonly<Record<string, number>>,
  hyper: Readonly<Record<string, number>> = {},
  t = 1,
  type: FloatType = Float32Array,
): Record<string, number> {
  const { name, rule, scalars: scalarsOf, functions, state, hyper: spec } = plugin;
  const numbers: Record<string, number> = {};
  const arrays: string[] = [];
  for (const { name: key, kind, from } of Object.values(state))
    if (kind === "array") arrays.push(key);
    else numbers[key] = elements[key] ?? (from as number);
  const scalars: Record<string, number> = {};
  for (const key in spec) scalars[key] = spec[key]!.default;
  Object.assign(scalars, hyper);
  Object.assign(scalars, numbers, scalarsOf?.(numbers, { ...scalars }, t));
  const given = Object.keys(scalars);
  const rules = memo(read, plugin, () => new Map<string, Rule>());
  const { nodes, operations, least, outputs, swept, variables, fail } = memo(rules, `${given}`, () =>
    parseRule(`${rule}`, ["w", "g", ...arrays], given, arrays, name, functions),
  );
  const round = type === Float32Array ? Math.fround : (x: number) => x;
  const values: number[] = [];

  const leaf = (id: number): number => {
    const { op, name: key, value } = nodes[id]!;
    if (op === "constant") return value;
    if (op === "array") return round(elements[key] ?? missing(`element "${key}"`));
    if (id === least) return isSweep(t) ? leastNormal(type) : 0;
    return key === "t" ? t : (scalars[key] ?? missing(`scalar "${key}"`));
  };
  const missing = (what: string): never => {
    throw new RangeError(`${name}: there is no ${what} to trace`);
  };
  /** A node's value, once what it needs has been computed, and nothing else. */
  const numberOf = (id: number): number => {
    values[id] ??= computed(id);
    return values[id];
  };
  const computed = (id: number): number => {
    const { op, args, perElement } = nodes[id]!;
    const take = (arg: number) => (perElement ? round(numberOf(arg)) : numberOf(arg));
    const [a, b, c] = args as [number, number, number];
    if (!args.length) return leaf(id);
    if (op === "?") return take((nodes[c]!.perElement ? take(c) : numberOf(c)) ? a : b);
    if (op === "**") return Number.isInteger(numberOf(b)) ? power(numberOf(a), numberOf(b)) : fail(id, notWhole(a, b));
    const result = operations[op]!.number(take(a), take(b ?? a), take(c ?? a));
    return perElement ? round(result) : result;
  };
  const notWhole = (a: number, b: number) => `only whole powers are computed, got ${numberOf(a)} ** ${numberOf(b)}`;

  /** What is left of a node when scalars have chosen: state that they leave as it is, is not cleared. */
  const chosen = (id: number): number => {
    const { op, args } = nodes[id]!;
    const [a, b, c] = args as [number, number, number];
    return op === "?" && !nodes[c]!.perElement ? chosen(numberOf(c) ? a : b) : id;
  };

  const found: Record<string, number> = {};
  for (const key in numbers) found[key] = scalars[key]!;
  for (const [key, id] of variables) {
    if (id < 0 || key === "true" || key === "false") continue;
    try {
      found[key] = numberOf(id);
    } catch (error) {
      if (nodes[id]!.op === "array") throw error;
    }
  }
  for (const key in outputs) {
    const value = chosen(outputs[key]!);
    const left = nodes[value]!.op === "array" && nodes[value]!.name === key;
    found[key] = round(numberOf(isSweep(t) && !left ? (swept[key] ?? value) : value));
  }
  return found;
}
