import { relative } from "node:path";
import { tex } from "@mdit/plugin-tex";
import temml from "temml";
import type { MarkdownOptions } from "vitepress";
import { type Document, documents, repository } from "./documents.ts";
import { linked, place } from "./links.ts";

type MarkdownIt = Parameters<NonNullable<MarkdownOptions["config"]>>[0];

/** A page's path, as VitePress knows it. */
export const fileOf = ({ route }: Document): string => `${route.replace(/\/$/, "/index")}.md`;

/** The repository's file that is on a page, by the page's path. */
export const files: ReadonlyMap<string, string> = new Map(
  documents.map((document) => [fileOf(document), document.file]),
);

/** Pages are files of the repository: their links and pictures are seen from where those lie. */
function fromTheRepository(md: MarkdownIt, forge: string, pages: string): void {
  md.core.ruler.push("from-the-repository", ({ tokens, env }) => {
    const { relativePath } = env as { relativePath: string };
    const file = files.get(relativePath);
    if (!file) return;
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const [link, source] = [token.attrGet("href"), token.attrGet("src")];
      if (token.type === "link_open" && link) token.attrSet("href", linked(link, file, forge));
      if (token.type === "image" && source && !/^[a-z]+:/.test(source)) {
        const up = "../".repeat(relativePath.split("/").length - 1);
        token.attrSet("src", `${up || "./"}${relative(pages, `${repository}/${place(source, file)}`)}`);
      }
    }
  });
}

/** Equations as MathML, which browsers set by themselves: no script, no font. */
const typeset = (source: string, displayMode: boolean): string =>
  temml.renderToString(source, { displayMode, throwOnError: true }).replace(/^<math/, "<math v-pre");

/** A page is rendered for its readers and once more for the search, which reads no colours: code is coloured once. */
function colouredOnce({ options }: MarkdownIt): void {
  const { highlight } = options;
  const coloured = new Map<string, string>();
  options.highlight = (...code) => {
    const key = code.join("\0");
    return coloured.get(key) ?? coloured.set(key, highlight!(...code)).get(key)!;
  };
}

/** @param pages the folder of the pages */
export const markdown = (forge: string, pages: string): MarkdownOptions => ({
  config(md) {
    tex(md as never, { render: typeset }); // whose types are of another version
    fromTheRepository(md, forge, pages);
    colouredOnce(md);
  },
});
