import { optimizers } from "@downhill/catalog";
import type { Plugin } from "@downhill/plugin";
import { expect, test } from "vitest";
import { describe } from "../equations/load.ts";
import { loadOwn, loadPlugins, referenceOf } from "../plugins.ts";
import { repository } from "../workspace.ts";
import { absent } from "./absent.ts";
import { arraysOf, evaluationsOf, kindOf, memoryOf } from "./facts.ts";
import { optimizersPage } from "./page.ts";
import { speeds } from "./speed.ts";

const [plugins, own] = [await loadPlugins(repository), await loadOwn(repository)];
const described = describe(repository, [...plugins, ...own]);
const page = optimizersPage({ plugins, own, described, speeds: speeds(repository) });
const named = (name: string) => plugins.find((each) => each.name === name)!;
const bytes = (name: string) => Number(/^\d+/.exec(memoryOf(named(name)))![0]);

test("every optimizer and wrapper has a row that leads to its section, and text of its own", () => {
  const sections = new Map(page.split(/^## /m).map((text) => [text.slice(0, text.indexOf("\n")), text]));
  for (const each of [...plugins, ...own]) {
    expect(page, each.name).toContain(`| [${each.name}](#${each.name}) |`);
    const text = sections.get(each.name);
    for (const part of [each.doc, each.paper, referenceOf(each), ...Object.keys(each.hyper).map((key) => `\`${key}\``)])
      expect(text, each.name).toContain(part);
    const paragraphs = described.get(each.name)?.source?.paragraphs ?? [];
    expect(paragraphs.length, `${each.name}: a comment above its definition`).toBeGreaterThan(0);
    for (const paragraph of paragraphs) expect(text, each.name).toContain(paragraph);
    const when = described.get(each.name)?.source?.when;
    expect(when, `${each.name}: a paragraph "When to use it: …" in the comment`).toMatch(/^[A-Z].{40,}\.$/);
    expect(text, each.name).toContain(`**When to use it**: ${when}`);
    expect(text?.includes("$$"), each.name).toBe(kindOf(each, described.get(each.name)!) === "element-wise");
  }
});

test("what is in the catalog is not among what is not", () => {
  const left = page.slice(page.indexOf("## Not here"));
  const present = absent.filter(({ name }) => [...plugins, ...own].some((each) => each.name === name));
  for (const { known } of present) expect(left).not.toContain(`| ${known} |`);
  expect(left.split("\n").filter((line) => line.startsWith("| ")).length).toBe(2 + absent.length - present.length);
});

test("an optimizer that gets a package drops out of the list", () => {
  const { name, known } = absent.at(-1)!;
  const made = { ...named("adam"), name, kind: "optimizer" as const, hyper: {}, state: {} };
  expect(optimizersPage({ plugins: [made as never], own: [], described: new Map(), speeds: new Map() })).not.toContain(
    `| ${known} |`,
  );
  expect(optimizersPage({ plugins: [], own: [], described: new Map(), speeds: new Map() })).toContain(`| ${known} |`);
});

test.each(Object.entries(optimizers as Record<string, Plugin>))(
  "%s keeps the memory that is stated",
  (name, plugin) => {
    const size = 64;
    const w = { value: new Float32Array(size).fill(0.5), grad: new Float32Array(size).fill(0.1) };
    const optimizer = plugin({ w });
    optimizer.step(() => 1);
    const kept = Object.values(optimizer.state().parameters.w as Record<string, unknown>);
    const arrays = kept.filter((each) => each instanceof Float32Array && each.length === size).length;
    const scratch = Object.values(plugin.state).filter(
      ({ kind, saved, shape }) => kind === "array" && !shape && saved === false,
    );
    const shaped = Object.values(plugin.state).some(({ shape }) => shape);
    const stated = bytes(name) / 4;
    if (shaped) expect(arrays + scratch.length).toBeGreaterThanOrEqual(stated);
    else expect(arrays + scratch.length).toBe(stated);
  },
);

test("kinds, arrays, evaluations", () => {
  const facts = (name: string) => {
    const each = named(name);
    return [kindOf(each, described.get(name)!), arraysOf(each), evaluationsOf(each, named("sgd"))];
  };
  expect(facts("adam")).toEqual(["element-wise", "2", "1"]);
  expect(facts("sgd")).toEqual(["element-wise", "0 to 1", "1"]);
  expect(facts("lbfgs")).toEqual(["model-wise", "4, and of other shapes", "up to 26"]);
  expect(facts("adafactor")).toEqual(["tensor-wise", "of other shapes", "1"]);
  expect(facts("sam")).toEqual(["wrapper", "0", "2"]);
  expect(memoryOf(named("rmsprop"))).toBe(
    "4 bytes per parameter (`cache`), 8 more where hyperparameters ask for `mean`, `buffer`",
  );
});
