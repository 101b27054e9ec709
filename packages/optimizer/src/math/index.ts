/** Functions whose bits are the same in every engine, which `Math`'s do not promise. */
export { exp, exp32, wideExp } from "./exp.ts";
export { log, log32, wideLog } from "./log.ts";
export { cos, sin } from "./trig.ts";
