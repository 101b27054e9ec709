/** `pnpm new <name>` makes an optimizer's package that passes every check but its golden trajectory. */
import { execSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { biome } from "./biome.ts";
import { generate, stale, write } from "./generate.ts";
import { newName } from "./name.ts";
import { sourceTemplate, testTemplate } from "./template.ts";
import { repository } from "./workspace.ts";

try {
  if (process.argv.length > 3) throw new Error(`one name, got ${process.argv.length - 2}`);
  const name = newName(repository, process.argv[2]);
  const folder = `packages/optimizers/${name}`;
  const templates = new Map([
    [`${folder}/src/index.ts`, sourceTemplate(name)],
    [`${folder}/src/index.test.ts`, testTemplate(name)],
  ]);
  const sources = biome(templates, ["format", "--write"]).files;
  write(repository, sources);
  const generated = await generate(repository).catch((error: unknown) => {
    rmSync(join(repository, folder), { recursive: true });
    throw error;
  });
  const changed = new Map([...generated].filter(([path]) => stale(repository, generated).includes(path)));
  write(repository, changed);
  for (const path of [...sources.keys(), ...changed.keys()]) console.log(`wrote ${path}`);
  execSync("pnpm install --no-frozen-lockfile --prefer-offline", { cwd: repository, stdio: "inherit" });
  console.log(`
${folder} is plain gradient descent for now, in the catalog and in the bench. Next:
  1. ${folder}/src/index.ts: your rule, its hyperparameters, paper and reference.
  2. packages/conformance/golden/generate.py: name the reference and its cases; it writes ${name}.json.
  3. pnpm unit ${name}, until it passes; then pnpm sync, and pnpm test.`);
} catch (error) {
  console.error(`new: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
