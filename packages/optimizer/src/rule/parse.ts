import { builder, type Op, type Rule } from "./ir.ts";
import { isName, RuleError, tokenize } from "./tokens.ts";

/** Infix and postfix operators with their meanings, from those that bind least to those that bind most. */
const levels = [
  ", then",
  "= set += add -= sub *= mul /= div **= pow &&= and ||= or",
  "? select",
  "|| or",
  "&& and",
  "== eq === eq != ne !== ne",
  "< lt <= le > gt >= ge",
  "+ add - sub",
  "* mul / div",
  "** pow",
  "++ add -- sub",
];
const [assignment, postfix] = [1, levels.length - 1];
type Meaning = Op | "and" | "or" | "then" | "set";
const operators = new Map<string, readonly [level: number, meaning: Meaning]>(
  levels.flatMap((level, i) =>
    [...level.matchAll(/(\S+) (\S+)/g)].map(([, symbol, meaning]) => [symbol!, [i, meaning as Meaning]] as const),
  ),
);

/** The functions of `Math` that are known here, with the number of their arguments. */
const functions = new Map<string, number>(Object.entries({ sqrt: 1, abs: 1, sign: 1, min: 2, max: 2, pow: 2 }));

/** What a name stands for where it is declared, but has no value yet. */
const nothing = -1;

/**
 * Parses a rule's source text, as `Function.prototype.toString` gives it, minified or not:
 * `({ …arrays }, { …scalars }, t) => record`, each statement a declaration, an assignment or `return { … }`.
 * What JavaScript would not have parsed is not looked for.
 * @param arrays names of the arrays' elements, the first parameter's properties
 * @param scalars names of the hyperparameters, the second parameter's properties
 * @throws RuleError where the text is not in the rule language
 */
