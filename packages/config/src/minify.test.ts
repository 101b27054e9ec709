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

type Plugins = Readonly<Record<string, Plugin>>;
interface Everything {
  readonly optimizers: Plugins;
  readonly wrappers: Readonly<Record<string, Wrapper>>;
  readonly language: Plugins;
}
/** All optimizers, and each wrapper around one. */
const pluginsOf = ({ optimizers, wrappers, language }: Everything): Plugins => {
  const wrapped = Object.values(wrappers).map((wrapper): Plugin => wrapper(optimizers.adam!));
  return { ...optimizers, ...language, ...Object.fromEntries(wrapped.map((plugin) => [plugin.name, plugin])) };
};
const sources = pluginsOf({ ...catalog, language } as unknown as Everything);
const everything =
  'export { language } from "./language.ts"; export { optimizers, wrappers } from "@downhill/catalog";';
const minified: Record<string, () => Promise<string>> = {
  esbuild: () => withEsbuild(everything, { minify: true, target: "esnext" }),
  "esbuild, es2022": () => withEsbuild(everything, { minify: true, target: "es2022" }),
  // Here `**` becomes a call of a helper: `__pow(beta, t)`, `K(b, t)`.
  "esbuild, es2015": () => withEsbuild(everything, { minify: true, target: "es2015" }),
  "esbuild, names kept": () => withEsbuild(everything, { minify: true, keepNames: true, target: "es2022" }),
  "rolldown, es2022": () => withRolldown(everything, "es2022"),
  "rolldown, es2015": () => withRolldown(everything, "es2015"),
  "terser, es2020": () => withTerser(everything, 2020, 3),
  // Once over, as it does by itself, leaves other text; after the third time, both have the same.
  "terser, es2015": () => withTerser(everything, 2015, 1),
  "swc, es2022": () => withSwc(everything, "es2022"),
  "swc, es2015": () => withSwc(everything, "es2015"),
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
function wanted(key: string, backend: "simd" | "portable"): string {
  const id = `${key} ${backend}`;
  if (!known.has(id)) known.set(id, digest(sources[key]!, backend));
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

describe.each(Object.keys(minified))("minified by %s", (name) => {
  let bundle: Plugins;
  beforeAll(async () => {
    bundle = pluginsOf(await load<Everything>(await minified[name]!()));
  });

  test.each(Object.keys(sources))("%s compiles, to the same bits", (key) => {
    const [source, small] = [sources[key]!, bundle[key]!];
    expect(small).not.toBe(source);
    expect(facts(small)).toEqual(facts(source));
    const text = (plugin: Plugin) => (plugin as ElementwisePlugin).rule.toString();
    if ("rule" in source) expect(text(small).length).toBeLessThan(0.8 * text(source).length);
    for (const backend of ["simd", "portable"] as const) expect(digest(small, backend)).toBe(wanted(key, backend));
  });
});
