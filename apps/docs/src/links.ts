import { existsSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { documents, repository } from "./documents.ts";

const routes = new Map(documents.map(({ file, route }) => [file, route]));

/**
 * A link that is right in the repository, as one that is right on the site: to the page that shows the file, or else to the
 * repository on its forge.
 * @param file that has the link, from the repository's root
 * @param forge where files and folders of the repository are read
 * @throws Error where the repository has no such file
 */
export function linked(link: string, file: string, forge: string): string {
  if (/^([a-z]+:|\/)/.test(link)) return link;
  const [target = "", anchor = ""] = link.split("#");
  const path = target ? place(target, file) : file;
  if (!existsSync(join(repository, path))) throw new Error(`${file} links to ${target}, which is not there`);
  // The sections of the long page are pages of their own.
  const section = path === "docs/optimizers.md" && routes.get(`packages/optimizers/${anchor}/README.md`);
  if (section) return `/${section}`;
  const hash = anchor && `#${anchor}`;
  if (!target) return hash;
  // A folder's README stands for it, as on a forge.
  const route = routes.get(path) ?? routes.get(posix.join(path, "README.md"));
  return route === undefined ? `${forge}/${path}${hash}` : `/${route}${hash}`;
}

/** A path beside a file, from the repository's root. */
export const place = (path: string, file: string): string =>
  posix.normalize(posix.join(dirname(file), decodeURIComponent(path))).replace(/\/$/, "");