export function parseRule(text: string, arrays: readonly string[], scalars: readonly string[]): Rule {
  // esbuild writes `β` as `\u03b2`.
  const source = text.replace(/\\u([\da-f]{4})/gi, (_, hex) => String.fromCharCode(Number(`0x${hex}`)));
  const { texts, offsets } = tokenize(source);
  const { nodes, node } = builder();
  /** The node that a name stands for at this point. */
  const scope = new Map<string, number>();
  let outputs: Record<string, number> | undefined;
  /** The token that is to be read next. Tokens are known by their indices. */
  let next = 0;
  /** Greater than 0 where code may not run: there, an assignment would be conditional. */
  let branches = 0;

  const sees = (text: string) => texts[next] === text;
  const accept = (text: string) => sees(text) && ++next > 0;
  const fail = (what: string, token = next): never => {
    throw new RuleError(what, source, offsets[token]!);
  };
  const expect = (text: string) => accept(text) || fail(`expected "${text}", not "${texts[next]}"`);
  const nameOf = (token: number) =>
    isName(texts[token]!) ? texts[token]! : fail(`expected a name, not "${texts[token]}"`, token);
  const takeName = () => nameOf(next++);
  /** What stands between commas, up to `close`. */
  const list = (close: string, item: (index: number) => void) => {
    for (let i = 0; !accept(close); i++) {
      item(i);
      if (!sees(close)) expect(",");
    }
  };
  /** `{ a, b: … }`: each name, before what may be a colon. */
  const fields = (item: (name: string, token: number) => void) => {
    expect("{");
    list("}", () => item(takeName(), next - 1));
  };

  const at = (id: number) => nodes[id] ?? fail("a record can only be returned");
  const constant = (value: number, boolean = false) => node("constant", [], value, "", boolean);
  /** The number that a node gives: 1 and 0 for a condition, as in JavaScript. */
  const number = (id: number): number => (at(id).boolean ? node("select", [id, constant(1), constant(0)]) : id);
  /** The condition that a node gives: whether a scalar is neither 0 nor NaN. Hyperparameters never are NaN. */
  const condition = (id: number, token: number): number => {
    const { op, boolean, perElement, args } = at(id);
    const [test, whenTrue, whenFalse] = args;
    if (boolean) return id;
    if (op === "select" && id === number(test!)) return test!;
    if (op === "select") return select(test!, condition(whenTrue!, token), condition(whenFalse!, token));
    if (perElement) fail("a condition on an element must be a comparison", token);
    return args.length ? node("gt", [node("abs", [id]), constant(0)]) : node("ne", [id, constant(0)]);
  };
  /** A choice. Those between conditions all come down to `a && b`, a ? b : a, and `a || b`, a ? a : b. */
  const select = (test: number, whenTrue: number, whenFalse: number): number => {
    if (whenTrue === whenFalse) return whenTrue;
    if (!at(whenTrue).boolean || !at(whenFalse).boolean)
      return node("select", [test, number(whenTrue), number(whenFalse)]);
    if (whenTrue === test || whenFalse === test) return node("select", [test, whenTrue, whenFalse], 0, "", true);
    const opposite = node("not", [test]);
    const both = select(test, whenTrue, test);
    return select(both, both, select(opposite, whenFalse, opposite));
  };
  const binary = (op: Meaning, left: number, right: number, token: number): number => {
    if (op === "and") return select(condition(left, token), right, left);
    if (op === "or") return select(condition(left, token), left, right);
    const [a, b] = [at(left), at(right)];
    if ((op === "eq" || op === "ne") && a.boolean !== b.boolean) fail("a condition is never equal to a number", token);
    if (op !== "pow" || !(a.perElement || b.perElement)) return node(op as Op, [number(left), number(right)]);
    if (![1, 2, 3, 4].includes(b.value)) fail("an element's power must be 1, 2, 3 or 4", token);
    const base = number(left);
    let product = base;
    for (let i = 1; i < b.value; i++) product = node("mul", [product, base]);
    return product;
  };

  const variable = (token: number): number => {
    const name = nameOf(token);
    const id = scope.get(name);
    if (id === nothing && !sees("=")) fail(`"${name}" has no value yet`, token);
    if (id !== undefined) return id;
    const statement = /^(if|for|while|do|switch|try|throw|function|async|await|new)$/.test(name);
    const outside = sees("(") ? "is a function from outside the rule" : "is not known inside the rule";
    return fail(`"${name}" ${statement ? "is not in the rule language" : outside}`, token);
  };
  const assign = (token: number, id: number): number => {
    const name = nameOf(token);
    if (branches) fail("an assignment inside a branch", token);
    scope.set(name, id);
    const target = nodes[id];
    if (target?.args.length) target.label ??= name;
    return id;
  };
  /** `--x` or `x--`, which minifiers make of `x = x - 1`. */
  const step = (operator: number, name: number) =>
    assign(name, binary(texts[operator] === "--" ? "sub" : "add", variable(name), constant(1), name));

  const call = (): number => {
    expect(".");
    const token = next;
    const name = takeName();
    const arity = functions.get(name);
    if (!arity) fail(`Math.${name} is not in the rule language (there is ${[...functions.keys()].join(", ")})`, token);
    expect("(");
    const args: number[] = [];
    list(")", () => args.push(number(expression(assignment))));
    if (args.length !== arity) fail(`Math.${name} takes ${arity} here, not ${args.length}`, token);
    return name === "pow" ? binary("pow", args[0]!, args[1]!, token) : node(name as Op, args);
  };
  /** What a rule returns. */
  const record = (): number => {
    if (branches) fail("a record inside a branch");
    const found: Record<string, number> = {};
    fields((name, token) => {
      found[name] = number(accept(":") ? expression(assignment) : variable(token));
    });
    outputs = found;
    return nothing;
  };
  const operand = (): number => {
    if (sees("{")) return record();
    const token = next++;
    const text = texts[token]!;
    if (text === "!") return node("not", [condition(operand(), token)]);
    if (text === "+") return number(operand());
    if (text === "-") {
      const id = number(operand());
      const { op, value } = at(id);
      return op === "constant" ? constant(-value) : node("neg", [id]);
    }
    if (text === "--" || text === "++") return step(token, next++);
    if (text === "(") {
      const id = expression();
      expect(")");
      return id;
    }
    if (text === "Math") return call();
    if (text === "true" || text === "false") return constant(Number(text === "true"), true);
    if (isName(text)) return variable(token);
    const value = Number(text.replaceAll("_", "") || NaN);
    return Number.isNaN(value) ? fail(`unexpected "${text}"`, token) : constant(value);
  };
  /** Operators of at least a level, by precedence climbing. */
  const expression = (least = 0): number => {
    let left = operand();
    for (;;) {
      const token = next;
      const [level, meaning] = operators.get(texts[token]!) ?? ([-1, "then"] as const);
      if (level < least) return left;
      next++;
      if (level === postfix) step(token, token - 1);
      else if (meaning === "then") left = expression(level + 1);
      else if (level === assignment) {
        const right = expression(level);
        left = assign(token - 1, meaning === "set" ? right : binary(meaning, left, right, token));
      } else {
        const test = meaning === "select" && condition(left, token);
        const conditional = meaning === "select" || meaning === "or" || meaning === "and";
        if (conditional) branches++;
        const right = expression(meaning === "select" ? assignment : meaning === "pow" ? level : level + 1);
        if (meaning === "select") {
          expect(":");
          left = select(test as number, right, expression(assignment));
        } else left = binary(meaning, left, right, token);
        if (conditional) branches--;
      }
    }
  };
  const statement = () => {
    if (/^(const|let|var)$/.test(texts[next]!))
      do {
        next++; // the keyword, then the commas
        scope.set(takeName(), nothing);
        if (sees("=")) {
          next--;
          expression(assignment);
        }
      } while (sees(","));
    else expression();
  };

  next = texts.indexOf("("); // after `rule`, `function f`, …
  expect("(");
  list(")", (index) => {
    const known = [arrays, scalars][index];
    if (index === 2) scope.set(takeName(), node("scalar", [], 0, "t"));
    else if (!known || !sees("{")) fail("a rule takes ({ w, g, … }, { lr, … }, t)");
    else
      fields((name, token) => {
        if (!known.includes(name)) fail(`"${name}" is not known (there is ${known.join(", ")})`, token);
        scope.set(accept(":") ? takeName() : name, node(index ? "scalar" : "array", [], 0, name));
      });
  });
  if (accept("=>") && !sees("{")) expression();
  else {
    expect("{");
    while (!accept("return")) {
      if (sees("}")) fail("the rule returns nothing");
      if (!accept(";")) statement();
    }
    expression();
  }
  return outputs ? { nodes, outputs } : fail("the rule returns nothing");
}
