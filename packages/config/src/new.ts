/**
 * `pnpm new <name>` makes an optimizer's package that passes every check but its golden trajectory. It asks what flags leave
 * open: `--kind`, `--title`, `--paper`, `--reference`. With `--reference none` there is nothing to compare it with: it is
 * unverified, and private to its clone.
 */
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { answers } from "./answers.ts";
import { biome } from "./biome.ts";
import { generate, stale, write } from "./generate.ts";
import { isUnverified } from "./plugins.ts";
import { prompts } from "./prompts.ts";
import { type Filling, sourceTemplate, testTemplate } from "./template.ts";
import { repository } from "./workspace.ts";

try {
  const filling = await answers(repository, process.argv.slice(2), process.stdin.isTTY ? prompts : undefined);
  await make(filling);
  console.log(nextSteps(filling));
} catch (error) {
  console.error(`new: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}

/** Writes the two files that people edit, and all that follows from them. */
async function make(filling: Filling): Promise<void> {
  const folder = `packages/optimizers/${filling.name}`;
  const templates = new Map([
    [`${folder}/src/index.ts`, sourceTemplate(filling)],
    [`${folder}/src/index.test.ts`, testTemplate(filling)],
  ]);
  const sources = biome(templates, ["format", "--write"]).files;
  write(repository, sources);
  const generated = await generate(repository).catch((error: unknown) => {
    rmSync(join(repository, folder), { recursive: true });
    throw error;
  });
  const old = new Set(stale(repository, generated));
  const changed = new Map([...generated].filter(([path]) => old.has(path)));
  write(repository, changed);
  for (const path of [...sources.keys(), ...changed.keys()]) console.log(`wrote ${path}`);
  const install = ["install", "--no-frozen-lockfile", "--prefer-offline", "--reporter=silent"];
  execFileSync("pnpm", install, { cwd: repository, stdio: "inherit", shell: process.platform === "win32" });
  // `pnpm snapshots`, of the catalog that there is only now.
  if (isUnverified(filling))
    await import(pathToFileURL(join(repository, "packages/conformance/golden/snapshots.ts")).href);
}

function nextSteps({ name, kind, reference }: Filling): string {
  const file = `packages/optimizers/${name}/src/index.ts`;
  const now = kind === "wrapper" ? "does nothing of its own" : "is plain gradient descent";
  const edit = `1. ${file}: your ${kind === "elementwise" ? "rule" : "step"}, its hyperparameters and its state.`;
  const benched = kind === "wrapper" ? `"${name}(sgd)" sgd` : `${name},sgd`;
  const golden = `2. packages/conformance/golden/README.md says how to have ${reference} write ${name}.json.`;
  const steps = isUnverified({ reference })
    ? [
        edit,
        `2. pnpm unit ${name}, until it passes; pnpm bench --optimizers ${benched}`,
        "3. pnpm sync, pnpm snapshots and pnpm test.",
      ]
    : [edit, golden, `3. pnpm unit ${name}, until it passes; then pnpm sync, pnpm snapshots and pnpm test.`];
  const mark = isUnverified({ reference })
    ? " It is unverified, which is said wherever it shows, and private to this clone."
    : "";
  return `
${name} ${now} for now, and in the catalog.${mark} Next:
${steps.map((step) => `  ${step}`).join("\n")}`;
}
