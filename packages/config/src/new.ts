/**
 * `pnpm new <name>` makes an optimizer's package that passes every check but its golden trajectory: of an elementwise rule,
 * or with `--tensorwise`, `--modelwise`, `--wrapper` one of those.
 */
import { execSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { biome } from "./biome.ts";
import { generate, stale, write } from "./generate.ts";
import { newName } from "./name.ts";
import { kindOf, sourceTemplate, testTemplate } from "./template.ts";
import { repository } from "./workspace.ts";

try {
  const { kind, names } = kindOf(process.argv.slice(2));
  if (names.length > 1) throw new Error(`one name, got ${names.length}`);
  const name = newName(repository, names[0]);
  const folder = `packages/optimizers/${name}`;
  const templates = new Map([
    [`${folder}/src/index.ts`, sourceTemplate(name, kind)],
    [`${folder}/src/index.test.ts`, testTemplate(name, kind)],
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
${folder} ${kind === "wrapper" ? "does nothing of its own" : "is plain gradient descent"} for now, and in the catalog. Next:
  1. ${folder}/src/index.ts: your ${kind === "elementwise" ? "rule" : "step"}, its hyperparameters, paper and reference.
  2. packages/conformance/golden/README.md says how to name the reference and its cases, and to write ${name}.json.
  3. pnpm unit ${name}, until it passes; then pnpm sync, pnpm snapshots and pnpm test.`);
} catch (error) {
  console.error(`new: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
