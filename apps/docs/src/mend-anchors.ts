import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { posix } from "node:path";
import GithubSlugger from "github-slugger";

/**
 * Corrects what TypeDoc's Markdown calls a heading in links: `NumpyRandomState` is `#numpyrandomstate-1` to it, as if
 * `NumpyRandom.state` were a heading too, and `#numpyrandomstate` on the page.
 * @param folder of the pages
 */
export function mendAnchors(folder: string): void {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".md"));
  const texts = new Map(
    files.map((file) => [file.replaceAll("\\", "/"), readFileSync(posix.join(folder, file), "utf8")]),
  );
  const anchors = new Map([...texts].map(([file, text]) => [file, headings(text)]));
  for (const [file, text] of texts) {
    const mended = text.replace(
      /\]\(([^()#\s]*)#([\w-]+)(-\d+)\)/g,
      (link, path: string, name: string, number: string) => {
        const known = anchors.get(path ? posix.join(posix.dirname(file), path) : file);
        return known?.has(name) && !known.has(name + number) ? `](${path}#${name})` : link;
      },
    );
    if (mended !== text) writeFileSync(posix.join(folder, file), mended);
  }
}

/** What a page's headings are called in links. */
function headings(text: string): Set<string> {
  const slugger = new GithubSlugger();
  return new Set([...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => slugger.slug(heading)));
}
