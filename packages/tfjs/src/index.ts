export { register, toTfjs } from "./class.ts";
export type { TfjsOptimizer, TfjsOptions } from "./contract.ts";
