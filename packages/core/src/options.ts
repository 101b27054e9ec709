/**
 * Checks the names of options, which TypeScript does and JavaScript does not: a misspelt one would be ignored.
 * @param owner whose options they are: the error message starts with it
 * @throws RangeError for an option that is not among the known ones; TypeError for options that are no object.
 */
export function checkOptions<Options extends object>(
  owner: string,
  options: Options | undefined,
  known: readonly (keyof Options & string)[],
): void {
  if (options === undefined) return;
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`${owner}: options must be an object, got ${String(options)}`);
  }
  for (const name of Object.keys(options)) {
    if (!(known as readonly string[]).includes(name)) {
      throw new RangeError(`${owner}: unknown option "${name}" (it has ${known.join(", ") || "none"})`);
    }
  }
}
