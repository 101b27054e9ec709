import type { Equations, Formula } from "@downhill/catalog/equations";
import { type Traced, trace } from "@downhill/plugin/trace";
import { names, type RuleText, ruleText } from "./rule-text.ts";
import { timed } from "./symbol.ts";
import { about, type Leaf, leaf, leaves, operation, simplified, type Term } from "./term.ts";

type Numbers = Readonly<Record<string, number>>;

/** One weight before a step: its value `w`, and its numbers of the optimizer's state. */
export interface Before {
  readonly w: number;
  readonly state: Numbers;
}

/** One line of a step. */
export interface Equation {
  /** Its name in the rule. */
  readonly name: string;
  /** LaTeX: `m_t`. */
  readonly symbol: string;
  readonly term: Term;
  /** With the bits of the step. */
  readonly value: number;
  /** What of this weight's own numbers has chosen this form: `v_{t-1} > g_t²`, each as it holds. */
  readonly because: readonly Term[];
}

/** What a step did to one weight, and how. */
export interface Explained {
  /** In the rule's order: those that the step is made of, with these hyperparameters. */
  readonly equations: readonly Equation[];
  /** Corrected moments that this form of the rule folds into others. */
  readonly beside: readonly Equation[];
  /** The weight's own state, and the weight itself, after the step. */
  readonly after: Numbers;
  /** How far the weight has moved. */
  readonly delta: number;
}

/**
 * What a step of an element-wise optimizer does to one weight: the rule's formulas as they come out with these
 * hyperparameters and at this step, every name with its number, to the bit as the step computed them.
 * @param before the weight and its state before the step
 * @param g its gradient, as the optimizer has got it
 * @param t the number of the step, from 1
 * @param hyper the numbers in force
 * @throws RangeError where the state lacks a number that the step needs
 */
export function explainStep(
  plugin: Traced,
  equations: Equations,
  { w, state }: Before,
  g: number,
  t: number,
  hyper: Numbers,
  type: Float32ArrayConstructor | Float64ArrayConstructor = Float32Array,
): Explained {
  const { latex, names: assigned, formulas, symbols } = equations;
  const { keys, keyOf, written, rewritten } = prepare(plugin, equations);
  const before: Record<string, number> = { ...initial(plugin, keys, w), ...state, w, g };
  const traced = trace(rewritten, before, hyper, t, type);

  const isHyper = (name: string) => Object.hasOwn(plugin.hyper, name);
  /** What a name stands for at this line. */
  const known = new Map<string, Leaf | Term>();
  const start = (name: string): Leaf => {
    const key = keyOf.get(name);
    const symbol = symbols[name]!;
    if (name === "t") return leaf(t, "t");
    if (key !== undefined) return leaf(before[key]!, timed(symbol, key === "g" ? "t" : "t-1"));
    const value = traced[name]!;
    // What a hyperparameter has switched off is not written, see `simplified`.
    if (isHyper(name)) return leaf(value, value === 0 ? undefined : symbol);
    return leaf(value, value === 0 ? undefined : timed(symbol, "t"));
  };
  const lookUp = (name: string) => known.get(name) ?? start(name);

  /** Names whose numbers are this weight's own, not of the settings alone. */
  const own = new Set(keyOf.keys());
  const isOwn = (formula: Formula) => [...names(formula)].some((name) => own.has(name));
  const last = new Map(assigned.map((name, i) => [name, i]));
  const done: Equation[] = [];
  const ends = new Set<Equation>();
  formulas.forEach((formula, i) => {
    const name = assigned[i]!;
    const conditions: { readonly term: Term; readonly holds: boolean }[] = [];
    const isOutput = keyOf.has(name) && last.get(name) === i;
    const term = simplified(chosen(formula));
    const symbol = latex[i]!.slice(0, latex[i]!.indexOf(" = "));
    const value = isOutput ? traced[keyOf.get(name)!]! : traced[written.assignment(i)];
    if (isOwn(formula)) own.add(name);
    // "v > g²" says all, where "not v < g²" came before it.
    const holding = conditions.filter(({ holds }) => holds);
    const because = (holding.length ? holding : conditions).map(({ term, holds }) =>
      holds ? term : operation("!", term),
    );
    const bare = !("op" in term) && !because.length;
    const same = bare && (term as Leaf).symbol === start(name)?.symbol && keyOf.get(name) !== "w";
    // What is another name for the same thing is called by that, unless it is kept.
    if (value === undefined || (bare && (!isOutput || same))) {
      known.set(name, term);
      return;
    }
    known.set(name, leaf(value, symbol));
    // `w = w'` is no line of its own: w' was w already.
    const former =
      bare && isOutput
        ? done.findLast((each) => each.name === name && each.symbol === (term as Leaf).symbol)
        : undefined;
    if (former) {
      Object.assign(former, { symbol, value });
      ends.add(former);
      return;
    }
    const equation = { name, symbol, term, value, because };
    done.push(equation);
    if (isOutput) ends.add(equation);

    /** The branches that are taken. */
    function chosen(part: Formula): Term {
      if (typeof part === "string") return lookUp(part);
      if (typeof part === "number") return leaf(part);
      const [op, ...of] = part as [string, ...Formula[]];
      if (op !== "?") return operation(op, ...of.map(chosen));
      const condition = of[0]!;
      const holds =
        typeof condition === "string" ? about(lookUp(condition)) !== 0 : Boolean(traced[written.condition(condition)]);
      if (isOwn(condition)) conditions.push({ term: chosen(condition), holds });
      return chosen(holds ? of[1]! : of[2]!);
    }
  });

  const needed = reached(done, ends);
  return {
    equations: done.filter((each) => needed.has(each)),
    beside: done.filter((each) => !needed.has(each) && each.symbol.startsWith("\\hat") && Number.isFinite(each.value)),
    after: Object.fromEntries(
      [...keys.filter((key) => key !== "g"), ...numbersOf(plugin)].map((key) => [key, traced[key]!]),
    ),
    delta: traced.w! - before.w!,
  };
}

