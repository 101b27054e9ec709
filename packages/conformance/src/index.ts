export { conformance } from "./conformance.ts";
export { type Comparison, compare, deviation } from "./deviation.ts";
export type { Golden, GoldenCase } from "./golden.ts";
export { trajectories } from "./trajectories.ts";
