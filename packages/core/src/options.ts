/**
 * Checks the names of options, which TypeScript does and JavaScript does not.
 * @param what whose options they are: the error message starts with it
 * @throws RangeError for an option that is not among the known ones; TypeError for options that are no object.
 */
export function checkOptions(what: string, given: object | undefined, known: readonly string[]): void {
  if (given === undefined) return;
  if (typeof given !== "object" || given === null) {
    throw new TypeError(`${what}: options must be an object, got ${String(given)}`);
  }
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) {
      throw new RangeError(`${what}: unknown option "${name}" (it has ${known.join(", ") || "none"})`);
    }
  }
}
