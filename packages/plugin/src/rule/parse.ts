import { memo } from "../memo.ts";
import type { Node, Rule } from "./ir.ts";
import type { Op } from "./op.ts";
import { operations as basic, type Operations } from "./operations.ts";
import { pointedAt, RuleError, tokenize } from "./tokens.ts";

/** Infix operators, from those that bind least to those that bind most. */
const levels = [",", "= += -= *= /= **= &&= ||=", "?", "||", "&&", "== === != !==", "< <= > >=", "+ -", "* /", "**"];
const assignment = 1;
const levelOf = new Map(levels.flatMap((level, i) => level.split(" ").map((symbol) => [symbol, i])));

/** The functions of `Math` of two arguments that are known here; those of one are the operations whose names they are. */
const ofTwo = ["min", "max", "pow"];
/** Of one, as far as everybody has them. */
const ofOne = ["sqrt", "abs", "sign"];

/** What a bundler for old browsers has made of `**`, here and so in rules: esbuild a function of its own. */
const power = /([\w$]+)\([^()]*\)\W*$/.exec(`${(a: number, b: number) => a ** b}`)?.[1];

/**
 * Parses a rule's source text, as `Function.prototype.toString` gives it, minified or not:
 * `({ …arrays }, { …scalars }, t) => record`, each statement a declaration, an assignment or `return { … }`.
 * What JavaScript would not have parsed is not looked for, nor what TypeScript would not have checked.
 * @param arrays names of the arrays' elements, the first parameter's properties
 * @param scalars names of the hyperparameters, the second parameter's properties
 * @param states names of the arrays that are state: where the scalar without a name is not 0, what is nearer to 0 becomes 0
 * @param owner whose rule it is, for messages
 * @param more functions of `Math`, of one argument, beside those that every rule may call
 * @throws RuleError where the text is not in the rule language
 */
