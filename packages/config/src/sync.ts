/** `pnpm sync` writes what is derived from the optimizers' metadata, and the READMEs' programs; `--check` only says what is stale. */
import { generate, stale, write } from "./generate.ts";
import { repository } from "./workspace.ts";

const check = process.argv.includes("--check");
try {
  const files = await generate(repository);
  const changed = stale(repository, files);
  if (!check) write(repository, new Map([...files].filter(([path]) => changed.includes(path))));
  for (const path of changed) console.log(`${check ? "stale" : "wrote"} ${path}`);
  if (changed.length === 0) console.log(`${files.size} generated files are fresh`);
  else if (check) {
    console.error(`${changed.length} of ${files.size} generated files are stale: run \`pnpm sync\``);
    process.exitCode = 1;
  }
} catch (error) {
  console.error(`sync: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
