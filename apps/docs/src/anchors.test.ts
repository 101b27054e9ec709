import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import GithubSlugger from "github-slugger";
import markdownIt from "markdown-it";
import { expect, test } from "vitest";
import { repository } from "./documents.ts";
import { place } from "./links.ts";

const parser = markdownIt({ html: true });
const documents = execFileSync("git", ["ls-files", "*.md"], { cwd: repository, encoding: "utf8" }).trim().split("\n");

/** A document's links, and what its headings are called in links, on a forge as on the site. */
function read(file: string): { links: string[]; anchors: Set<string> } {
  const tokens = parser.parse(readFileSync(join(repository, file), "utf8"), {});
  const slugger = new GithubSlugger();
  const headings = tokens.flatMap(({ type }, i) => (type === "heading_open" ? [tokens[i + 1]!] : []));
  const words = headings.map(({ children }) =>
    (children ?? []).map(({ type, content }) => (type === "html_inline" ? "" : content)).join(""),
  );
  const inline = tokens.flatMap(({ children }) => children ?? []);
  const links = inline.flatMap((token) => token.attrGet("href") ?? token.attrGet("src") ?? []);
  return { links, anchors: new Set(words.map((each) => slugger.slug(each))) };
}

const all = new Map(documents.map((file) => [file, read(file)]));

/** What is wrong with a link, or undefined. */
function fault(link: string, file: string): string | undefined {
  if (/^[a-z]+:/.test(link)) return;
  const [target = "", anchor] = link.split("#");
  const path = target ? place(target, file) : file;
  if (!existsSync(join(repository, path))) return `${file}: there is no ${link}`;
  const document = all.get(path) ?? all.get(posix.join(path, "README.md"));
  if (anchor && document && !document.anchors.has(anchor)) return `${file}: there is no ${link}`;
  return;
}

test("every link in the repository's Markdown leads somewhere, to its heading too", () => {
  const links = [...all].flatMap(([file, { links }]) => links.map((link) => [link, file] as const));
  expect(links.length).toBeGreaterThan(200);
  // VitePress finds the site's own roots, which lie under /.
  const own = links.filter(([, file]) => !file.startsWith("apps/docs/pages/"));
  expect(own.flatMap(([link, file]) => fault(link, file) ?? [])).toEqual([]);
});
