import { json } from "./optimizer-package.ts";
import { type Package, readJson } from "./workspace.ts";

/** In which order a package.json says what it says; what is not here comes last. */
const order = [
  ...["name", "version", "private", "description", "keywords", "license", "homepage", "bugs", "repository"],
  ...["type", "engines", "sideEffects", "exports", "publishConfig", "alias", "files", "scripts"],
  ...["dependencies", "peerDependencies", "peerDependenciesMeta", "devDependencies"],
];

/** Whose forge nobody has filled in yet: nothing is published as long as it stands there. */
export const placeholder = "OWNER";

/** Where the repository is, from the workspace's package.json: the one place to fill in. */
export const repositoryUrl = (root: string): string | undefined =>
  readJson<{ repository?: { url: string } }>(root, "package.json").repository?.url;

/**
 * The package.json of every package that is published, and of the catalog's private ones, with what all have in common:
 * licence, repository, provenance.
 */
export function publishedManifests(root: string, all: readonly Package[]): Map<string, string> {
  const url = repositoryUrl(root);
  const packed = all.filter(({ folder, manifest }) => folder.startsWith("packages/") && "publishConfig" in manifest);
  return new Map(
    packed.map((each) => [`${each.folder}/package.json`, json(ordered({ ...each.manifest, ...common(each, url) }))]),
  );
}

function common({ folder, manifest }: Package, url: string | undefined) {
  const page = url?.replace(/^git\+/, "").replace(/\.git$/, "");
  return {
    license: "MIT",
    ...(url && {
      homepage: `${page}/tree/main/${folder}#readme`,
      bugs: `${page}/issues`,
      repository: { type: "git", url, directory: folder },
    }),
    type: "module",
    engines: { node: ">=20.19" },
    sideEffects: false,
    // So that anyone can see from which commit and workflow a package was made.
    publishConfig: { access: "public", provenance: true, ...withoutCommon(manifest.publishConfig) },
  };
}

const withoutCommon = (config: object = {}): object =>
  Object.fromEntries(Object.entries(config).filter(([key]) => key !== "access" && key !== "provenance"));

const placeOf = (key: string): number => (order.includes(key) ? order.indexOf(key) : order.length);

const ordered = (manifest: object): object =>
  Object.fromEntries(Object.entries(manifest).sort(([one], [other]) => placeOf(one) - placeOf(other)));
