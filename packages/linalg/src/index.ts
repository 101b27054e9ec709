export type { Floats } from "./check.ts";
export { eigh } from "./eigh.ts";
export { gramColumns, gramRows } from "./gram.ts";
export { inverseRoot } from "./inverse-root.ts";
export { matmulNN, matmulNT, matmulTN, type SumPrecision } from "./matmul.ts";
export { type NewtonSchulzOptions, newtonSchulz } from "./newton-schulz.ts";
export { qr } from "./qr.ts";
