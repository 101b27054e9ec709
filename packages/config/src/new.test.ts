import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { sgd } from "@downhill/catalog";
import type { Plugin, Wrapper } from "@downhill/plugin";
import { expect, test } from "vitest";
import { biome } from "./biome.ts";
import { newName } from "./name.ts";
import { kindOf, sourceTemplate, testTemplate } from "./template.ts";
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

test("a flag says what is new", () => {
  expect(kindOf(["heavy-ball"])).toEqual({ kind: "elementwise", names: ["heavy-ball"] });
  expect(kindOf(["--wrapper", "slow"])).toEqual({ kind: "wrapper", names: ["slow"] });
  expect(() => kindOf(["slow", "--wraper"])).toThrow(
    "one kind of --elementwise, --tensorwise, --modelwise, --wrapper, got --wraper",
  );
  expect(() => kindOf(["slow", "--wrapper", "--modelwise"])).toThrow("got --modelwise and --wrapper");
});

const kinds = ["elementwise", "tensorwise", "modelwise", "wrapper"] as const;

test("the templates have nothing that the linter finds", () => {
  const templates = new Map(
    kinds.flatMap((kind) => [
      [`packages/optimizers/${kind}/src/index.ts`, sourceTemplate("heavy-ball", kind)] as const,
      [`packages/optimizers/${kind}/src/index.test.ts`, testTemplate("heavy-ball", kind)] as const,
    ]),
  );
  const { output } = biome(biome(templates, ["format", "--write"]).files, ["check", "--reporter=json"]);
  expect(JSON.parse(output)).toMatchObject({ diagnostics: [] });
});

test.each(kinds)("the %s template is gradient descent, or nothing around it", async (kind) => {
  const folder = mkdtempSync(join(repository, "node_modules/.new-"));
  try {
    const file = join(folder, "index.ts");
    writeFileSync(file, sourceTemplate("heavy-ball", kind));
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
