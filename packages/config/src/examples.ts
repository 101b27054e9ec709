import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packages } from "./workspace.ts";

/** The programs that the READMEs show, in the order of their numbers. */
export const examples = (root: string): string[] =>
  existsSync(join(root, folder)) ? readdirSync(join(root, folder)).sort() : [];

const folder = "docs/examples";

export const exampleText = (root: string, name: string): string =>
  readFileSync(join(root, folder, name), "utf8")
    .replaceAll("\r\n", "\n")
    .trimEnd();

/** `<!-- example: 01-own-arrays.ts -->`, and the block of code behind it. */
const place = /^<!-- example: (.*) -->$(?:\n+```ts\n[\s\S]*?^```$)?/gm;

/**
 * A document with the programs in it that it asks for.
 * @throws Error naming the document, and the program that is not there or has no block to stand in
 */
function withExamples(root: string, path: string, text: string): string {
  return text.replace(place, (found: string, name: string) => {
    const marker = `<!-- example: ${name} -->`;
    if (!examples(root).includes(name)) throw new Error(`${path}: ${marker}: ${folder} has no such file`);
    if (found === marker) throw new Error(`${path}: ${marker}: no block of ts behind it`);
    return `${marker}\n\`\`\`ts\n${exampleText(root, name)}\n\`\`\``;
  });
}

/** The READMEs of the workspace and its packages, those of `written` as they will be, with their programs. */
export function readmes(root: string, written: ReadonlyMap<string, string>): Map<string, string> {
  const paths = ["README.md", ...packages(root).map((each) => `${each.folder}/README.md`)];
  const texts = new Map(written);
  for (const path of paths)
    if (!texts.has(path) && existsSync(join(root, path)))
      texts.set(path, readFileSync(join(root, path), "utf8").replaceAll("\r\n", "\n"));
  const asking = [...texts].filter(([, text]) => text.includes("<!-- example:"));
  return new Map([...written, ...asking.map(([path, text]) => [path, withExamples(root, path, text)] as const)]);
}
