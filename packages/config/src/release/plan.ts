import getReleasePlan from "@changesets/get-release-plan";

export interface Change {
  readonly size: "patch" | "minor" | "major";
  readonly summary: string;
}

/** What the files of `.changeset` come to, by changesets' own account. */
export interface Plan {
  /** Undefined where nothing is pending. */
  readonly version: string | undefined;
  readonly changes: readonly Change[];
}

const sizes = ["none", "patch", "minor", "major"] as const;

export async function planned(root: string): Promise<Plan> {
  const { changesets, releases } = await getReleasePlan(root);
  const changes = changesets.map(({ summary, releases }) => {
    const size = sizes[Math.max(...releases.map(({ type }) => sizes.indexOf(type)))]!;
    if (size === "none") throw new Error(`.changeset: ${JSON.stringify(summary)} changes no package`);
    return { size, summary: summary.trim() };
  });
  return { version: releases.find(({ type }) => type !== "none")?.newVersion, changes };
}

/** The changelog with a section for a version: what breaks first. */
export function withChanges(changelog: string, { version, changes }: Plan, date: string): string {
  const ordered = [...changes].sort((one, other) => sizes.indexOf(other.size) - sizes.indexOf(one.size));
  const lines = ordered.map(
    ({ size, summary }) => `- ${size === "major" ? "**Breaking**: " : ""}${summary.replaceAll("\n", "\n  ")}`,
  );
  const section = `## ${version}, ${date}\n\n${lines.join("\n")}\n\n`;
  const at = changelog.search(/^## /m);
  return at < 0
    ? `${changelog.trimEnd()}\n\n${section.trimEnd()}\n`
    : changelog.slice(0, at) + section + changelog.slice(at);
}
