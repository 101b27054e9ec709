/** What an engine needs of the contract, beside what everybody does. */
export { Heap } from "./heap.ts";
export { EXP2 } from "./math/expTable.ts";
export { LOG_C, LOG_C_TAIL } from "./math/logTable.ts";
