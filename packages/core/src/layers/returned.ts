import { refuse } from "@downhill/plugin/arguments";

/** What a user's function gave: `null` would count as 0, and a forgotten `return` as NaN. */
export function checkReturned(owner: string, of: string, value: number): number {
  if (typeof value !== "number") refuse(owner, `what ${of} returns`, "a number", value);
  return value;
}
