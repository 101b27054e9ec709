import { type Binary, Builder, type Op, type Rule } from "./ir.ts";
import { RuleError, type Token, tokenize } from "./tokens.ts";

/** What a name stands for: a node, or one of the records that the rule takes. */
type Binding = { node: number } | { record: Readonly<Record<string, number>> };

const unassigned: Binding = { node: -1 };

const operators: Record<string, [precedence: number, op: Binary]> = {
  "||": [1, "or"],
  "&&": [2, "and"],
  "===": [3, "eq"],
  "==": [3, "eq"],
  "!==": [3, "ne"],
  "!=": [3, "ne"],
  "<": [4, "lt"],
  "<=": [4, "le"],
  ">": [4, "gt"],
  ">=": [4, "ge"],
  "+": [5, "add"],
  "-": [5, "sub"],
  "*": [6, "mul"],
  "/": [6, "div"],
};
const assignments: Record<string, Op> = { "+=": "add", "-=": "sub", "*=": "mul", "/=": "div", "**=": "pow" };
const functions: Record<string, [op: Op, arity: number]> = {
  sqrt: ["sqrt", 1],
  abs: ["abs", 1],
  sign: ["sign", 1],
  min: ["min", 2],
  max: ["max", 2],
  pow: ["pow", 2],
};

/**
 * Parses a rule's source text, as `Function.prototype.toString` gives it, minified or not:
 * `(arrays, scalars, t) => record`, each statement a declaration, an assignment or `return { … }`.
 * @param arrays names of the arrays' elements, the first parameter's properties
 * @param scalars names of the hyperparameters, the second parameter's properties
 * @throws RuleError where the text is not in the rule language
 */
export function parseRule(source: string, arrays: readonly string[], scalars: readonly string[]): Rule {
  const builder = new Builder();
  const record = (op: "array" | "scalar", names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, builder.leaf(op, 0, name)]));
  const records = [record("array", arrays), record("scalar", scalars)];
  return new Parser(source, builder, records).rule();
}

class Parser {
  readonly #tokens: Token[];
  readonly #scope = new Map<string, Binding>();
  #next = 0;
  /** Greater than 0 where code may not run: there, an assignment would be conditional. */
  #branches = 0;

  constructor(
    readonly source: string,
    readonly builder: Builder,
    readonly records: readonly Record<string, number>[],
  ) {
    this.#tokens = tokenize(source);
  }

