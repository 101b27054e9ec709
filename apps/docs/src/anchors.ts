import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";

const ids = / id="([^"]*)"/g;
const hrefs = /<a [^>]*?href="([^"]*)#([^"]*)"/g;

/**
 * The links of a site that lead to a heading which its page does not have, each with the page that it is on. VitePress looks
 * at pages only.
 * @param dist the folder of its pages
 * @param base the path that it lies under
 */
export function missingAnchors(dist: string, base: string): string[] {
  const files = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".html"));
  const pages = new Map(
    files.map((file) => [file.replaceAll("\\", "/"), readFileSync(posix.join(dist, file), "utf8")]),
  );
  const anchors = new Map(
    [...pages].map(([file, html]) => [file, new Set([...html.matchAll(ids)].map(([, id]) => id))]),
  );
  return [...pages].flatMap(([file, html]) =>
    [...html.matchAll(hrefs)].flatMap(([, path = "", anchor = ""]) => {
      const target = path ? pageOf(path, file, base) : file;
      const known = target === undefined ? undefined : anchors.get(target);
      return !known || known.has(decodeURIComponent(anchor)) ? [] : `${file}: ${path}#${anchor}`;
    }),
  );
}

/** The file that a path leads to, or undefined where that is not on the site. */
function pageOf(path: string, from: string, base: string): string | undefined {
  if (/^([a-z]+:|\/\/)/.test(path) || (path.startsWith("/") && !path.startsWith(base))) return;
  const file = path.startsWith("/") ? path.slice(base.length) : posix.join(posix.dirname(from), path);
  return file === "" || file.endsWith("/") ? `${file}index.html` : file;
}
