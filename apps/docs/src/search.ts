import { relative } from "node:path";
import { createMarkdownRenderer } from "vitepress";
import { documents } from "./documents.ts";
import { fileOf } from "./markdown.ts";
import { textOf } from "./text.ts";

/** What is found as one. */
interface Section {
  anchor: string;
  /** The headings above it, its own at last. */
  titles: string[];
  text: string;
}

const texts = new Map(documents.map((document) => [fileOf(document), document]));
const heading = /<h([1-6]) id="([^"]*)".*?>(.*?)<a class="header-anchor".*?<\/h\1>/gs;
const entities: Record<string, string> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&amp;": "&",
  "&ZeroWidthSpace;": "",
};

/** What is read of HTML. */
const words = (html: string): string =>
  html
    .replace(/<[^>]*>/g, " ")
    .replace(/&\w+;/g, (entity) => entities[entity] ?? entity)
    .replace(/\s+/g, " ")
    .trim();

/** A page's parts, each with the headings above it. */
export function sectionsOf(html: string): Section[] {
  const above: string[] = [];
  const headings = [...html.matchAll(heading)];
  return headings.map((match, i) => {
    const [whole, level, anchor = "", title = ""] = match;
    above.length = Number(level) - 1;
    above.push(words(title));
    const text = words(html.slice(match.index + whole.length, headings[i + 1]?.index));
    return { anchor, titles: above.filter(Boolean), text };
  });
}

/**
 * For VitePress' own search, which reads pages from the disk: it would pass over those whose text is elsewhere.
 * @param pages the folder of the pages
 */
export const sections =
  (pages: string) =>
  async (path: string, html: string): Promise<Section[]> => {
    const relativePath = relative(pages, path);
    const document = texts.get(relativePath);
    if (!document) return sectionsOf(html);
    const renderer = await createMarkdownRenderer(pages); // the one that there is, with the site's settings
    return sectionsOf(renderer.render(textOf(document), { path, relativePath, cleanUrls: false }));
  };
