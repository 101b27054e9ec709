/**
 * That options are an object of known ones: a misspelt one would be ignored.
 * @throws TypeError, naming the owner, for what is no object; RangeError for an option that is not among the known ones.
 */
export function checkOptions<Options extends object>(
  owner: string,
  options: Options,
  known: readonly (keyof Options & string)[],
): void {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`${owner}: options must be an object, got ${options}`);
  }
  for (const name in options) {
    if (!known.includes(name)) throw new RangeError(`${owner}: unknown option "${name}" (it has ${known.join(", ")})`);
  }
}
