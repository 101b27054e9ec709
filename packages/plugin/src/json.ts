import type { FloatArray } from "./contract.ts";
import { mustBe } from "./errors.ts";
import type { FloatType } from "./float-array.ts";

type Value = number | FloatArray;

/** Numbers that JSON does not have are strings there, and arrays are lists. */
const written = (x: number): number | string => (Object.is(x, -0) ? "-0" : Number.isFinite(x) ? x : String(x));

/** Has `JSON.stringify` keep every bit of a record's numbers and arrays. Structured clone does so anyway. */
export function lossless<R extends Readonly<Record<string, Value>>>(record: R): R {
  const toJSON = () =>
    Object.fromEntries(
      Object.entries(record).map(([name, value]) => [
        name,
        typeof value === "number" ? written(value) : Array.from(value, written),
      ]),
    );
  // Not enumerable: it is no part of what is cloned.
  return Object.defineProperty(record, "toJSON", { value: toJSON });
}

/** What JSON has made of a number, as the number again; anything else as it is. */
export const numberOfState = (value: unknown): unknown =>
  typeof value === "string" && /^(-0|NaN|-?Infinity)$/.test(value) ? Number(value) : value;

/** The same. @throws RangeError for what is no number */
export function numberIn(what: string, value: unknown): number {
  const number = numberOfState(value);
  return typeof number === "number" ? number : mustBe(what, "a number", value);
}

/**
 * What JSON has made of an array, as an array again; anything else as it is.
 * @throws RangeError naming what is no number in it
 */
export const arrayOfState = (what: string, type: FloatType, value: unknown): unknown =>
  Array.isArray(value) ? type.from(value.map((x, i) => numberIn(`${what}[${i}]`, x))) : value;
