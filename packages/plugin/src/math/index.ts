/** Functions whose bits are the same in every engine, which `Math`'s do not promise. */
export { cbrt } from "./cbrt.ts";
export { exp, exp32, wideExp } from "./exp.ts";
export { log, log32, wideLog } from "./log.ts";
export { pow } from "./pow.ts";
/** What `exp` and `log` look up, for kernels that compute the same. */
export { EXP2, LOG_C, LOG_C_TAIL, RECIPROCAL } from "./tables.ts";
export { cos, sin } from "./trig.ts";
