import { camelCase, optimizerNames, packages } from "./workspace.ts";

/** Names that would be a keyword or a global where a plugin is exported by them. */
const reserved = new Set(
  (
    "await break case catch class const continue debugger default delete do else enum export extends false finally for " +
    "function if implements import in instanceof interface let new null package private protected public return static " +
    "super switch this throw true try typeof var void while with yield arguments eval undefined all"
  ).split(" "),
);

/**
 * @returns `name`, if a new optimizer may have it.
 * @throws Error saying what is wrong with it: absent, not kebab-case, reserved or taken.
 */
export function newName(root: string, name: string | undefined): string {
  if (!name) throw new Error("which name? pnpm new <kebab-case-name>, e.g. pnpm new heavy-ball");
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new Error(`a name is kebab-case, such as heavy-ball or adam2, got ${JSON.stringify(name)}`);
  }
  if (name.length > 40) throw new Error(`a name has at most 40 characters, got ${name.length}: ${name}`);
  if (reserved.has(name)) throw new Error(`${name} means something else in JavaScript or in the catalog`);
  const same = optimizerNames(root).find((other) => camelCase(other) === camelCase(name));
  if (same) throw new Error(`packages/optimizers/${same} exists already`);
  const taken = packages(root).find(({ manifest }) => manifest.name === `@downhill/${name}`);
  if (taken) throw new Error(`@downhill/${name} is ${taken.folder} already`);
  return name;
}
