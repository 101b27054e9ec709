/** A recipe, as somebody has it who followed it: its files in a folder of their own, and what its README has one install. */

import { cpSync, mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const docs = fileURLToPath(new URL("..", import.meta.url));
export const recipes = join(docs, "recipes");

/** The folders of the recipes. */
export const names = readdirSync(recipes, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

export const readme = (name: string): string => readFileSync(join(recipes, name, "README.md"), "utf8");

/** What the lines `npm i …` of a README install. */
const installed = (text: string): string[] =>
  [...text.matchAll(/^npm i (.*)$/gm)].flatMap(([, words]) =>
    words!.split(" ").filter((word) => !word.startsWith("-")),
  );

/**
 * @param folder where to put it: it is made
 * @param packed where the packages of this repository are installed as they are packed: a `node_modules`
 * @returns the recipe's own folder
 */
export function project(name: string, folder: string, packed: string): string {
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  cpSync(join(recipes, "training.ts"), join(folder, "training.ts"));
  cpSync(join(recipes, name), join(folder, name), { recursive: true });
  const link = (from: string, what: string) => {
    const to = join(folder, "node_modules", what);
    mkdirSync(dirname(to), { recursive: true });
    symlinkSync(realpathSync(join(from, what)), to, "junction");
  };
  for (const what of installed(readme(name)))
    link(what.startsWith("@downhill/") ? packed : join(docs, "node_modules"), what);
  return join(folder, name);
}
