import { checkNumbers } from "@downhill/plugin/arguments";

/** @throws TypeError or RangeError for a start that is no list of at least one finite number */
export function checkedStart(owner: string, name: string, given: ArrayLike<number>): Float64Array {
  checkNumbers(owner, name, given);
  if (given.length === 0) throw new RangeError(`${owner}: ${name} must have at least one number, got none`);
  return Float64Array.from(given);
}
