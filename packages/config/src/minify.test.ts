import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as catalog from "@downhill/catalog";
import type { ElementwisePlugin, Plugin, Wrapper } from "@downhill/plugin";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { language } from "../minified/language.ts";
import { withEsbuild, withRolldown, withSwc, withTerser } from "./bundle.ts";
import { camelCase } from "./workspace.ts";

type Plugins = Readonly<Record<string, Plugin>>;
interface Everything {
  readonly optimizers: Plugins;
  readonly wrappers: Readonly<Record<string, Wrapper>>;
  readonly language: Plugins;
}

/** The names of every fifth optimizer and wrapper, and of Adam, around which wrappers are; `pnpm thorough` has all. */
function sample(first: number): string[] {
  const names = Object.keys(catalog.all);
  return names.filter((name, i) => process.env.DOWNHILL_THOROUGH || i % 5 === first || name === "adam");
}

/** Optimizers, each wrapper around one, and the rules of the whole language. */
const pluginsOf = ({ optimizers, wrappers, language }: Everything): Plugins => {
  const wrapped = Object.values(wrappers).map((wrapper): Plugin => wrapper(optimizers.adam!));
  return { ...optimizers, ...language, ...Object.fromEntries(wrapped.map((plugin) => [plugin.name, plugin])) };
};

/** What is called so, of optimizers or wrappers. */
const among = <T>(all: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> =>
  Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));

const sourcesOf = (names: readonly string[]): Plugins =>
  pluginsOf({
    optimizers: among<Plugin>(catalog.optimizers, names),
    wrappers: among<Wrapper>(catalog.wrappers, names),
    language,
  });

/** An application's module that exports them. */
function entryOf(names: readonly string[]): string {
  const object = (all: object) =>
    `{ ${Object.keys(among({ ...all }, names)).map((name) => `"${name}": ${camelCase(name)}`)} }`;
  return `
    import { ${names.map(camelCase)} } from "@downhill/catalog";
    export { language } from "./language.ts";
    export const optimizers = ${object(catalog.optimizers)};
    export const wrappers = ${object(catalog.wrappers)};`;
}

const minifiers: Record<string, (entry: string) => Promise<string>> = {
  esbuild: (entry) => withEsbuild(entry, { minify: true, target: "esnext" }),
  "esbuild, es2022": (entry) => withEsbuild(entry, { minify: true, target: "es2022" }),
  // Here `**` becomes a call of a helper: `__pow(beta, t)`, `K(b, t)`.
  "esbuild, es2015": (entry) => withEsbuild(entry, { minify: true, target: "es2015" }),
  "esbuild, names kept": (entry) => withEsbuild(entry, { minify: true, keepNames: true, target: "es2022" }),
  "rolldown, es2022": (entry) => withRolldown(entry, "es2022"),
  "rolldown, es2015": (entry) => withRolldown(entry, "es2015"),
  "terser, es2020": (entry) => withTerser(entry, 2020, 3),
  // Once over, as it does by itself, leaves other text; after the third time, both have the same.
  "terser, es2015": (entry) => withTerser(entry, 2015, 1),
  "swc, es2022": (entry) => withSwc(entry, "es2022"),
  "swc, es2015": (entry) => withSwc(entry, "es2015"),
};

let folder = "";
let files = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "downhill-minified-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a bundle's text as the module it is, and returns what it exports. */
async function load<T>(code: string): Promise<T> {
  const file = join(folder, `bundle-${files++}.mjs`);
  writeFileSync(file, code);
  return await import(pathToFileURL(file).href);
}

/** Combinations of: each flag off and on, and each number that is 0 by default also away from it; at most eight. */
const settings = ({ hyper }: Plugin) =>
  Object.entries(hyper).reduce<Record<string, number>[]>(
    (all, [name, { scale, default: value }]) => {
      if (scale !== "flag" && value !== 0) return all;
      return all.slice(0, 4).flatMap((each) => [each, { ...each, [name]: scale === "flag" ? 1 - value : 0.25 }]);
    },
    [{}],
  );

/** Of weights and gradients each alone and both 0, of whole vectors and a rest; steps past what is done every tenth. */
const [LENGTH, STEPS] = process.env.DOWNHILL_THOROUGH ? [101, 20] : [37, 12];

/** A digest of the weights and state after these steps under every setting that the plugin takes. */
function digest(plugin: Plugin, backend: "simd" | "portable"): string {
  const hash = createHash("sha256");
  let taken = 0;
  for (const hyper of settings(plugin)) {
    const w = { value: new Float32Array(LENGTH), grad: new Float32Array(LENGTH) };
    w.value.forEach((_, i) => {
      w.value[i] = i % 7 === 0 ? (i % 2) * 1e-41 : ((i * 7919) % 997) / 499 - 1;
    });
    let optimizer: ReturnType<Plugin>;
    try {
      optimizer = plugin({ w }, hyper, { backend });
    } catch (error) {
      hash.update(`${error}`);
      continue;
    }
    taken++;
    for (let t = 0; t < STEPS; t++) {
      w.grad.forEach((_, i) => {
        w.grad[i] = i % 5 === 0 ? 0 : (((i + t) * 104729) % 1009) / 505 - 1;
      });
      optimizer.step(() => 0);
    }
    const state = Object.values(optimizer.state().parameters.w!);
    for (const array of [w.value, ...state.map((x) => (typeof x === "number" ? Float64Array.of(x) : x))])
      hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  }
  expect(taken).toBeGreaterThan(0);
  return hash.digest("hex");
}

const known = new Map<string, string>();
/** The digest of what was not minified. */
function wanted(plugin: Plugin, backend: "simd" | "portable"): string {
  const id = `${plugin.name} ${backend}`;
  if (!known.has(id)) known.set(id, digest(plugin, backend));
  return known.get(id)!;
}

const facts = ({ name, doc, paper, reference, hyper, state }: Plugin) => ({
  name,
  doc,
  paper,
  reference,
  hyper,
  state: JSON.stringify(state), // without its functions, which are minified
});

describe.each(Object.entries(minifiers).map(([name, minify], i) => ({ name, minify, names: sample(i % 5) })))(
  "minified by $name",
  ({ minify, names }) => {
    const sources = sourcesOf(names);
    let bundle: Plugins;
    beforeAll(async () => {
      bundle = pluginsOf(await load<Everything>(await minify(entryOf(names))));
    });

    test.each(Object.keys(sources))("%s compiles, to the same bits", (key) => {
      const [source, small] = [sources[key]!, bundle[key]!];
      expect(small).not.toBe(source);
      expect(facts(small)).toEqual(facts(source));
      const text = (plugin: Plugin) => (plugin as ElementwisePlugin).rule.toString();
      if ("rule" in source) expect(text(small).length).toBeLessThan(0.8 * text(source).length);
      for (const backend of ["simd", "portable"] as const) expect(digest(small, backend)).toBe(wanted(source, backend));
    });
  },
);
