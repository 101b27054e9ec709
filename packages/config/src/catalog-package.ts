import { json, manifest } from "./optimizer-package.ts";
import { type Metadata, referenceOf } from "./plugins.ts";
import { camelCase } from "./workspace.ts";

const workspace = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [`@downhill/${name}`, "workspace:^"]));

export function catalogManifest(plugins: readonly Metadata[], version: string): string {
  const common = manifest("catalog", version, "Every Downhill optimizer, by name", ["catalog"]);
  const equations = { types: "./dist/equations.d.ts", default: "./dist/equations.js" };
  return json({
    ...common,
    exports: { ...common.exports, "./equations": "./src/equations.ts" },
    publishConfig: {
      ...common.publishConfig,
      exports: { ...common.publishConfig.exports, "./equations": equations },
    },
    files: ["*/package.json", ...common.files],
    dependencies: workspace([...plugins.map(({ name }) => name), "plugin"].sort()),
  });
}

const byName = (one: Metadata, other: Metadata) => (one.name < other.name ? -1 : 1);

/**
 * Unformatted: biome has the last word on its import order and line breaks.
 * @param own the contract's wrappers
 */
export function catalogSource(plugins: readonly Metadata[], own: readonly Metadata[]): string {
  const imports = plugins.map(({ name }) => `import { ${camelCase(name)} } from "@downhill/${name}";`);
  const all = [...plugins, ...own].sort(byName);
  const entries = (of: readonly Metadata[]) =>
    of.map(({ name }) => (camelCase(name) === name ? `  ${name},` : `  "${name}": ${camelCase(name)},`)).join("\n");
  return `// Written by \`pnpm sync\` from packages/optimizers: edit those.
${imports.join("\n")}
import { ${[...own.map(({ name }) => name), "type Plugin", "type Wrapper"].join(", ")} } from "@downhill/plugin";
import { type Read, read } from "./read.ts";

export { ${all.map(({ name }) => camelCase(name)).join(", ")} };

/** Every optimizer, keyed by its plugin's name. */
export const optimizers = {
${entries(all.filter(({ kind }) => kind === "optimizer"))}
} as const satisfies Readonly<Record<string, Plugin>>;

/** Every wrapper, keyed by its name: \`wrappers.lookahead(adam)\` is an optimizer's plugin. */
export const wrappers = {
${entries(all.filter(({ kind }) => kind === "wrapper"))}
} as const satisfies Readonly<Record<string, Wrapper>>;

/** Optimizers and wrappers, keyed by their names. */
export const all = {
${entries(all)}
} as const satisfies Readonly<Record<string, Plugin | Wrapper>>;

/** The name of an optimizer in the catalog. */
export type Name = keyof typeof optimizers;
/** The name of a wrapper in the catalog. */
export type WrapperName = keyof typeof wrappers;

/**
 * The plugin that a text names: \`parse("adam")\`, \`parse("lookahead(clip(adam))")\`.
 * @throws RangeError for a name that is unknown, a wrapper with nothing in it, and an optimizer with something in it
 */
export function parse<T extends string>(text: T): Read<typeof all, T> {
  return read(all, text) as never;
}
`;
}

export function catalogReadme(plugins: readonly Metadata[], own: readonly Metadata[]): string {
  const all = [...plugins, ...own].sort(byName);
  const table = (kind: Metadata["kind"]) =>
    all
      .filter((each) => each.kind === kind)
      .map((each) => {
        const folder = own.includes(each) ? "plugin" : `optimizers/${each.name}`;
        return `| [${each.name}](../${folder}) | ${each.paper} | ${referenceOf(each)} |`;
      })
      .join("\n");
  return `<!-- Written by \`pnpm sync\` from packages/optimizers: edit those. -->

# @downhill/catalog

Every Downhill optimizer, by name. To use one, install its own package: this one is for choosing between them.

\`\`\`ts
import { type Name, optimizers, parse } from "@downhill/catalog";

const parameters = { w: { value: new Float32Array(2), grad: new Float32Array(2) } };
for (const name of Object.keys(optimizers) as Name[]) optimizers[name](parameters).step(() => 0);

const plugin = parse("lookahead(clip(adam))"); // optimizers in wrappers, by their names
plugin(parameters, { lr: 0.01, maxNorm: 1, syncPeriod: 5 }).step();
\`\`\`

<!-- example: 08-comparing-optimizers.ts -->
\`\`\`ts
\`\`\`

| Optimizer | Paper | Matches step by step |
| --- | --- | --- |
${table("optimizer")}

| Wrapper | Paper | Matches step by step |
| --- | --- | --- |
${table("wrapper")}

What each computes, keeps and takes, and which optimizers are not here and why: [docs/optimizers.md](../../docs/optimizers.md). \`@downhill/catalog/equations\` has the element-wise ones' equations, by name: as LaTeX in \`equations.adam.latex\`, and as trees in \`equations.adam.formulas\`, for programs that compute with them or show a step's numbers in them.

\`all\` has both, by name; each says its \`kind\`. The contract, [@downhill/plugin](../plugin), has \`clip\` and \`accumulate\` itself.
`;
}
