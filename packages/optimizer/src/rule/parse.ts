import { type Binary, builder, type Op, type Rule } from "./ir.ts";
import { RuleError, type Token, tokenize } from "./tokens.ts";

/** Binary operators, from those that bind least to those that bind most, with their meanings. */
const levels = ["|| or", "&& and", "== eq === eq != ne !== ne", "< lt <= le > gt >= ge", "+ add - sub", "* mul / div"];
const operators = new Map<string, readonly [level: number, op: Binary]>(
  levels.flatMap((level, i) =>
    [...level.matchAll(/(\S+) (\S+)/g)].map(([, symbol, op]) => [symbol!, [i, op as Binary]] as const),
  ),
);

/** The functions of `Math` that are known here, with the number of their arguments. */
const functions = new Map<string, number>(Object.entries({ sqrt: 1, abs: 1, sign: 1, min: 2, max: 2, pow: 2 }));

/**
 * Parses a rule's source text, as `Function.prototype.toString` gives it, minified or not:
 * `({ …arrays }, { …scalars }, t) => record`, each statement a declaration, an assignment or `return { … }`.
 * @param arrays names of the arrays' elements, the first parameter's properties
 * @param scalars names of the hyperparameters, the second parameter's properties
 * @throws RuleError where the text is not in the rule language
 */
