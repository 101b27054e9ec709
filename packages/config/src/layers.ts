import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join, posix } from "node:path";
import { parseSync } from "oxc-parser";
import { filesIn, type Package } from "./workspace.ts";

/** What a layer's sources may import. `external`: packages from outside the workspace, and Node's own modules. */
interface Layer {
  readonly below: readonly string[];
  readonly external?: true;
}

/**
 * Dependencies point one way: `plugin <- linalg <- optimizers/* <- catalog <- runs <- …` and
 * `plugin, linalg <- core <- problems <- runs <- …`.
 */
const layers: Readonly<Record<string, Layer>> = {
  "packages/plugin": { below: [] },
  "packages/linalg": { below: ["packages/plugin"] },
  "packages/optimizers/*": { below: ["packages/plugin", "packages/linalg"] },
  "packages/catalog": { below: ["packages/plugin", "packages/optimizers/*"] },
  "packages/conformance": { below: ["packages/plugin"], external: true },
  "packages/minimize": { below: ["packages/plugin", "packages/linalg", "packages/optimizers/*"] },
  "packages/core": { below: ["packages/plugin", "packages/linalg"] },
  "packages/problems": { below: ["packages/plugin", "packages/linalg", "packages/core"] },
  "packages/runs": { below: ["packages/plugin", "packages/catalog", "packages/core", "packages/problems"] },
  "packages/downhill": {
    below: ["packages/plugin", "packages/catalog", "packages/core", "packages/minimize"],
  },
  "packages/tfjs": { below: ["packages/plugin"], external: true },
  bench: {
    below: [
      ...["packages/plugin", "packages/linalg", "packages/catalog"],
      ...["packages/core", "packages/problems", "packages/runs"],
    ],
    external: true,
  },
  "apps/*": {
    below: [
      ...["packages/plugin", "packages/optimizers/*", "packages/catalog"],
      ...["packages/core", "packages/problems", "packages/runs", "bench"],
    ],
    external: true,
  },
  "packages/config": { below: ["packages/plugin"], external: true },
};

const layerOf = (folder: string): string => folder.replace(/^(packages\/optimizers|apps)\/.*/, "$1/*");

/** `@scope/name/deep` → `@scope/name` */
const packageOf = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

/** Tests, what they share, and what is run beside them: configuration, scripts. */
const isTest = (file: string): boolean =>
  /\.(test|sweep)\.ts$|(^|\/)[^/]+\.config\.ts$|^(browser|build|scripts|test)\/|(^|\/)(golden|testing)\//.test(file);

interface Import {
  /** Relative to its package's folder. */
  readonly file: string;
  readonly specifier: string;
}

/** Every module that a package's TypeScript imports, in whichever way. */
function imports(root: string, folder: string): Import[] {
  const files = filesIn(join(root, folder))
    .filter((file) => /\.tsx?$/.test(file) && !/(^|\/)(dist|assembly)\//.test(file)) // assembly: another language
    .filter((file) => !file.endsWith(".d.ts"));
  return files.flatMap((file) =>
    specifiers(file, readFileSync(join(root, folder, file), "utf8")).map((specifier) => ({ file, specifier })),
  );
}

export function specifiers(file: string, source: string): string[] {
  const { module, errors } = parseSync(file, source);
  if (errors[0]) throw new SyntaxError(`${file}: ${errors[0].message}`);
  const exported = module.staticExports.flatMap(({ entries }) => entries.flatMap((each) => each.moduleRequest ?? []));
  const dynamic = module.dynamicImports.map(({ moduleRequest: { start, end } }) => source.slice(start, end));
  return [
    ...module.staticImports.map((each) => each.moduleRequest.value),
    ...exported.map((request) => request.value),
    // A computed specifier names a file at run time, not a dependency.
    ...dynamic.filter((text) => /^["'`]/.test(text)).map((text) => text.slice(1, -1)),
  ];
}

/** Every breach of the direction of dependencies, as sentences. `rootDependencies` are there for all tests. */
export function breaches(
  root: string,
  packages: readonly Package[],
  rootDependencies: ReadonlySet<string> = new Set(),
): string[] {
  const byName = new Map(packages.map((each) => [each.manifest.name, each]));
  const sources = packages.map(({ folder }) => imports(root, folder));
  return [
    ...packages.flatMap((each, i) => packageBreaches(each, sources[i]!, byName, rootDependencies)),
    ...cycles(byName),
    ...packages.flatMap(({ folder }, i) => fileCycles(folder, sources[i]!)),
  ];
}

function packageBreaches(
  { folder, manifest }: Package,
  sources: readonly Import[],
  byName: ReadonlyMap<string, Package>,
  rootDependencies: ReadonlySet<string>,
): string[] {
  const layer = layers[layerOf(folder)];
  if (!layer) return [`${folder} has no layer: give it one in packages/config/src/layers.ts`];
  const found: string[] = [];
  const { dependencies, optionalDependencies, peerDependencies } = manifest;
  const declared = new Set(Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }));
  const development = new Set([...declared, ...Object.keys(manifest.devDependencies ?? {}), ...rootDependencies]);

  for (const name of declared) {
    const used = byName.get(name);
    if (used && !layer.below.includes(layerOf(used.folder))) found.push(`${folder} must not depend on ${used.folder}`);
    if (!used && !layer.external && !manifest.peerDependenciesMeta?.[name]?.optional)
      found.push(`${folder} must not depend on ${name}, which is not Downhill's`);
  }
  for (const { file, specifier } of sources) {
    const where = `${folder}/${file}`;
    if (specifier.startsWith(".")) {
      const target = posix.join(folder, posix.dirname(file), specifier);
      if (!target.startsWith(`${folder}/`)) found.push(`${where} reaches out of its package: ${specifier}`);
    } else if (isBuiltin(specifier)) {
      if (!layer.external && !isTest(file)) found.push(`${where} imports ${specifier}, which browsers lack`);
    } else {
      const tooling = folder === "packages/config" || isTest(file);
      const name = packageOf(specifier);
      if (!(tooling ? development : declared).has(name)) found.push(`${where} imports ${name}, which is not declared`);
    }
  }
  return found;
}

function cycles(byName: ReadonlyMap<string, Package>): string[] {
  const used = ({ manifest }: Package) =>
    Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.devDependencies });
  return circles(new Map([...byName].map(([name, each]) => [name, used(each)])));
}

/** A package's files that import each other, types alone included. */
function fileCycles(folder: string, sources: readonly Import[]): string[] {
  const used = new Map<string, string[]>();
  for (const { file, specifier } of sources) {
    if (!specifier.startsWith(".")) continue;
    const from = posix.join(folder, file);
    used.set(from, [...(used.get(from) ?? []), posix.join(folder, posix.dirname(file), specifier)]);
  }
  return circles(used);
}

/** The ways round in a graph, each once. */
function circles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) found.push(`cycle: ${[...path.slice(path.indexOf(name)), name].join(" -> ")}`);
    if (path.includes(name) || done.has(name)) return;
    for (const next of graph.get(name) ?? []) if (graph.has(next)) visit(next, [...path, name]);
    done.add(name);
  };
  for (const name of graph.keys()) visit(name, []);
  return found;
}
