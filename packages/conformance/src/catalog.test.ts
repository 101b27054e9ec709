import { existsSync, readdirSync, readFileSync } from "node:fs";
import { all } from "@downhill/catalog";
import type { HyperSpec } from "@downhill/plugin";
import { describe, expect, it } from "vitest";
import type { Golden } from "./golden.ts";

const folder = new URL("../golden/", import.meta.url);
const text = (path: string) => readFileSync(new URL(path, folder), "utf8");
/** What is no trajectory. */
const others = ["snapshots"];
const golden = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .map((file) => file.replace(".json", ""))
  .filter((name) => !others.includes(name));
const camelCase = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

it("has every optimizer under its own name", () => {
  for (const [name, plugin] of Object.entries(all)) expect(plugin.name).toBe(name);
});

it("has golden trajectories of each, and of nothing else", () => {
  // Gradient accumulation has no reference: sums are its tests'. What is unverified has none either.
  const compared = Object.values(all).filter(({ reference }) => reference !== "none");
  const names = compared.map(({ name }) => name).filter((name) => name !== "accumulate");
  expect(golden.toSorted()).toEqual(names.toSorted());
});

it("can make each of them again, and check it against equations", () => {
  const references = text("references.py");
  const made = [...references.slice(references.indexOf("REFERENCES = {")).matchAll(/^ {4}"([\w-]+)": /gm)];
  expect(made.map(([, name]) => name!).toSorted()).toEqual(golden.toSorted());
  const written = [...text("check.py").matchAll(/"([\w-]+)"/g)].map(([, name]) => name);
  expect(golden.filter((name) => !written.includes(name))).toEqual([]);
});

describe.each(golden)("golden/%s.json", (name) => {
  const { optimizer, cases } = JSON.parse(text(`${name}.json`)) as Golden;

  it("says whose it is, and has cases, each under a name of its own", () => {
    expect(optimizer).toBe(name);
    const ids = cases.map(({ id, base = "" }) => `${id} ${base}`);
    expect(ids).not.toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("has hyperparameters that there are", () => {
    const unknown = cases.flatMap(({ base, hyper }) => {
      const spec: HyperSpec = { ...all[name as keyof typeof all]?.hyper, ...all[base as keyof typeof all]?.hyper };
      return Object.keys(hyper).filter((key) => !Object.hasOwn(spec, key));
    });
    expect(unknown).toEqual([]);
  });

  it("is what its package's test follows, around each inner optimizer", () => {
    const own = `../../optimizers/${name}/src/index.test.ts`;
    const test = text(existsSync(new URL(own, folder)) ? own : `../../plugin/src/wrappers/${name}.test.ts`);
    expect(test).toContain(`golden/${name}.json`);
    for (const { base } of cases) {
      const plugin = base === undefined ? camelCase(name) : `${camelCase(name)}(${camelCase(base)})`;
      expect(test).toContain(`trajectories(${plugin}, golden)`);
    }
  });
});
