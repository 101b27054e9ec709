import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The workspace's root, whose Markdown the site shows: no text is written twice. */
export const repository = fileURLToPath(new URL("../../..", import.meta.url));

/** A file of the repository as a page of the site. */
export interface Document {
  /** Below the site's root, without an extension. */
  readonly route: string;
  /** From the repository's root. */
  readonly file: string;
  /** In the sidebar. */
  readonly title: string;
  /** Where its text starts, if not at the top: a heading of the second level. */
  readonly from?: string;
}

export interface Chapter {
  readonly title: string;
  readonly documents: readonly Document[];
}

const page = (route: string, title: string, file: string, from?: string): Document => ({
  route,
  title,
  file,
  ...(from && { from }),
});

/** Folders with a README each, in a folder of the repository. */
const inFolder = (folder: string, route: string): Document[] => {
  const path = join(repository, folder);
  if (!existsSync(path)) return [];
  const names = readdirSync(path).filter((name) => existsSync(join(path, name, "README.md")));
  return names.sort().map((name) => {
    const file = `${folder}/${name}/README.md`;
    return page(`${route}/${name}`, route === "recipes" ? headingOf(file) : name, file);
  });
};

/** The first heading of a file. */
function headingOf(file: string): string {
  const heading = /^# (.*)$/m.exec(readFileSync(join(repository, file), "utf8"))?.[1];
  if (!heading) throw new Error(`${file} has no heading`);
  return heading;
}

const start: Chapter = {
  title: "Start",
  documents: [
    page("guide/getting-started", "Getting started", "README.md", "Use one optimizer"),
    page("guide/contract", "The contract", "packages/plugin/README.md"),
    page("guide/engine", "The engine", "packages/core/README.md"),
    page("guide/minimize", "Minimizing a function", "packages/minimize/README.md"),
    page("guide/tensorflow-js", "In TensorFlow.js", "packages/tfjs/README.md"),
    page("guide/everything", "Under one name", "packages/downhill/README.md"),
  ],
};

const truth: Chapter = {
  title: "What it rests on",
  documents: [
    page("guide/numerics", "Numerics and reproducibility", "docs/numerics.md"),
    page("guide/backpropagation", "Backpropagation", "packages/core/docs/backpropagation.md"),
    page("guide/speed", "Speed of layers and losses", "packages/core/docs/speed.md"),
    page("guide/linalg", "Matrix kernels", "packages/linalg/README.md"),
    page("guide/problems", "Data and problems", "packages/problems/README.md"),
    page("guide/runs", "A run as a value", "packages/runs/README.md"),
  ],
};

const bench: Chapter = {
  title: "Comparing",
  documents: [
    page("guide/bench", "The bench: protocol and limits", "docs/bench.md"),
    page("guide/bench-commands", "The bench: commands", "bench/README.md"),
    page("guide/sweeps", "Sweeps over several machines", "docs/sweeps.md"),
    page("guide/web-app", "The web app", "apps/web/README.md"),
  ],
};

const adding: Chapter = {
  title: "Adding an optimizer",
  documents: [
    page("guide/contributing", "Contributing", "CONTRIBUTING.md"),
    page("guide/adding-an-optimizer", "In a repository of its own", "docs/adding-an-optimizer.md"),
    page("guide/conformance", "The conformance suite", "packages/conformance/README.md"),
    page("guide/changelog", "Changelog", "packages/CHANGELOG.md"),
  ],
};

const recipes: Chapter = { title: "Recipes", documents: inFolder("apps/docs/recipes", "recipes") };

/** Of the sidebar beside the guide, in its order. */
export const guide: readonly Chapter[] = [start, truth, bench, adding, recipes].filter(
  ({ documents }) => documents.length > 0,
);

export const optimizers: Chapter = {
  title: "Optimizers",
  documents: inFolder("packages/optimizers", "optimizers"),
};

/** What each optimizer's page says, is on them; this one has the table. */
export const overview: Document = page("optimizers/", "All of them", "docs/optimizers.md");
/** What there is by name, and how names are read. */
export const catalog: Document = page("guide/catalog", "The catalog", "packages/catalog/README.md");

export const documents: readonly Document[] = [
  ...guide.flatMap((chapter) => chapter.documents),
  ...optimizers.documents,
  overview,
  catalog,
];
