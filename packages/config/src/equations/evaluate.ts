/** Numbers by the symbols that stand for them, as `w_{t-1}`. */
export type Values = Map<string, number>;

const compare: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  "=": (a, b) => a === b,
  "\\ne": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "\\le": (a, b) => a <= b,
  ">": (a, b) => a > b,
  "\\ge": (a, b) => a >= b,
};

/**
 * The value of a formula that `print` wrote, read as mathematics has it: for tests of what readers will understand.
 * @throws SyntaxError at what is no such formula
 */
export function evaluate(latex: string, values: Values): number {
  const known = [...values.keys()].sort((a, b) => b.length - a.length);
  let at = 0;

  const space = /(?:\s|\\,)*/y;
  const skip = () => {
    space.lastIndex = at;
    at += space.exec(latex)![0].length;
  };
  const sees = (text: string) => {
    skip();
    // A command ends where its letters do: `\le` is not the beginning of `\left`.
    return latex.startsWith(text, at) && !(/^\\[a-z]+$/.test(text) && /[a-z]/.test(latex[at + text.length] ?? ""));
  };
  const accept = (text: string) => {
    const found = sees(text);
    if (found) at += text.length;
    return found;
  };
  const expect = (text: string) => {
    if (!accept(text)) throw new SyntaxError(`expected ${text} at ${latex.slice(at)}`);
  };
  const enclosed = <T>(open: string, inside: () => T, close: string): T => {
    expect(open);
    const value = inside();
    expect(close);
    return value;
  };
  const braced = () => enclosed("{", sum, "}");
  const bracketed = <T>(inside: () => T): T =>
    sees("\\left(") ? enclosed("\\left(", inside, "\\right)") : enclosed("(", inside, ")");
  const list = () => {
    const all = [sum()];
    while (accept(",")) all.push(sum());
    return all;
  };

  const cases = (): number => {
    let found: number | undefined;
    do {
      const value = sum();
      expect("&");
      const taken = accept("\\text{otherwise}") || (accept("\\text{if }") && Boolean(either()));
      if (taken) found ??= value;
    } while (accept("\\\\"));
    expect("\\end{cases}");
    return found!;
  };

  const atom = (): number | undefined => {
    skip();
    const digits = /^\d+(?:\.\d+)?/.exec(latex.slice(at))?.[0];
    if (digits) at += digits.length;
    if (digits) return Number(digits);
    if (accept("\\begin{cases}")) return cases();
    if (accept("\\frac")) return braced() / braced();
    if (accept("\\sqrt[3]")) return Math.cbrt(braced());
    if (accept("\\sqrt")) return Math.sqrt(braced());
    if (accept("\\max")) return Math.max(...bracketed(list));
    if (accept("\\min")) return Math.min(...bracketed(list));
    if (accept("\\mathrm{sign}")) return Math.sign(bracketed(sum));
    if (accept("e^")) return Math.exp(braced());
    if (sees("\\left|")) return Math.abs(enclosed("\\left|", sum, "\\right|"));
    if (sees("(") || sees("\\left(")) return bracketed(either);
    const symbol = known.find((each) => latex.startsWith(each, at));
    if (symbol) at += symbol.length;
    return symbol === undefined ? undefined : values.get(symbol)!;
  };
  const factor = (): number | undefined => {
    const base = atom();
    return base !== undefined && accept("^") ? base ** braced() : base;
  };
  const product = (): number => {
    if (accept("-")) return -product();
    let value = factor();
    if (value === undefined) throw new SyntaxError(`no value at ${latex.slice(at)}`);
    for (;;) {
      accept("\\cdot");
      const next = factor();
      if (next === undefined) return value;
      value *= next;
    }
  };
  function sum(): number {
    let value = product();
    for (;;)
      if (accept("+")) value += product();
      else if (accept("-")) value -= product();
      else return value;
  }
  const compared = (): number => {
    if (accept("\\text{not }")) return Number(!compared());
    const left = sum();
    const symbol = Object.keys(compare).find((each) => accept(each));
    return symbol === undefined ? left : Number(compare[symbol]!(left, sum()));
  };
  const both = (): number => {
    let value = compared();
    while (accept("\\text{ and }")) value = compared() && value;
    return value;
  };
  function either(): number {
    let value = both();
    while (accept("\\text{ or }")) value = both() || value;
    return value;
  }

  const value = either();
  skip();
  if (at < latex.length) throw new SyntaxError(`not read: ${latex.slice(at)}`);
  return value;
}
