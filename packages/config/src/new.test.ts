import { expect, test } from "vitest";
import { biome } from "./biome.ts";
import { newName } from "./name.ts";
import { sourceTemplate, testTemplate } from "./template.ts";
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

test("the templates have nothing that the linter finds", () => {
  const templates = new Map([
    ["packages/optimizers/heavy-ball/src/index.ts", sourceTemplate("heavy-ball")],
    ["packages/optimizers/heavy-ball/src/index.test.ts", testTemplate("heavy-ball")],
  ]);
  const { output } = biome(biome(templates, ["format", "--write"]).files, ["check", "--reporter=json"]);
  expect(JSON.parse(output)).toMatchObject({ diagnostics: [] });
});
