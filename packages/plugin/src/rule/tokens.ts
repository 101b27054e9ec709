/** A rule's source text that is not in the rule language; the message shows the place. */
export class RuleError extends SyntaxError {
  override readonly name = "RuleError";

  constructor(what: string, source: string, offset: number) {
    super(pointedAt(what, source, offset));
  }
}

/** What is wrong, and the place. */
export function pointedAt(what: string, source: string, offset: number): string {
  const [[before], [after]] = [/.{0,60}$/.exec(source.slice(0, offset))!, /.{0,40}/.exec(source.slice(offset))!];
  return `${what}, here:\n  ${before}${after}\n${"^".padStart(before!.length + 3)}`;
}

/**
 * Space and comments, then a number, a name, a symbol, or the end. A sign after `1e` belongs to the number, and
 * `Math.sqrt` is one name. What is no token of JavaScript's is a token too, which no place in a rule expects.
 */
const lexeme =
  /(?:\s|\/\/.*|\/\*[\s\S]*?\*\/)*(\.?\d(?:e[-+]|[\w.])*|[\w$.\x80-\uffff]+|=>|\+\+|--|[=!]==?|(?:\*\*|&&|\|\||[-+*/<>])=?|.|$)/gi;

/** A rule's text in tokens, the last of which is empty: each a match of which the first group is the token itself. */
export const tokenize = (source: string): RegExpMatchArray[] => [...source.matchAll(lexeme)];
