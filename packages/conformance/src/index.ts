export { conformance } from "./conformance.ts";
export { type Comparison, compare, deviation } from "./deviation.ts";
export { failures, faults } from "./faults.ts";
export type { Golden, GoldenCase } from "./golden.ts";
export type { ConformanceOptions, Identity, Symmetries } from "./options.ts";
export { casesOf, follows, trajectories } from "./trajectories.ts";
