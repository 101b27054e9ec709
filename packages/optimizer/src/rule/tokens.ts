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

/** A rule's text in tokens, the last of which is empty, and where each of them begins. */
export interface Tokens {
  readonly texts: readonly string[];
  readonly offsets: readonly number[];
}

/** Space and comments, then a number, a name, a symbol, or the end. A sign after `1e` belongs to the number. */
const lexeme =
  /(?:\s|\/\/.*|\/\*[\s\S]*?\*\/)*(\.?\d(?:[eE][-+]|[\w.])*|[\p{ID_Start}$_][\p{ID_Continue}$]*|(?:\*\*|&&|\|\||[=!]=|[-+*/<>=!])=|\*\*|&&|\|\||\+\+|--|=>|[-+*/<>=!?:;,.(){}[\]]|$)/uy;

export const isName = (text: string): boolean => /^[\p{ID_Start}$_]/u.test(text);

export function tokenize(source: string): Tokens {
  const texts: string[] = [];
  const offsets: number[] = [];
  lexeme.lastIndex = 0;
  for (let from = 0; texts.at(-1) !== ""; from = lexeme.lastIndex) {
    const text = lexeme.exec(source)?.[1];
    if (text === undefined) throw new RuleError(`unexpected "${source.slice(from).trimStart()[0]}"`, source, from);
    texts.push(text);
    offsets.push(lexeme.lastIndex - text.length);
  }
  return { texts, offsets };
}
