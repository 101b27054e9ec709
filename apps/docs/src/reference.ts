import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Application, type DeclarationReflection, ReflectionKind, type TypeDocOptions, UnknownType } from "typedoc";
import type { DefaultTheme } from "vitepress";
import { repository } from "./documents.ts";
import { mendAnchors } from "./mend-anchors.ts";

const out = fileURLToPath(new URL("../pages/api", import.meta.url));
const sidebar = join(out, "typedoc-sidebar.json");

/** Whose entries are documented: optimizers have pages of their own. */
const packages = ["plugin", "core", "minimize", "problems", "runs", "catalog", "conformance", "linalg", "tfjs"];

/** The sources of a package's entries, by what imports them. */
function entries(name: string): [source: string, specifier: string][] {
  const folder = join(repository, "packages", name);
  const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return Object.entries(exports as Record<string, string>)
    .filter(([, source]) => /^[^*]*\.ts$/.test(source))
    .map(([path, source]) => [join(folder, source), `@downhill/${name}${path.slice(1)}`]);
}

/** Writes the API reference, from the docstrings, to pages/api. */
export async function writeReference(): Promise<void> {
  const specifiers = new Map(packages.flatMap(entries));
  const options: Partial<TypeDocOptions> & Record<string, unknown> = {
    entryPoints: [...specifiers.keys()],
    // Which have pages of their own, and would be most of the catalog's.
    exclude: ["**/packages/optimizers/**"],
    tsconfig: fileURLToPath(new URL("../reference.tsconfig.json", import.meta.url)),
    plugin: ["typedoc-plugin-markdown", "typedoc-vitepress-theme"],
    out,
    docsRoot: fileURLToPath(new URL("../pages", import.meta.url)),
    readme: "none",
    name: "API reference",
    disableSources: true,
    // `pnpm types` has the say, by another TypeScript.
    skipErrorChecking: true,
    validation: { notExported: false, invalidLink: true, notDocumented: false },
    treatWarningsAsErrors: true,
    logLevel: "Warn",
    // A page for each entry: its parts are found by the eye, and by the outline beside it.
    outputFileStrategy: "modules",
    hidePageHeader: true,
    hideBreadcrumbs: true,
    parametersFormat: "table",
    interfacePropertiesFormat: "table",
    sidebar: { autoConfiguration: true, pretty: true, collapsed: true },
  };
  const application = await Application.bootstrapWithPlugins(options);
  const points = application.getEntryPoints() ?? [];
  for (const point of points) point.displayName = specifiers.get(resolve(point.sourceFile.fileName))!;
  const project = application.converter.convert(points);
  for (const variable of project.getReflectionsByKind(ReflectionKind.Variable)) {
    if (variable.parent?.name === "@downhill/catalog") shorten(variable as DeclarationReflection);
  }
  await application.generateOutputs(project);
  if (application.logger.hasErrors() || application.logger.hasWarnings()) {
    throw new Error("the API reference has faults: see above");
  }
  mendAnchors(out);
}

/** An object that has every optimizer would say all that their pages say. */
function shorten(object: DeclarationReflection): void {
  object.type = new UnknownType("object");
  object.comment?.summary.push({ kind: "text", text: " What each is, is on [its own page](/optimizers/)." });
}

/** Of the reference that is there. */
export const reference = (): DefaultTheme.SidebarItem[] =>
  existsSync(sidebar) ? JSON.parse(readFileSync(sidebar, "utf8")) : [];