export function parseRule(text: string, arrays: readonly string[], scalars: readonly string[]): Rule {
  // esbuild writes `β` as `\u03b2`.
  const source = text.replace(/\\u([\da-f]{4})/gi, (_, hex) => String.fromCharCode(Number(`0x${hex}`)));
  const tokens = tokenize(source);
  const { nodes, leaf, node } = builder();
  /** The node that a name stands for at this point; undefined where it is declared, but has no value yet. */
  const scope = new Map<string, number | undefined>();
  /** What to make of `&&` and `||` whose value is a number where they are used as a condition after all. */
  const conditions = new Map<number, (token: Token) => number>();
  let next = 0;
  /** Greater than 0 where code may not run: there, an assignment would be conditional. */
  let branches = 0;

  const peek = (ahead = 0): Token => tokens[Math.min(next + ahead, tokens.length - 1)]!;
  const sees = (text: string) => peek().text === text;
  const accept = (text: string) => sees(text) && ++next > 0;
  const fail = (what: string, { at }: Token = peek()): never => {
    throw new RuleError(what, source, at);
  };
  const expect = (text: string) => accept(text) || fail(`expected "${text}", not "${peek().text}"`);
  const take = (kind: Token["kind"]) =>
    peek().kind === kind ? tokens[next++]!.text : fail(`expected a ${kind}, not "${peek().text}"`);
  /** What stands between commas, up to `close`. */
  const list = (close: string, item: (index: number) => void) => {
    for (let i = 0; !accept(close); i++) {
      item(i);
      if (!sees(close)) expect(",");
    }
  };

  /** The number that a node gives: 1 and 0 for a condition, as in JavaScript. */
  const number = (id: number): number => {
    return nodes[id]!.boolean ? node("select", id, leaf("constant", 1), leaf("constant", 0)) : id;
  };
  /** The condition that a node gives: whether a scalar is neither 0 nor NaN. Hyperparameters never are NaN. */
  const condition = (id: number, token: Token): number => {
    const { boolean, perElement, args } = nodes[id]!;
    if (boolean) return id;
    const known = conditions.get(id);
    if (known) return known(token);
    if (perElement) fail("a condition on an element must be a comparison", token);
    const nonzero = node("ne", id, leaf("constant", 0));
    return args.length ? node("and", nonzero, node("eq", id, id)) : nonzero;
  };
  const binary = (op: Op, left: number, right: number, token: Token): number => {
    const booleans = [left, right].filter((id) => nodes[id]!.boolean).length;
    if (op === "and" || op === "or") {
      const both = (at: Token) => node(op, condition(left, at), condition(right, at));
      if (booleans === 2) return both(token);
      if (left === right) return left;
      const test = condition(left, token);
      const id = op === "and" ? select(test, right, left) : select(test, left, right);
      conditions.set(id, both);
      return id;
    }
    if ((op === "eq" || op === "ne") && booleans === 1) fail("a condition is never equal to a number", token);
    const [a, b] = [number(left), number(right)];
    if (op !== "pow" || !(nodes[a]!.perElement || nodes[b]!.perElement)) return node(op, a, b);
    const { value } = nodes[b]!;
    if (![1, 2, 3, 4].includes(value)) fail("an element's power must be 1, 2, 3 or 4", token);
    let product = a;
    for (let i = 1; i < value; i++) product = node("mul", product, a);
    return product;
  };

  const select = (test: number, whenTrue: number, whenFalse: number): number => {
    if (whenTrue === whenFalse) return whenTrue;
    if (!nodes[whenTrue]!.boolean || !nodes[whenFalse]!.boolean)
      return node("select", test, number(whenTrue), number(whenFalse));
    return node("or", node("and", test, whenTrue), node("and", node("not", test), whenFalse));
  };

  const variable = (token: Token): number => {
    const { text } = token;
    const id = scope.get(text);
    if (id !== undefined) return id;
    if (scope.has(text)) fail(`"${text}" has no value yet`, token);
    const statement = /^(if|for|while|do|switch|try|throw|function|async|await|new)$/.test(text);
    const outside = sees("(") ? "is a function from outside the rule" : "is not known inside the rule";
    return fail(`"${text}" ${statement ? "is not in the rule language" : outside}`, token);
  };
  const assign = (name: Token, id: number): number => {
    if (branches) fail("an assignment inside a branch", name);
    scope.set(name.text, id);
    const target = nodes[id]!;
    if (target.args.length) target.label ??= name.text;
    return id;
  };
  /** `--x` or `x--`, which minifiers make of `x = x - 1`; the variable's new value. */
  const step = (sign: string, name: Token): number =>
    assign(name, binary(sign === "--" ? "sub" : "add", variable(name), leaf("constant", 1), name));
  const acceptStep = () => /^(--|\+\+)$/.exec(peek().text) && tokens[next++]!.text;

  const primary = (): number => {
    const token = peek();
    next++;
    const { kind, text } = token;
    if (kind === "number") return leaf("constant", Number(text.replaceAll("_", "")));
    if (text === "(") {
      const id = sequence();
      expect(")");
      return id;
    }
    if (kind !== "name") fail(`unexpected "${text}"`, token);
    if (text === "true" || text === "false") return leaf("constant", +(text === "true"), "", true);
    if (text === "Math") return call();
    const id = variable(token);
    const sign = acceptStep();
    if (sign) step(sign, token);
    return id;
  };
  const call = (): number => {
    expect(".");
    const token = peek();
    const name = take("name");
    const arity = functions.get(name);
    if (!arity) fail(`Math.${name} is not in the rule language (there is ${[...functions.keys()].join(", ")})`, token);
    expect("(");
    const args: number[] = [];
    list(")", () => args.push(number(expression())));
    if (args.length !== arity) fail(`Math.${name} takes ${arity} here, not ${args.length}`, token);
    return name === "pow" ? binary("pow", args[0]!, args[1]!, token) : node(name as Op, ...args);
  };
  const unary = (): number => {
    const sign = acceptStep();
    const token = peek();
    if (sign) {
      take("name");
      return step(sign, token);
    }
    if (accept("!")) return node("not", condition(unary(), token));
    if (accept("+")) return number(unary());
    if (!accept("-")) return primary();
    const id = number(unary());
    const { op, value } = nodes[id]!;
    return op === "constant" ? leaf("constant", -value) : node("neg", id);
  };
  const power = (): number => {
    const token = peek();
    const base = unary();
    return accept("**") ? binary("pow", base, power(), token) : base;
  };
  /** Operators of at least a level, by precedence climbing. */
  const operation = (least: number): number => {
    let left = power();
    for (;;) {
      const token = peek();
      const [level, op] = operators.get(token.text) ?? [-1, "add"];
      if (level < least) return left;
      next++;
      const logical = level < 2 ? 1 : 0;
      branches += logical;
      const right = operation(level + 1);
      branches -= logical;
      left = binary(op, left, right, token);
    }
  };
  const conditional = (): number => {
    const token = peek();
    const first = operation(0);
    if (!accept("?")) return first;
    const test = condition(first, token);
    branches++;
    const whenTrue = expression();
    expect(":");
    const whenFalse = expression();
    branches--;
    return select(test, whenTrue, whenFalse);
  };
  const expression = (): number => {
    const token = peek();
    const [symbol] = /^.*(?==$)/.exec(peek(1).text) ?? [];
    const op = symbol === "**" ? "pow" : operators.get(symbol!)?.[1];
    if (token.kind !== "name" || (symbol !== "" && !op) || operators.has(peek(1).text)) return conditional();
    if (!scope.has(token.text)) variable(token);
    next += 2;
    const before = op && variable(token);
    const value = expression();
    return assign(token, op ? binary(op, before!, value, token) : value);
  };
  const sequence = (): number => {
    let id = expression();
    while (accept(",")) id = expression();
    return id;
  };

  /** `{ w, g: gradient }`, names for the leaves of one kind. */
  const takeApart = (op: "array" | "scalar", names: readonly string[]) => {
    expect("{");
    list("}", () => {
      const token = peek();
      const name = take("name");
      if (!names.includes(name)) fail(`"${name}" is not known (there is ${names.join(", ")})`, token);
      scope.set(accept(":") ? take("name") : name, leaf(op, 0, name));
    });
  };
  /** `return`'s value: an object literal, which a minifier may have put after the last assignments. */
  const result = (): Rule => {
    const parenthesised = accept("(");
    while (!sees("{")) {
      expression();
      expect(",");
    }
    next++;
    const outputs: Record<string, number> = {};
    list("}", () => {
      const token = peek();
      const name = take("name");
      outputs[name] = number(accept(":") ? expression() : variable(token));
    });
    if (parenthesised) expect(")");
    return { nodes, outputs };
  };
  const statement = () => {
    if (/^(const|let|var)$/.test(peek().text)) {
      do {
        next++; // the keyword, then the commas
        const name = peek();
        take("name");
        if (accept("=")) assign(name, expression());
        else scope.set(name.text, undefined);
      } while (sees(","));
    } else sequence();
    if (!sees("}")) accept(";");
  };

  while (!sees("(") && !sees("end")) next++; // `rule`, `function f`, …
  expect("(");
  list(")", (index) => {
    if (index > 2 || (index < 2 && !sees("{"))) fail("a rule takes ({ …arrays }, { …hyperparameters }, t)");
    if (index === 2) scope.set(take("name"), leaf("scalar", 0, "t"));
    else if (index === 0) takeApart("array", arrays);
    else takeApart("scalar", scalars);
  });
  if (accept("=>") && !sees("{")) return result();
  expect("{");
  while (!accept("return")) {
    if (sees("}")) fail("the rule returns nothing");
    if (!accept(";")) statement();
  }
  return result();
}
