/** Formulas of one step, whose names know their numbers. Plain JSON, so that a worker can send them. */

/** A name or a number in a formula. */
export interface Leaf {
  /** LaTeX, as the catalog writes it: `m_{t-1}`. A bare number has none. */
  readonly symbol?: string;
  readonly value: number;
}

export interface Operation {
  readonly op: string;
  readonly of: readonly Term[];
}

export type Term = Leaf | Operation;

export const isLeaf = (term: Term): term is Leaf => !("op" in term);
export const leaf = (value: number, symbol?: string): Leaf => (symbol === undefined ? { value } : { symbol, value });
export const operation = (op: string, ...of: Term[]): Operation => ({ op, of });

/** Whether it is that number, by itself or because a hyperparameter is. */
const is = (term: Term, value: number): boolean => isLeaf(term) && term.value === value && term.symbol === undefined;

/**
 * Without what zeros switch off: 0 · x, x + 0, 1 · x, x / 1. For readers: what is computed is the rule as it stands.
 * Zeros and ones of hyperparameters are bare numbers by then.
 */
export function simplified(term: Term): Term {
  if (isLeaf(term)) return term;
  const of = term.of.map(simplified);
  const [a, b] = of as [Term, Term];
  const { op } = term;
  if (op === "*" && (is(a, 0) || is(b, 0))) return leaf(0);
  if (op === "/" && is(a, 0)) return leaf(0);
  if ((op === "*" && is(b, 1)) || (op === "/" && is(b, 1))) return a;
  if (op === "*" && is(a, 1)) return b;
  if (op === "+" && is(a, 0)) return b;
  if ((op === "+" || (op === "-" && of.length === 2)) && is(b, 0)) return a;
  if (op === "-" && of.length === 2 && is(a, 0)) return operation("-", b);
  if (op === "**" && is(a, 0)) return leaf(0);
  return { op, of };
}

const compute: Readonly<Record<string, (...values: number[]) => number>> = {
  "+": (a, b) => a! + b!,
  "-": (a, b) => (b === undefined ? -a! : a! - b),
  "*": (a, b) => a! * b!,
  "/": (a, b) => a! / b!,
  sqrt: (a) => Math.sqrt(a!),
  cbrt: (a) => Math.cbrt(a!),
  exp: (a) => Math.exp(a!),
  abs: (a) => Math.abs(a!),
  sign: (a) => Math.sign(a!),
  min: Math.min,
  max: Math.max,
};

/** Its value in float64, to weigh terms against each other by; NaN where that is not so simple. */
export function about(term: Term): number {
  if (isLeaf(term)) return term.value;
  const values = term.of.map(about);
  // For shares of some per cent, any engine's powers will do.
  if (term.op === "**") return values[0]! ** values[1]!;
  return compute[term.op]?.(...values) ?? Number.NaN;
}

/** What is added up, each with its sign: `a - b·c + d` is `[a, -(b·c), d]`. */
export function summands(term: Term): Term[] {
  if (isLeaf(term)) return [term];
  const [a, b] = term.of as [Term, Term];
  if (term.op === "+") return [...summands(a), ...summands(b)];
  if (term.op === "-" && b) return [...summands(a), ...summands(b).map((each) => operation("-", each))];
  if (term.op === "-") return summands(a).map((each) => operation("-", each));
  return [term];
}

/** Every name in it. */
export function* leaves(term: Term): Generator<Leaf> {
  if (isLeaf(term)) yield term;
  else for (const each of term.of) yield* leaves(each);
}
