import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { sgd } from "@downhill/catalog";
import type { Plugin, Wrapper } from "@downhill/plugin";
import { expect, test } from "vitest";
import { answers } from "./answers.ts";
import { biome } from "./biome.ts";
import { newName } from "./name.ts";
import { type Filling, kinds, sourceTemplate, testTemplate } from "./template.ts";
import { repository } from "./workspace.ts";

test.each(["heavy-ball", "adam2", "adam-8bit"])("%s may be new", (name) => {
  expect(newName(repository, name)).toBe(name);
});

test.each<[string | undefined, string]>([
  [undefined, "which name?"],
  ["", "which name?"],
  ["HeavyBall", 'kebab-case, such as heavy-ball or adam2, got "HeavyBall"'],
  ["../adam", "kebab-case"],
  ["2adam", "kebab-case"],
  ["heavy--ball", "kebab-case"],
  ["a".repeat(41), "at most 40 characters, got 41"],
  ["delete", "delete means something else"],
  ["adam", "packages/optimizers/adam exists already"],
  ["core", "@downhill/core is packages/core already"],
])("%j is refused", (name, message) => {
  expect(() => newName(repository, name)).toThrow(message);
});

const all = ["heavy-ball", "--kind", "wrapper", "--title", "A ball.", "--paper", "Polyak 1964", "--reference", "none"];

test("flags say all, and nothing is asked", async () => {
  const found = await answers(repository, all);
  expect(found).toEqual({
    name: "heavy-ball",
    kind: "wrapper",
    title: "A ball.",
    paper: "Polyak 1964",
    reference: "none",
  });
});

test("what flags leave open is asked, and nothing else", async () => {
  const asked: string[] = [];
  const found = await answers(repository, ["--reference", "torch.optim.SGD"], {
    async text(question, example, problem) {
      asked.push(question);
      expect(problem("")).toBeDefined();
      expect(problem(example)).toBeUndefined();
      return example;
    },
    async kind() {
      return "modelwise";
    },
  });
  expect(found).toEqual({
    name: "heavy-ball",
    kind: "modelwise",
    title: "Gradient descent with the momentum of a heavy ball.",
    paper: "Polyak 1964, equation 9",
    reference: "torch.optim.SGD",
  });
  expect(asked).toHaveLength(3);
});

test.each<[readonly string[], string]>([
  [[], "nobody is there to be asked, so give a name, --title, --paper, --reference, --kind"],
  [all.slice(0, -2), "nobody is there to be asked, so give --reference"],
  [["adam", ...all.slice(1)], "packages/optimizers/adam exists already"],
  [["one", "two"], "one name, got 2: one, two"],
  [["heavy-ball", "--kind", "wraper"], "--kind is one of elementwise, tensorwise, modelwise, wrapper, got wraper"],
  [["heavy-ball", "--wrapper"], "Unknown option '--wrapper'"],
  [["heavy-ball", "--paper", "two\nlines"], "--paper is one line of text"],
  [["heavy-ball", "--title", " "], "--title is one line of text"],
])("%j is refused", async (args, message) => {
  await expect(answers(repository, args)).rejects.toThrow(message);
});

const filled = (kind: Filling["kind"], reference = "torch.optim.SGD"): Filling => ({
  name: "heavy-ball",
  kind,
  title: 'A "ball".',
  paper: "Polyak 1964",
  reference,
});

test("the templates have nothing that the linter finds", () => {
  const templates = new Map(
    kinds.flatMap((kind) => [
      [`packages/optimizers/${kind}/src/index.ts`, sourceTemplate(filled(kind))] as const,
      [`packages/optimizers/${kind}/src/index.test.ts`, testTemplate(filled(kind))] as const,
      [`packages/optimizers/${kind}/src/own.test.ts`, testTemplate(filled(kind, "none"))] as const,
    ]),
  );
  const { output } = biome(biome(templates, ["format", "--write"]).files, ["check", "--reporter=json"]);
  expect(JSON.parse(output)).toMatchObject({ diagnostics: [] });
});

test.each(kinds)("the %s template is gradient descent, or nothing around it", async (kind) => {
  const folder = mkdtempSync(join(repository, "node_modules/.new-"));
  try {
    const file = join(folder, "index.ts");
    writeFileSync(file, sourceTemplate(filled(kind)));
    const { heavyBall } = (await import(pathToFileURL(file).href)) as { heavyBall: Plugin | Wrapper };
    const plugin = (heavyBall.kind === "wrapper" ? heavyBall(sgd) : heavyBall) as Plugin;
    const [one, other] = [plugin, sgd as Plugin].map((plugin) => {
      const w = { value: Float32Array.of(3, -2), grad: Float32Array.of(1, 0.3) };
      const optimizer = plugin({ w }, { lr: 0.1 });
      for (let t = 0; t < 3; t++) optimizer.step();
      return w.value;
    });
    expect(one).toEqual(other);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
