/** What stands between a marker and its end in a document, by the name in it. */
export type Pieces = Readonly<Record<string, () => string>>;

/**
 * A document in which what stands between `<!-- kind:name -->` and `<!-- /kind:name -->` is made anew.
 * @throws RangeError for a name that there is no piece of, and for a marker without its end
 */
export function filledWith(text: string, kind: string, pieces: Pieces): string {
  const marked = new RegExp(`<!-- ${kind}:(\\w+) -->\\n[\\s\\S]*?<!-- /${kind}:\\1 -->`, "g");
  const result = text.replaceAll(marked, (_, name: string) => {
    const piece = pieces[name];
    if (!piece) throw new RangeError(`there is no piece ${kind}:${name} (there are ${Object.keys(pieces).join(", ")})`);
    return `<!-- ${kind}:${name} -->\n\n${piece()}\n\n<!-- /${kind}:${name} -->`;
  });
  const begun = text.split(`<!-- ${kind}:`).length - 1;
  const whole = text.match(marked)?.length ?? 0;
  if (begun !== whole) throw new RangeError(`a marker <!-- ${kind}:… --> has no end <!-- /${kind}:… -->`);
  return result;
}
