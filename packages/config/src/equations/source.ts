import { parseSync } from "oxc-parser";
import type { Tree } from "./tree.ts";

/** What a module says of a plugin that it exports, beside its metadata. */
export interface Source {
  /** The function of the contract that makes it: `elementwise`, `tensorwise`, `modelwise`, `wrapper`. */
  readonly definer: string;
  /** The paragraphs of the comment above it, but for the one that says when to use it. */
  readonly paragraphs: readonly string[];
  /** What the paragraph that begins with "When to use it: " goes on with. */
  readonly when?: string | undefined;
  /** An elementwise one's rule. */
  readonly rule?: Tree | undefined;
}

/**
 * What a module says of the plugin that it exports by this name; nothing where it exports none that is made by a call.
 * @throws SyntaxError where it is no TypeScript
 */
export function sourceOf(file: string, text: string, exported: string): Source | undefined {
  const { program, comments, errors } = parseSync(file, text);
  if (errors[0]) throw new SyntaxError(`${file}: ${errors[0].message}`);
  for (const statement of program.body as unknown as Tree[]) {
    const made = statement.declaration?.declarations?.find(({ id }) => id?.name === exported)?.init;
    if (made?.type !== "CallExpression" || made.callee?.name === undefined) continue;
    const above = comments.find(
      ({ type, value, end }) =>
        type === "Block" && value.startsWith("*") && end < statement.start && !text.slice(end, statement.start).trim(),
    );
    const paragraphs = above ? paragraphsOf(above.value) : [];
    return {
      definer: made.callee.name,
      paragraphs: paragraphs.filter((each) => !each.startsWith(whenToUse)),
      when: paragraphs.find((each) => each.startsWith(whenToUse))?.slice(whenToUse.length),
      rule: made.arguments?.[0]?.properties?.find(({ key }) => key?.name === "rule")?.value as Tree | undefined,
    };
  }
  return undefined;
}

const whenToUse = "When to use it: ";

/** `{@link name}` and tags are for editors; lines of a paragraph are one line, but those of lists. */
function paragraphsOf(comment: string): string[] {
  const lines = comment.split("\n").map((line) => line.replace(/^\s*\*+ ?/, "").trimEnd());
  const text = lines.join("\n").replace(/\{@link ([^}]*)\}/g, "`$1`");
  const [described = ""] = text.split(/^@/m);
  return described
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim().replace(/\n(?! *(?:- |\d+\. |\|))/g, " "))
    .filter((paragraph) => paragraph !== "");
}
