import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, optimizers, repository } from "./documents.ts";

/** What a page shows of its file. */
export function textOf({ file, title, from, route }: Document): string {
  const text = readFileSync(join(repository, file), "utf8");
  if (route === "optimizers/") return withoutSections(text);
  if (!from) return text;
  const start = text.indexOf(`\n## ${from}\n`);
  if (start < 0) throw new Error(`${file} has no section "${from}"`);
  return `# ${title}\n${text.slice(start)}`;
}

/** An optimizer's section is a page of its own here. */
function withoutSections(text: string): string {
  const names = new Set(optimizers.documents.map(({ title }) => title));
  const sections = text.split(/^(?=## )/m);
  return sections.filter((section) => !names.has(/^## (.*)/.exec(section)?.[1] ?? "")).join("");
}
