/** Functions whose bits are the same in every engine, which `Math`'s do not promise. */
export { cbrt } from "./cbrt.ts";
export { exp, exp32, wideExp } from "./exp.ts";
/** The tables of both, for kernels that compute the same. */
export { EXP2 } from "./expTable.ts";
export { log, log32, RECIPROCAL, wideLog } from "./log.ts";
export { LOG_C, LOG_C_TAIL } from "./logTable.ts";
export { pow } from "./pow.ts";
export { cos, sin } from "./trig.ts";