/** What is the same at each step. */
interface Prepared {
  /** Of elements, as they are called in state: all, and by their names in the rule. */
  readonly keys: readonly string[];
  readonly keyOf: ReadonlyMap<string, string>;
  readonly written: RuleText;
  /** The plugin with that text as its rule: the same object each time, so that it is parsed once. */
  readonly rewritten: Traced;
}

const known = new WeakMap<Traced, Prepared & { readonly of: Equations }>();

function prepare(plugin: Traced, equations: Equations): Prepared {
  const found = known.get(plugin);
  if (found?.of === equations) return found;
  const { name, scalars, functions, state, hyper } = plugin;
  const keys = Object.keys(equations.elements);
  const written = ruleText(equations);
  const rule = { toString: () => written.source } as never;
  const made = {
    of: equations,
    keys,
    keyOf: new Map(keys.map((key) => [equations.elements[key]!, key])),
    written,
    rewritten: { name, scalars, functions, state, hyper, rule },
  };
  known.set(plugin, made);
  return made;
}

const numbersOf = ({ state }: Traced): string[] =>
  Object.values(state).flatMap(({ name, kind }) => (kind === "array" ? [] : [name]));

/** What arrays start from, which are not there yet, or never where they are switched off. */
const initial = ({ state }: Traced, keys: readonly string[], w: number): Record<string, number> =>
  Object.fromEntries(
    Object.values(state).flatMap(({ name, from }) => (keys.includes(name) ? [[name, from === "w" ? w : from]] : [])),
  );

/** The lines that lead to those. */
function reached(all: readonly Equation[], ends: Iterable<Equation>): Set<Equation> {
  const bySymbol = new Map(all.map((each) => [each.symbol, each]));
  const found = new Set<Equation>();
  const visit = (each: Equation) => {
    if (found.has(each)) return;
    found.add(each);
    for (const { symbol } of [each.term, ...each.because].flatMap((term) => [...leaves(term)])) {
      const next = symbol === undefined ? undefined : bySymbol.get(symbol);
      if (next) visit(next);
    }
  };
  for (const each of ends) visit(each);
  return found;
}
