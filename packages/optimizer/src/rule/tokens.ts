/** A rule's source text that is not in the rule language; the message shows the place. */
export class RuleError extends SyntaxError {
  override readonly name = "RuleError";

  constructor(what: string, source: string, offset: number) {
    const before = source.slice(0, offset).split("\n");
    const column = before[before.length - 1]!.length;
    const line = source.split("\n")[before.length - 1]!;
    const from = Math.max(0, column - 60); // a minified rule is one long line
    super(
      `${what}, at line ${before.length}, column ${column + 1} of the rule:\n` +
        `  ${line.slice(from, from + 100)}\n  ${" ".repeat(column - from)}^`,
    );
  }
}

export interface Token {
  readonly kind: "name" | "number" | "symbol" | "end";
  readonly text: string;
  readonly at: number;
}

const blank = /(?:\s|\/\/.*|\/\*[\s\S]*?\*\/)*/y;
const lexeme =
  /([\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*)|(0[xX][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)|(\*\*=|&&=|\|\|=|===|!==|=>|\*\*|\+\+|--|[+\-*/<>=!]=|&&|\|\||[-+*/<>=!?:;,.(){}[\]])/uy;

/** Splits source text into tokens, ending with one of kind `end`. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; ; ) {
    blank.lastIndex = at;
    blank.test(source);
    at = blank.lastIndex;
    if (at >= source.length) return [...tokens, { kind: "end", text: "end", at }];
    lexeme.lastIndex = at;
    const match = lexeme.exec(source);
    if (!match) throw new RuleError(`unexpected "${source[at]}"`, source, at);
    tokens.push({ kind: match[1] ? "name" : match[2] ? "number" : "symbol", text: match[0], at });
    at = lexeme.lastIndex;
  }
}
