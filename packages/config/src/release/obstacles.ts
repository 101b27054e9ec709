import { isUnverified, type Metadata } from "../plugins.ts";
import { placeholder } from "../published.ts";

/** What a release hangs on. */
export interface Situation {
  readonly repositoryUrl: string | undefined;
  readonly plugins: readonly Pick<Metadata, "name" | "reference">[];
  /** What `git status --porcelain` says. */
  readonly uncommitted: string;
  /** The version that `.changeset` asks for. */
  readonly pending: string | undefined;
}

/** Why nothing may be published, as sentences. */
export function obstacles({ repositoryUrl, plugins, uncommitted, pending }: Situation): string[] {
  const found: string[] = [];
  if (!repositoryUrl) found.push("package.json names no repository");
  else if (repositoryUrl.includes(placeholder))
    found.push(`package.json's repository is still ${repositoryUrl}: fill it in, then pnpm sync`);
  for (const { name } of plugins.filter(isUnverified))
    found.push(`${name} is unverified, and so private to this clone: the catalog cannot be published with it`);
  if (uncommitted)
    found.push(`what is published must be committed: ${uncommitted.trim().split("\n").length} files are not`);
  if (pending) found.push(`.changeset has what becomes ${pending}: pnpm release version`);
  return found;
}