  rule(): Rule {
    // `function f(`, `rule(`, `"rule"(`, `async (` …: all that precedes the parameters is a name, but for a lone arrow parameter.
    if (this.#peek(1).text === "=>") this.#parameter(0);
    else {
      while (this.#peek().text !== "(") this.#take();
      this.#expect("(");
      for (let i = 0; !this.#accept(")"); i++) {
        this.#parameter(i);
        if (this.#peek().text !== ")") this.#expect(",");
      }
    }
    const arrow = this.#accept("=>");
    if (!arrow || this.#peek().text === "{") return this.#body();
    return { nodes: this.builder.nodes, outputs: this.#result() };
  }

  #parameter(index: number) {
    if (index > 2) this.#fail("a rule takes (arrays, hyperparameters, t)");
    if (index === 2) this.#scope.set(this.#name(), { node: this.builder.leaf("scalar", 0, "t") });
    else if (this.#peek().text === "{") this.#destructure(this.records[index]!);
    else this.#scope.set(this.#name(), { record: this.records[index]! });
  }

  #destructure(record: Record<string, number>) {
    this.#expect("{");
    while (!this.#accept("}")) {
      const token = this.#peek();
      const node = this.#property(record);
      this.#scope.set(this.#accept(":") ? this.#name() : token.text, { node });
      if (this.#peek().text !== "}") this.#expect(",");
    }
  }

  #property(record: Record<string, number>): number {
    const token = this.#peek();
    const name = this.#name();
    if (!Object.hasOwn(record, name))
      this.#fail(`"${name}" is not known (there is ${Object.keys(record).join(", ")})`, token);
    return record[name]!;
  }

  #body(): Rule {
    this.#expect("{");
    while (this.#peek().text !== "}") {
      if (this.#accept(";")) continue;
      if (this.#accept("return")) {
        const outputs = this.#result();
        this.#accept(";");
        this.#expect("}");
        return { nodes: this.builder.nodes, outputs };
      }
      if (["const", "let", "var"].includes(this.#peek().text)) this.#declaration();
      else this.#sequence();
      if (this.#peek().text !== "}") this.#accept(";");
    }
    return this.#fail("the rule returns nothing");
  }

  #declaration() {
    this.#take();
    do {
      if (this.#peek().text === "{") {
        const open = this.#next; // the pattern is read after the record that it takes apart
        while (this.#take().text !== "}");
        this.#expect("=");
        const binding = this.#scope.get(this.#peek().text);
        if (!binding || !("record" in binding)) return this.#fail("only the rule's own parameters can be taken apart");
        const after = this.#next + 1;
        this.#next = open;
        this.#destructure(binding.record);
        this.#next = after;
        continue;
      }
      const name = this.#name();
      if (this.#accept("=")) this.#assign(name, this.#expression());
      else this.#scope.set(name, unassigned);
    } while (this.#accept(","));
  }

  #assign(name: string, node: number): number {
    this.#scope.set(name, { node });
    const target = this.builder.nodes[node]!;
    if (target.args.length) target.label ??= name;
    return node;
  }

  /** `return`'s value: an object literal, which a minifier may have put after the last assignments. */
  #result(): Record<string, number> {
    const parenthesised = this.#accept("(");
    while (this.#peek().text !== "{") {
      this.#expression();
      this.#expect(",");
    }
    this.#expect("{");
    const outputs: Record<string, number> = {};
    while (!this.#accept("}")) {
      const token = this.#peek();
      const name = this.#name();
      outputs[name] = this.#number(this.#accept(":") ? this.#expression() : this.#variable(name, token));
      if (this.#peek().text !== "}") this.#expect(",");
    }
    if (parenthesised) this.#expect(")");
    return outputs;
  }

  #sequence(): number {
    let node = this.#expression();
    while (this.#accept(",")) node = this.#expression();
    return node;
  }

  /** An assignment or a conditional expression. */
  #expression(): number {
    const token = this.#peek();
    const operator = this.#peek(1).text;
    if (token.kind === "name" && (operator === "=" || Object.hasOwn(assignments, operator))) {
      if (this.#branches) this.#fail("an assignment inside a branch", token);
      if (!this.#scope.has(token.text)) this.#variable(token.text, token);
      this.#next += 2;
      const before = operator === "=" ? 0 : this.#number(this.#variable(token.text, token));
      const value = this.#expression();
      return this.#assign(
        token.text,
        operator === "=" ? value : this.#binary(assignments[operator] as Binary, before, value, token),
      );
    }
    const condition = this.#operation(0);
    if (!this.#accept("?")) return condition;
    const test = this.#condition(condition, token);
    this.#branches++;
    const whenTrue = this.#expression();
    this.#expect(":");
    const whenFalse = this.#expression();
    this.#branches--;
    return this.#select(test, whenTrue, whenFalse);
  }

  #select(test: number, whenTrue: number, whenFalse: number): number {
    const { builder } = this;
    if (whenTrue === whenFalse) return whenTrue;
    if (builder.nodes[whenTrue]!.boolean && builder.nodes[whenFalse]!.boolean) {
      const otherwise = builder.node("and", builder.node("not", test), whenFalse);
      return builder.node("or", builder.node("and", test, whenTrue), otherwise);
    }
    return builder.node("select", test, this.#number(whenTrue), this.#number(whenFalse));
  }

  /** Binary operators by precedence climbing. */
  #operation(least: number): number {
    let left = this.#power();
    for (;;) {
      const token = this.#peek();
      const [precedence, op] = (Object.hasOwn(operators, token.text) && operators[token.text]) || [-1, "add" as const];
      if (token.kind !== "symbol" || precedence <= least) return left;
      this.#take();
      const logical = op === "and" || op === "or";
      if (logical) this.#branches++;
      const right = this.#operation(precedence);
      if (logical) this.#branches--;
      left = this.#binary(op, left, right, token);
    }
  }

  #binary(op: Binary, left: number, right: number, token: Token): number {
    const { builder } = this;
    if (op === "and" || op === "or")
      return builder.node(op, this.#condition(left, token), this.#condition(right, token));
    const [a, b] = [this.#number(left), this.#number(right)];
    if (op !== "pow" || !(builder.nodes[a]!.perElement || builder.nodes[b]!.perElement)) return builder.node(op, a, b);
    const exponent = builder.nodes[b]!;
    if (exponent.op !== "constant" || ![1, 2, 3, 4].includes(exponent.value))
      this.#fail("an element's power must be 1, 2, 3 or 4", token);
    let product = a;
    for (let i = 1; i < exponent.value; i++) product = builder.node("mul", product, a);
    return product;
  }

  #power(): number {
    const token = this.#peek();
    const base = this.#unary();
    if (!this.#accept("**")) return base;
    return this.#binary("pow", base, this.#power(), token);
  }

  #unary(): number {
    const token = this.#peek();
    if (this.#accept("-")) {
      const operand = this.#number(this.#unary());
      const { op, value } = this.builder.nodes[operand]!;
      return op === "constant" ? this.builder.leaf("constant", -value) : this.builder.node("neg", operand);
    }
    if (this.#accept("+")) return this.#number(this.#unary());
    if (this.#accept("!")) return this.builder.node("not", this.#condition(this.#unary(), token));
    return this.#primary();
  }

  #primary(): number {
    const token = this.#take();
    if (token.kind === "number") return this.builder.leaf("constant", Number(token.text.replaceAll("_", "")));
    if (token.text === "(") {
      const node = this.#sequence();
      this.#expect(")");
      return node;
    }
    if (token.kind !== "name") return this.#fail(`unexpected "${token.text}"`, token);
    if (token.text === "true" || token.text === "false")
      return this.builder.leaf("constant", +(token.text === "true"), "", true);
    if (token.text === "Math" && !this.#scope.has("Math")) return this.#call();
    const binding = this.#scope.get(token.text);
    if (binding && "record" in binding) {
      this.#expect(".");
      return this.#property(binding.record);
    }
    return this.#variable(token.text, token);
  }

  #call(): number {
    this.#expect(".");
    const token = this.#peek();
    const [op, arity] = (Object.hasOwn(functions, token.text) && functions[token.text]) || ["abs" as Op, -1];
    if (arity < 0)
      this.#fail(
        `Math.${token.text} is not in the rule language (there is ${Object.keys(functions).join(", ")})`,
        token,
      );
    this.#take();
    this.#expect("(");
    const args: number[] = [];
    while (!this.#accept(")")) {
      args.push(this.#number(this.#expression()));
      if (this.#peek().text !== ")") this.#expect(",");
    }
    if (args.length !== arity) this.#fail(`Math.${token.text} takes ${arity} here, not ${args.length}`, token);
    return op === "pow" ? this.#binary("pow", args[0]!, args[1]!, token) : this.builder.node(op, ...args);
  }

  #variable(name: string, token: Token): number {
    const binding = this.#scope.get(name);
    if (binding === unassigned) this.#fail(`"${name}" has no value yet`, token);
    if (binding && "node" in binding) return binding.node;
    const call = this.#peek().text === "(";
    const word = ["if", "for", "while", "do", "switch", "try", "throw", "function", "async", "await", "new"].includes(
      name,
    );
    return this.#fail(
      word
        ? `"${name}" is not in the rule language`
        : `"${name}" ${call ? "is a function from outside the rule" : "is not known inside the rule"}`,
      token,
    );
  }

  /** A boolean where a number is meant counts as 1 or 0, as in JavaScript. */
  #number(node: number): number {
    if (!this.builder.nodes[node]!.boolean) return node;
    return this.builder.node("select", node, this.builder.leaf("constant", 1), this.builder.leaf("constant", 0));
  }

  /** A scalar where a condition is meant is true unless it is 0, as in JavaScript (hyperparameters are never NaN). */
  #condition(node: number, token: Token): number {
    const { boolean, perElement } = this.builder.nodes[node]!;
    if (boolean) return node;
    if (perElement) this.#fail("a condition on an element must be a comparison", token);
    return this.builder.node("ne", node, this.builder.leaf("constant", 0));
  }

  #name(): string {
    const token = this.#take();
    return token.kind === "name" ? token.text : this.#fail(`expected a name, not "${token.text}"`, token);
  }

  #peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#next + ahead, this.#tokens.length - 1)]!;
  }

  #take(): Token {
    const token = this.#peek();
    if (token.kind === "end") this.#fail("the rule ends too early", token);
    this.#next++;
    return token;
  }

  #accept(text: string): boolean {
    const found = this.#peek().text === text;
    if (found) this.#next++;
    return found;
  }

  #expect(text: string) {
    if (!this.#accept(text)) this.#fail(`expected "${text}", not "${this.#peek().text}"`);
  }

  #fail(what: string, token = this.#peek()): never {
    throw new RuleError(what, this.source, token.at);
  }
}
