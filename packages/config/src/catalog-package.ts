import { json, manifest } from "./optimizer-package.ts";
import type { Metadata } from "./plugins.ts";
import { camelCase } from "./workspace.ts";

const workspace = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [`@downhill/${name}`, "workspace:^"]));

export const catalogManifest = (plugins: readonly Metadata[], version: string): string =>
  json({
    ...manifest("catalog", version, "Every Downhill optimizer, by name", ["catalog"]),
    dependencies: workspace([...plugins.map(({ name }) => name), "plugin"].sort()),
  });

/** Unformatted: biome has the last word on its import order and line breaks. */
export function catalogSource(plugins: readonly Metadata[]): string {
  const imports = plugins.map(({ name }) => `import { ${camelCase(name)} } from "@downhill/${name}";`);
  const entries = plugins.map(({ name }) => {
    return camelCase(name) === name ? `  ${name},` : `  "${name}": ${camelCase(name)},`;
  });
  return `// Written by \`pnpm sync\` from packages/optimizers: edit those.
${imports.join("\n")}
import type { Plugin } from "@downhill/plugin";

export { ${plugins.map(({ name }) => camelCase(name)).join(", ")} };

/** Every optimizer, keyed by its plugin's name. */
export const all = {
${entries.join("\n")}
} as const satisfies Readonly<Record<string, Plugin>>;

/** The name of an optimizer in the catalog. */
export type Name = keyof typeof all;
`;
}

export function catalogReadme(plugins: readonly Metadata[]): string {
  const rows = plugins.map(
    ({ name, paper, reference }) => `| [${name}](../optimizers/${name}) | ${paper} | ${reference} |`,
  );
  return `<!-- Written by \`pnpm sync\` from packages/optimizers: edit those. -->

# @downhill/catalog

Every Downhill optimizer, by name. To use one, install its own package: this one is for choosing between them.

\`\`\`ts
import { all, type Name } from "@downhill/catalog";

for (const name of Object.keys(all) as Name[]) {
  const optimizer = all[name]({ w: { value: new Float32Array(2), grad: new Float32Array(2) } });
  optimizer.step();
}
\`\`\`

<!-- example: 08-comparing-optimizers.ts -->
\`\`\`ts
\`\`\`

| Name | Paper | Matches step by step |
| --- | --- | --- |
${rows.join("\n")}
`;
}
