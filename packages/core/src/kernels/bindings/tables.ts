import { EXP2, LOG_C, LOG_C_TAIL, RECIPROCAL } from "@downhill/plugin/math";

/** The tables of the plain functions, by the kernels' names for them. */
export const tables = { EXP2, LOG_C, LOG_C_TAIL, RECIPROCAL };

/** Where the kernels find them, one behind the other: in the memory's first page, before their own constants. */
export const TABLES = 1024;

/** In the bytes of a module they would be in a program twice, and nothing compresses them. */
export function writeTables(memory: ArrayBuffer): void {
  let at = TABLES;
  for (const table of Object.values(tables)) {
    new Float64Array(memory, at, table.length).set(table);
    at += table.byteLength;
  }
}
