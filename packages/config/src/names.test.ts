import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { parseSync } from "oxc-parser";
import { expect, test } from "vitest";
import { filesIn, packages, repository } from "./workspace.ts";

const library = packages(repository).filter(
  ({ folder }) => folder.startsWith("packages/") && !/config|optimizers\/|catalog/.test(folder),
);

interface Export {
  readonly name: string;
  /** The module that has it: another package's where it is handed on. */
  readonly from: string;
}

/** What a package's main entry exports, types included. */
function exportsOf(folder: string): Export[] {
  const file = join(repository, folder, "src/index.ts");
  const { module } = parseSync(file, readFileSync(file, "utf8"));
  return module.staticExports
    .flatMap(({ entries }) => entries)
    .flatMap(({ exportName, moduleRequest }) => {
      const from = moduleRequest?.value ?? "";
      const origin = from.startsWith("@") ? from.split("/").slice(0, 2).join("/") : folder;
      return exportName.name ? [{ name: exportName.name, from: origin }] : [];
    });
}

test("no two packages export different things of one name", () => {
  const origins = new Map<string, Set<string>>();
  for (const { folder, manifest } of library)
    for (const { name, from } of exportsOf(folder)) {
      const origin = from === folder ? manifest.name : from;
      origins.set(name, (origins.get(name) ?? new Set()).add(origin));
    }
  // What problems hands on from core, core hands on from below.
  const handedOn = new Set(
    exportsOf("packages/core")
      .filter(({ from }) => from.startsWith("@"))
      .map(({ name }) => name),
  );
  const twice = [...origins].filter(([name, from]) => from.size > 1 && !handedOn.has(name));
  expect(twice.map(([name, from]) => `${name}: ${[...from].join(", ")}`)).toEqual([]);
});

test("no exported name hides one of TypeScript's own", () => {
  // TypeScript's own declarations lie in the package of its native compiler.
  const { resolve } = createRequire(createRequire(import.meta.url).resolve("typescript/package.json"));
  const native = `@typescript/typescript-${process.platform}-${process.arch}`;
  const lib = join(dirname(resolve(`${native}/package.json`)), "lib");
  const texts = readdirSync(lib)
    .filter((file) => /^lib\.(es|decorators).*\.d\.ts$/.test(file))
    .map((file) => readFileSync(join(lib, file), "utf8"));
  const own = new Set(
    texts.flatMap((text) =>
      [...text.matchAll(/^(?:declare )?(?:type|interface|var) (\w+)/gm)].map(([, name]) => name!),
    ),
  );
  expect(own.has("Parameters")).toBe(true);
  const hiding = library.flatMap(({ folder, manifest }) =>
    exportsOf(folder)
      .filter(({ name }) => own.has(name))
      .map(({ name }) => `${manifest.name}: ${name}`),
  );
  expect(hiding).toEqual([]);
});

/** Names of before the API's sweep, and where they may stand all the same. */
const old: readonly (readonly [name: RegExp, except?: RegExp])[] = [
  [/\baccumulation\??:|\baccumulation =|Accumulation\b/],
  [/\b[Ii]nitialis(e|ed|er|ers)\b(?=[(:.,}]|\s*[=?]|" )/, /^\s*(\/\*\*|\*|\/\/)|\|/],
  [/\bregularise\b|\bRegularisation[,;<]|\bregularisation\??:/],
  [/\blayer\d\.(weights?|biases|bias|running\w+|scale)\b/, /earlier version|older|dense0\.weight|batchNorm1\./],
  [/model\.weights\(\)/],
  [/\bsequential\(\{ input/],
  [/\bload\(bytes, model/],
  [/\b(?:weights|biases): \{ shape/],
  [/import \{[^}]*\b(optimizer|constant|inverseTimeDecay)\b[^}]*\} from "@downhill\/optimizer"/],
  [/\bOptimizerDefinition\b|\bInitialiser\b|\bAccumulation\b/],
  [/\bmodel\.infer\(|\b(?:tensor|each)\.arrays\b/],
  [/\b(?:weights|biases)\.(?:value|grad)\b|[{ ](?:weights|biases): (?:constant|normal|zeros|uniform|heNormal)\(/],
  [/\bsamples: \d+, classes\b/],
  [/\bfrom: next\b|\bepoch\.next\b/],
];

test("no name of before the sweep is left in code, docs and READMEs", () => {
  const roots = ["packages", "bench", "apps", "docs", "README.md", "CONTRIBUTING.md"];
  const files = roots.flatMap((root) =>
    root.endsWith(".md") ? [root] : filesIn(join(repository, root)).map((file) => `${root}/${file}`),
  );
  const texts = files.filter(
    (file) =>
      /\.(ts|md|mts)$/.test(file) &&
      !/node_modules|\/pages\/api\/|\/golden\/authors\/|\/dist\/|names\.test\.ts|safetensors-files\.test\.ts|CHANGELOG|\.wasm\.ts/.test(
        file,
      ),
  );
  const found = texts.flatMap((file) =>
    readFileSync(join(repository, file), "utf8")
      .split("\n")
      .flatMap((line, i) =>
        old
          .filter(([name, except]) => name.test(line) && !except?.test(line))
          .map(() => `${file}:${i + 1}: ${line.trim()}`),
      ),
  );
  expect(found).toEqual([]);
});