export function parseRule(
  text: string,
  arrays: readonly string[],
  scalars: readonly string[],
  states: readonly string[] = [],
  owner = "",
  more: Operations = {},
): Rule {
  // esbuild writes `β` as `\u03b2`.
  const source = text.replace(/\\u[\da-f]{4}/gi, (escaped) => JSON.parse(`"${escaped}"`));
  const tokens = tokenize(source);
  // A name alone may be a hyperparameter's, which a minifier has called its function by.
  const texts = tokens.map(([, text], i) => (text === power && tokens[i + 1]?.[1] === "(" ? "Math.pow" : text!));
  const nodes: Node[] = [];
  const known = new Map<string, number>();
  /** The tokens of the powers, which may fail. */
  const places: number[] = [];
  const operations = { ...basic, ...more };
  const functions = [[...ofOne, ...Object.keys(more)], ofTwo];
  /**
   * The node that a name stands for at this point; of one that may have no value, `~` the token that declares it, or
   * that assigns it in a branch.
   */
  const scope = new Map<string, number>();
  /** The records, by what stands for them. */
  const outputs: Record<number, Record<string, number>> = {};
  /** The token that is to be read next. Tokens are known by their indices. */
  let next = 0;
  /** Greater than 0 where code may not run: what is assigned there has no value afterwards. */
  let branches = 0;

  const prefix = owner && `${owner}: `;
  const offset = (token: number) => tokens[token]!.index! + tokens[token]![0].length - texts[token]!.length;
  const fail = (what: string, token = next): never => {
    throw new RuleError(prefix + what, source, offset(token));
  };
  const sees = (text: string) => texts[next] === text;
  const accept = (text: string) => sees(text) && ++next > 0;
  const refuse = (wanted: string, token = next) => fail(`expected ${wanted}, not "${texts[token]}"`, token);
  const expect = (text: string) => accept(text) || refuse(`"${text}"`);
  /** A name, or what else is there: then it is not known, or not followed by what follows a name. */
  const takeName = () => texts[next++]!;
  /** What stands between commas, up to `close`. */
  const list = (close: string, item: () => void) => {
    while (!accept(close)) {
      item();
      if (!sees(close)) expect(",");
    }
  };
  /** `{ a, b: … }`: each name, before what may be a colon. */
  const fields = (item: (name: string, token: number) => void) => {
    expect("{");
    list("}", () => item(takeName(), next - 1));
  };

  const valued = (id: number) => (id < 0 ? fail(`"${texts[~id]}" may have no value`, ~id) : id);
  const node = (op: Op, args: readonly number[], value = 0, name = ""): number => {
    const perElement = op === "array" || args.some((arg) => nodes[valued(arg)]!.perElement);
    return memo(known, [op, args, name, value].join(), () => nodes.push({ op, args, value, name, perElement }) - 1);
  };
  const constant = (value: number) => node("constant", [], value);
  /** @param symbol infix; `===` is `==` here */
  const binary = (symbol: string, left: number, right: number, token: number): number => {
    const op = symbol.slice(0, 2) as Op;
    if (symbol === "&&") return node("?", [right, left, left]);
    if (symbol === "||") return node("?", [left, right, left]);
    const [base, exponent] = [nodes[valued(left)]!, nodes[valued(right)]!];
    if (op !== "**" || !(base.perElement || exponent.perElement)) {
      const id = node(op, [left, right]);
      places[id] ??= token;
      return id;
    }
    if (exponent.value === 0.5) return node("sqrt", [left]);
    if (![1, 2, 3, 4].includes(exponent.value)) fail("an element's power must be 0.5, 1, 2, 3 or 4", token);
    let product = left;
    for (let i = 1; i < exponent.value; i++) product = node("*", [product, left]);
    return product;
  };

  const variable = (token: number): number =>
    scope.get(texts[token]!) ?? fail(`"${texts[token]}" is not in the rule language`, token);
  const assign = (token: number, id: number): number => {
    variable(token);
    scope.set(texts[token]!, branches ? ~token : id);
    return id;
  };
  const call = (token: number): number => {
    const name = texts[token]!.slice(5);
    const args: number[] = [];
    expect("(");
    list(")", () => args.push(expression(assignment)));
    if (!functions[args.length - 1]?.includes(name))
      fail(`Math.${name} of ${args.length} is not in the rule language: ${functions.flat().join(", ")} are`, token);
    return name === "pow" ? binary("**", args[0]!, args[1]!, token) : node(name as Op, args);
  };
  /** What a rule returns. */
  const record = (): number => {
    const token = next;
    if (branches) fail("a branch may only be an expression");
    const found: Record<string, number> = {};
    fields((name, token) => {
      found[name] = valued(accept(":") ? expression(assignment) : variable(token));
    });
    outputs[~token] = found;
    return ~token;
  };
  const operand = (): number => {
    if (sees("{")) return record();
    const token = next++;
    const text = texts[token]!;
    if (text === "!") return node("?", [constant(0), constant(1), operand()]);
    if (text === "+") return operand();
    if (text === "-") return node("*", [constant(-1), operand()]);
    // Minifiers make `--x` of `x = x - 1`; `x--` they do not use.
    if (text === "--") return assign(next, binary("-", variable(next++), constant(1), token));
    if (text === "(") {
      const id = expression();
      expect(")");
      return id;
    }
    if (text.startsWith("Math.")) return call(token);
    const value = Number(text || NaN);
    return Number.isNaN(value) ? variable(token) : constant(value);
  };
  /** Operators of at least a level, by precedence climbing. */
  const expression = (least = 0): number => {
    const start = next;
    let left = operand();
    for (;;) {
      const token = next;
      const symbol = texts[token]!;
      const level = levelOf.get(symbol) ?? -1;
      if (level < least) return left;
      next++;
      const lazy = Number(/[?&|]/.test(symbol));
      branches += lazy;
      if (symbol === ",") left = expression(assignment);
      else if (level === assignment) {
        const right = expression(level);
        branches -= lazy;
        left = assign(start, symbol === "=" ? right : binary(symbol.slice(0, -1), left, right, token));
      } else {
        const right = expression(symbol === "?" ? assignment : symbol === "**" ? level : level + 1);
        if (symbol === "?") {
          expect(":");
          left = node("?", [right, expression(assignment), left]);
        } else left = binary(symbol, left, right, token);
        branches -= lazy;
      }
    }
  };
  const statement = () => {
    if (/^(const|let|var)$/.test(texts[next]!))
      do {
        scope.set(texts[++next]!, ~next); // after the keyword, and after commas
        expression(assignment);
      } while (sees(","));
    else expression();
  };

  scope.set("true", constant(1)).set("false", constant(0));
  const parameter = (op: "array" | "scalar", names: readonly string[]) => {
    if (/^[\w$]/.test(texts[next]!))
      refuse(`"{": write ({ ${arrays.join(", ")} }, { ${scalars.join(", ")} }, t) =>, the names that it uses`);
    if (!sees(")"))
      fields((name, token) => {
        if (!names.includes(name)) refuse(names.join(" or "), token);
        scope.set(accept(":") ? takeName() : name, node(op, [], 0, name));
      });
    accept(",");
  };
  next = texts.indexOf("(") + 1; // after `rule`, `function f`, …
  parameter("array", arrays);
  parameter("scalar", scalars);
  if (!accept(")")) {
    scope.set(takeName(), node("scalar", [], 0, "t"));
    accept(",");
    expect(")");
  }
  if (!accept("=>") || sees("{")) {
    expect("{");
    while (!accept("return")) if (!accept(";")) statement();
  }
  const found = outputs[expression()] ?? refuse("a record");
  const least = node("scalar", []);
  const swept: Record<string, number> = {};
  for (const name of states) {
    const value = found[name];
    if (value !== undefined) swept[name] = node("*", [value, node(">=", [node("abs", [value]), least])]);
  }
  return {
    nodes,
    operations,
    least,
    outputs: found,
    swept,
    variables: scope,
    fail(id, what) {
      throw new RangeError(pointedAt(prefix + what, source, offset(places[id]!)));
    },
  };
}
