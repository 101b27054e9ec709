export { conformance } from "./conformance.ts";
export { type Golden, trajectories } from "./trajectories.ts";
