import { checkOptions, refuse } from "../arguments.ts";

/**
 * Options that there must be, since some of them have no default.
 * @throws TypeError where there are none, or no object; RangeError for one that is not known
 */
export function checkRequired<Options extends object>(
  owner: string,
  options: Options,
  known: readonly (keyof Options & string)[],
): void {
  if (options === undefined) refuse(owner, "options", "an object", options);
  checkOptions(owner, options, known);
}
