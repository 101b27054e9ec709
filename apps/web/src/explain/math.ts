/** A step's formulas as MathML, each symbol with its number below it. */

import { shown } from "./numbers.ts";
import { partsOf, spoken } from "./symbol.ts";
import { isLeaf, type Leaf, type Term } from "./term.ts";

const namespace = "http://www.w3.org/1998/Math/MathML";

type Attributes = Readonly<Record<string, string>>;

export function ml(tag: string, attributes: Attributes = {}, ...children: (Node | string)[]): Element {
  const element = document.createElementNS(namespace, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const [COMPARED, SUM, PRODUCT, ATOM] = [0, 1, 2, 3] as const;

interface Printed {
  readonly element: Element;
  readonly level: number;
  /** Whether brackets around it have to grow. */
  readonly high: boolean;
}

const compared: Readonly<Record<string, string>> = { "===": "=", "!==": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥" };
const denied: Readonly<Record<string, string>> = { "===": "≠", "!==": "=", "<": "≥", "<=": ">", ">": "≤", ">=": "<" };

const operator = (text: string): Element => ml("mo", {}, text);
const row = (...of: Element[]): Element => ml("mrow", {}, ...of);

/** `t`, `1`, `t−1`: what stands below a symbol. */
function indexElement(text: string): Element {
  const [, left, right] = /^(.+)−(.+)$/.exec(text) ?? [];
  if (left) return row(indexElement(left), operator("−"), indexElement(right!));
  return ml(/^\d+$/.test(text) ? "mn" : "mi", {}, text);
}

/** `m_t` itself: letters are slanted, words are not. */
export function symbolElement(latex: string, exponent?: Element): Element {
  const { base, accent, primes, below, above } = partsOf(latex);
  const word = [...base].length > 1;
  const letter = word ? ml("mtext", { class: "word" }, base) : ml("mi", {}, base);
  const accented = accent
    ? ml("mover", { accent: "true" }, letter, ml("mo", { stretchy: "false" }, accent === "^" ? "\u02c6" : accent))
    : letter;
  const low = below ? row(...below.split(",").map(indexElement)) : undefined;
  const marks = primes + above;
  const high = exponent && marks ? row(ml("mtext", {}, marks), exponent) : marks ? ml("mtext", {}, marks) : exponent;
  if (low && high) return ml("msubsup", {}, accented, low, high);
  if (low) return ml("msub", {}, accented, low);
  return high ? ml("msup", {}, accented, high) : accented;
}

const valueElement = (value: number): Element => ml("mtext", { class: "number" }, shown(value, 3));

/** @param exponent of a power whose base it is: its number stands below both */
function leafElement({ symbol, value }: Leaf, exponent?: Element): Printed {
  if (symbol === undefined || symbol === "t") {
    // The number of the step is in the heading.
    const plain = symbol ? ml("mi", {}, symbol) : ml("mn", {}, shown(value, 3));
    return { element: exponent ? ml("msup", {}, plain, exponent) : plain, level: ATOM, high: false };
  }
  // As deep as any other, so that the numbers of a line stand in a line.
  const even = ml("mpadded", { depth: "0.42em" }, symbolElement(symbol, exponent));
  const element = ml("munder", {}, even, valueElement(value));
  return { element, level: ATOM, high: false };
}

const same = (one: Term, other: Term) => JSON.stringify(one) === JSON.stringify(other);

/** What is added up in the order of the rule: lines may end between them. */
function spine(term: Term): { readonly sign: "+" | "−" | ""; readonly term: Term }[] {
  if (isLeaf(term) || !["+", "-"].includes(term.op) || term.of.length < 2) return [{ sign: "", term }];
  return [...spine(term.of[0]!), { sign: term.op === "+" ? "+" : "−", term: term.of[1]! }];
}

/** A formula in pieces, each with the sign before it. */
export const termElements = (term: Term): Element[] =>
  spine(term).map(({ sign, term: part }) => {
    if (sign === "") return termElement(part);
    return row(ml("mo", { form: "infix" }, sign), termElement(part, sign === "−" ? PRODUCT : SUM));
  });

export function termElement(term: Term, least: number = COMPARED): Element {
  return within(term, least).element;

  function bracketed({ element, high }: Printed): Element {
    const stretchy = String(high);
    return row(ml("mo", { stretchy }, "("), element, ml("mo", { stretchy }, ")"));
  }
  function within(part: Term, least: number): Printed {
    const printed = of(part);
    return printed.level < least ? { ...printed, element: bracketed(printed), level: ATOM } : printed;
  }
  function applied(name: string, ...args: Term[]): Printed {
    const all = args.map(of);
    const inside = row(...all.flatMap(({ element }, i) => (i ? [operator(","), element] : [element])));
    const high = all.some((each) => each.high);
    return { element: row(ml("mi", {}, name), bracketed({ element: inside, level: SUM, high })), level: ATOM, high };
  }
  function powered(base: Term, exponent: Element): Printed {
    if (isLeaf(base)) return leafElement(base, exponent);
    const { element, high } = within(base, ATOM);
    return { element: ml("msup", {}, element, exponent), level: ATOM, high };
  }
  /** Side by side, as far apart as their numbers need. */
  function product(one: Printed, other: Printed): Printed {
    const gap = ml("mspace", { width: "0.3em" });
    return { element: row(one.element, gap, other.element), level: PRODUCT, high: one.high || other.high };
  }
  function infix(symbol: string, level: number, one: Printed, other: Printed): Printed {
    return { element: row(one.element, operator(symbol), other.element), level, high: one.high || other.high };
  }

  function of(part: Term): Printed {
    if (isLeaf(part)) return leafElement(part);
    const { op } = part;
    const [a, b] = part.of as [Term, Term];
    const symbol = compared[op];
    if (symbol) return infix(symbol, COMPARED, within(a, SUM), within(b, SUM));
    switch (op) {
      case "+":
        return infix("+", SUM, within(a, SUM), within(b, SUM));
      case "-":
        if (b) return infix("−", SUM, within(a, SUM), within(b, PRODUCT));
        return { ...within(a, PRODUCT), element: row(operator("−"), within(a, PRODUCT).element), level: SUM };
      case "*":
        if (same(a, b)) return powered(a, ml("mn", {}, "2"));
        return product(within(a, PRODUCT), within(b, PRODUCT));
      case "/":
        return { element: ml("mfrac", {}, of(a).element, of(b).element), level: PRODUCT, high: true };
      case "**":
        return powered(a, of(b).element);
      case "sqrt":
        return { element: ml("msqrt", {}, of(a).element), level: ATOM, high: true };
      case "cbrt":
        return { element: ml("mroot", {}, of(a).element, ml("mn", {}, "3")), level: ATOM, high: true };
      case "exp":
        return { element: ml("msup", {}, ml("mi", {}, "e"), of(a).element), level: ATOM, high: true };
      case "abs":
        return { element: row(operator("|"), of(a).element, operator("|")), level: ATOM, high: of(a).high };
      case "!": {
        const inner = a as { readonly op: string; readonly of: readonly [Term, Term] };
        return infix(denied[inner.op] ?? "≠", COMPARED, within(inner.of[0], SUM), within(inner.of[1], SUM));
      }
      default:
        return applied(op, ...part.of);
    }
  }
}

const words: Readonly<Record<string, string>> = {
  "+": "plus",
  "-": "minus",
  "*": "times",
  "/": "over",
  "**": "to the power of",
};

/** For the ear: `beta 1, 0.9, times m t−1, 0.0123`. */
export function said(term: Term): string {
  if (isLeaf(term))
    return term.symbol === undefined ? shown(term.value, 3) : `${spoken(term.symbol)} (${shown(term.value, 3)})`;
  const [a, b] = term.of as [Term, Term];
  const part = (each: Term) => (isLeaf(each) ? said(each) : `[${said(each)}]`);
  if (term.op === "*" && same(a, b)) return `${part(a)} squared`;
  if (term.op === "-" && !b) return `minus ${part(a)}`;
  if (term.op === "!") return `not ${part(a)}`;
  if (words[term.op] && b) return `${part(a)} ${words[term.op]} ${part(b)}`;
  if (compared[term.op]) return `${part(a)} ${compared[term.op]} ${part(b)}`;
  return `${term.op === "sqrt" ? "root" : term.op} of ${term.of.map(part).join(" and ")}`;
}
