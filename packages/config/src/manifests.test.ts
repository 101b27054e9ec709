import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isPacked, type Package, packages, readJson, repository } from "./workspace.ts";

/** What this lint looks at beside what other code reads of a package.json. */
interface Whole {
  readonly [key: string]: unknown;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly files: readonly string[];
  readonly exports: Readonly<Record<string, unknown>>;
  readonly publishConfig: { readonly exports: Readonly<Record<string, unknown>> };
}

const all = packages(repository);
const wholeOf = ({ folder }: Package) => readJson<Whole>(repository, folder, "package.json");
const published = all.filter(isPacked);
const version = wholeOf(all.find(({ folder }) => folder === "packages/plugin")!).version;

test.each(all.map((each) => [each.folder, each] as const))(
  "%s: one version for all, and of each other the present one",
  (_, each) => {
    const manifest = wholeOf(each);
    expect(manifest.version).toBe(version);
    const ours = new Set(all.map((other) => other.manifest.name));
    for (const kind of ["dependencies", "devDependencies"] as const)
      for (const [name, range] of Object.entries(each.manifest[kind] ?? {}))
        if (ours.has(name)) expect(range, name).toBe("workspace:^");
  },
);

test("a version that two packages share is in the catalog of pnpm-workspace.yaml", () => {
  const ranges = new Map<string, string[]>();
  for (const { manifest } of all)
    for (const [name, range] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }))
      if (!range.startsWith("workspace:")) ranges.set(name, [...(ranges.get(name) ?? []), range]);
  const apart = [...ranges].filter(([, found]) => found.length > 1 && found.some((range) => range !== "catalog:"));
  expect(apart.map(([name, found]) => `${name}: ${found.join(", ")}`)).toEqual([]);
});

describe.each(published.map((each) => [each.manifest.name, each] as const))("%s", (name, each) => {
  const manifest = wholeOf(each);

  test("says what it is, under which licence, and where it is made", () => {
    expect(name).toBe(each.folder === "packages/downhill" ? "downhill" : `@downhill/${each.folder.split("/").at(-1)}`);
    expect(manifest.description).toMatch(/^[A-Z].{10,}$/);
    expect(manifest.keywords.length).toBeGreaterThanOrEqual(3);
    expect(new Set(manifest.keywords).size).toBe(manifest.keywords.length);
    for (const keyword of manifest.keywords) expect(keyword).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    const { url } = readJson<{ repository: { url: string } }>(repository, "package.json").repository;
    const page = url.replace(/^git\+|\.git$/g, "");
    expect(manifest).toMatchObject({
      license: "MIT",
      homepage: `${page}/tree/main/${each.folder}#readme`,
      bugs: `${page}/issues`,
      repository: { type: "git", url, directory: each.folder },
    });
    expect(existsSync(join(repository, each.folder, "README.md"))).toBe(true);
  });

  test("has the shape of all: modules only, no side effects, sources here and dist for others, with provenance", () => {
    expect(manifest).toMatchObject({
      type: "module",
      sideEffects: false,
      engines: { node: ">=20.19" },
      publishConfig: { access: "public", provenance: true, main: "./dist/index.js", types: "./dist/index.d.ts" },
    });
    expect(manifest.files).toContain("dist");
    expect(Object.keys(manifest.publishConfig.exports)).toEqual(Object.keys(manifest.exports));
    for (const [key, source] of Object.entries(manifest.exports)) {
      const entry = manifest.publishConfig.exports[key] as { types: string; default: string } | string;
      if (typeof entry === "string") continue; // data
      expect(source).toBe(entry.default.replace("./dist/", "./src/").replace(/\.js$/, ".ts"));
      expect(entry).toEqual({ types: entry.default.replace(/\.js$/, ".d.ts"), default: entry.default });
      expect(existsSync(join(repository, each.folder, source as string)), `${source}`).toBe(true);
    }
    for (const key of ["main", "module", "types", "typings", "browser", "bin", "preinstall", "postinstall"])
      expect(manifest, key).not.toHaveProperty(key);
    expect(
      Object.keys((manifest.scripts ?? {}) as object).filter((script) => /install|prepare|publish/.test(script)),
    ).toEqual([]);
  });
});

test("what is private is not for others at all", () => {
  for (const each of all.filter((other) => !isPacked(other))) {
    expect(each.manifest.private, each.folder).toBe(true);
    expect(wholeOf(each), each.folder).not.toHaveProperty("publishConfig");
  }
});
