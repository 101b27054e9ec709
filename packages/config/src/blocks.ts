/** A block of TypeScript in a document, as a program. */
export interface Block {
  /** The number of its first line in the document. */
  readonly line: number;
  /** What stands there, and what it is given. */
  readonly program: string;
  /** Why it is compiled and not run. */
  readonly idle: string | undefined;
}

/**
 * ```
 * <!-- given:
 * const what = "the reader knows, and the block uses";
 * -->
 * <!-- not run: why -->
 * ```
 * before a block, each if need be; a page shows neither. Where a line of what is given is `…`, the block stands in its place.
 */
const block =
  /(?:^<!-- given:\n(?<given>(?:(?!-->)[\s\S])*)-->\n+)?(?:^<!-- not run: (?<idle>.*) -->\n+)?^```ts\n(?<code>[\s\S]*?)^```$/gm;

/** A document's blocks, but for those that `pnpm sync` writes from docs/examples, which are tested there. */
export function blocksOf(text: string): Block[] {
  const own = text.replace(/^<!-- example: .* -->\n+```ts\n[\s\S]*?^```$/gm, (found) => found.replace(/[^\n]/g, ""));
  return [...own.matchAll(block)].map(({ 0: found, index, groups = {} }) => {
    const { given = "", code = "", idle } = groups;
    const line = own.slice(0, index + found.indexOf("```ts")).split("\n").length + 1;
    const [before, after = ""] = given.split(/^…\n/m);
    return { line, program: `${before}${code}${after}`, idle };
  });
}
