/** A rule's source text that is not in the rule language; the message shows the place. */
export class RuleError extends SyntaxError {
  override readonly name = "RuleError";

  constructor(what: string, source: string, offset: number) {
    const lines = source.slice(0, offset).split("\n");
    const column = lines.at(-1)!.length;
    const before = lines.at(-1)!.slice(-60); // a minified rule is one long line
    const [after] = source.slice(offset, offset + 40).split("\n");
    super(
      `${what}, at line ${lines.length}, column ${column + 1} of the rule:\n` +
        `  ${before}${after}\n  ${" ".repeat(before.length)}^`,
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
  /(?:\s|\/\/.*|\/\*[\s\S]*?\*\/)*(\.?\d(?:[eE][-+]|[\w.])*|[\p{ID_Start}$_][\p{ID_Continue}$]*|=>|\+\+|--|(?:\*\*|&&|\|\||[=!]=|[-+*/<>=!])=?|[?:;,.(){}[\]]|$)/uy;

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
