import { AT_LEAST_0, checkNumber } from "../arguments.ts";
import type { Schedule } from "../contract.ts";

/** The same value at every step. */
export function constant(value: number): Schedule {
  checkNumber("constant", "value", value, AT_LEAST_0);
  return () => value;
}
