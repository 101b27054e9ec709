import { isUnverified, type Metadata } from "./plugins.ts";

export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** What the package.json of a generated package says of it, apart from its dependencies and what all packages say. */
export const manifest = (name: string, version: string, description: string, keywords: readonly string[]) => ({
  name: `@downhill/${name}`,
  version,
  description,
  keywords: ["optimizer", "gradient-descent", ...keywords],
  exports: { ".": "./src/index.ts" },
  publishConfig: {
    // For resolvers that do not know `exports`.
    main: "./dist/index.js",
    types: "./dist/index.d.ts",
    exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } },
  },
  files: ["dist"],
});

/** @param sources what its modules say: a method that computes with matrices imports `@downhill/linalg` */
export function optimizerManifest(each: Metadata, version: string, sources: readonly string[]): string {
  const { name, doc } = each;
  const needed = ["@downhill/linalg", "@downhill/plugin"].filter(
    (each) => each.endsWith("plugin") || sources.some((source) => source.includes(`from "${each}`)),
  );
  const dependencies = Object.fromEntries(needed.map((each) => [each, "workspace:^"]));
  const { name: own, ...common } = manifest(name, version, doc, [name]);
  return json({ name: own, ...(isUnverified(each) && { private: true }), ...common, dependencies });
}
