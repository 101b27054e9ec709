import type { Tree } from "./tree.ts";

/** How tightly a formula holds together. */
const [CHOICE, OR, AND, COMPARED, SUM, PRODUCT, ATOM] = [0, 1, 2, 3, 4, 5, 6] as const;

interface Printed {
  readonly text: string;
  readonly level: number;
}

const infix: Readonly<Record<string, readonly [level: number, symbol: string]>> = {
  "||": [OR, "\\text{ or }"],
  "&&": [AND, "\\text{ and }"],
  "===": [COMPARED, "="],
  "!==": [COMPARED, "\\ne"],
  "<": [COMPARED, "<"],
  "<=": [COMPARED, "\\le"],
  ">": [COMPARED, ">"],
  ">=": [COMPARED, "\\ge"],
  "+": [SUM, "+"],
  "-": [SUM, "-"],
};

const functions: Readonly<Record<string, (...args: string[]) => string>> = {
  sqrt: (x) => `\\sqrt{${x}}`,
  cbrt: (x) => `\\sqrt[3]{${x}}`,
  abs: (x) => `\\left|${x}\\right|`,
  exp: (x) => `e^{${x}}`,
  sign: (x) => `\\mathrm{sign}${round(x!)}`,
  max: (...all) => `\\max${round(all.join(", "))}`,
  min: (...all) => `\\min${round(all.join(", "))}`,
};

/** In brackets, which grow with what is high. */
const round = (text: string): string =>
  /\\frac|\\sqrt|\\begin|\\left/.test(text) ? `\\left(${text}\\right)` : `(${text})`;

/**
 * A formula of the rule language in LaTeX.
 * @param name how a name is written at this point
 * @throws SyntaxError for what is not in the rule language
 */
export function print(tree: Tree, name: (name: string) => string): string {
  const within = (node: Tree, least: number): string => {
    const { text, level } = of(node);
    return level < least ? round(text) : text;
  };

  /** Behind an operator, where a sign is in brackets. */
  const after = (node: Tree, least: number): string => {
    const text = within(node, least);
    return text.startsWith("-") ? round(text) : text;
  };

  const product = (one: string, other: string): string => {
    // Digits that meet would be one number, and words one word.
    if (/^[\d.]/.test(other)) return `${one} \\cdot ${other}`;
    return /\\mathrm\{[^{}]*\}\S*$/.test(one) || other.startsWith("\\mathrm") ? `${one}\\,${other}` : `${one} ${other}`;
  };
  const powered = (base: string, exponent: string, node: Tree): string => {
    const bare = node.type === "Identifier" && !base.includes("^");
    const bracketed = /^\(.*\)$/.test(base) || base.startsWith("\\left(");
    return `${bare || bracketed || node.type === "Literal" ? base : round(base)}^{${exponent}}`;
  };

  const binary = (operator: string, left: Tree, right: Tree): Printed => {
    if (operator === "*") {
      const one = within(left, PRODUCT);
      if (one === within(right, PRODUCT)) return { text: powered(one, "2", left), level: ATOM };
      return { text: product(one, after(right, PRODUCT)), level: PRODUCT };
    }
    if (operator === "/") return { text: `\\frac{${within(left, SUM)}}{${within(right, SUM)}}`, level: PRODUCT };
    if (operator === "**") {
      return { text: powered(within(left, ATOM), within(right, SUM), left), level: ATOM };
    }
    const [level, symbol] = infix[operator] ?? unknown(operator);
    return { text: `${within(left, level)} ${symbol} ${after(right, operator === "-" ? level + 1 : level)}`, level };
  };

  /** Choices in the else of a choice are its further cases. */
  const cases = (node: Tree): string[] => {
    const { test, consequent, alternate } = node;
    const rest =
      alternate!.type === "ConditionalExpression" ? cases(alternate!) : [`${of(alternate!).text} & \\text{otherwise}`];
    return [`${of(consequent!).text} & \\text{if } ${of(test!).text}`, ...rest];
  };

  const call = (node: Tree): Printed => {
    const { object, property } = node.callee!;
    const known = object?.name === "Math" ? functions[property?.name ?? ""] : undefined;
    if (!known) return unknown(property?.name ?? node.callee!.name ?? "a call");
    const args = node.arguments!.map((each) => of(each).text);
    return { text: known(...args), level: ATOM };
  };

  const of = (node: Tree): Printed => {
    switch (node.type) {
      case "ParenthesizedExpression":
        return of(node.expression!);
      case "Identifier":
        return { text: name(node.name!), level: ATOM };
      case "Literal":
        return { text: number(node), level: ATOM };
      case "CallExpression":
        return call(node);
      case "UnaryExpression": {
        if (node.operator === "!") return { text: `\\text{not }${within(node.argument!, ATOM)}`, level: COMPARED };
        if (node.operator !== "-") return unknown(node.operator!);
        return { text: `-${after(node.argument!, PRODUCT)}`, level: PRODUCT };
      }
      case "BinaryExpression":
      case "LogicalExpression":
        return binary(node.operator!, node.left!, node.right!);
      case "ConditionalExpression":
        return { text: `\\begin{cases} ${cases(node).join(" \\\\ ")} \\end{cases}`, level: CHOICE };
      default:
        return unknown(node.type);
    }
  };
  return of(tree).text;
}

/** `1e-8` is a power of ten. */
function number({ value }: Tree): string {
  const [, digits, exponent] = /^(.*?)(?:e\+?(.*))?$/.exec(String(value))!;
  if (exponent === undefined) return digits!;
  return digits === "1" ? `10^{${exponent}}` : `${digits} \\cdot 10^{${exponent}}`;
}

function unknown(what: string): never {
  throw new SyntaxError(`${what} has no form in LaTeX`);
}
