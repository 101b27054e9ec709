import type { HyperSpec } from "./contract.ts";
import type { ParameterGroup } from "./groups.ts";
import type { Arrays } from "./state.ts";

/** What moves an optimizer's weights: it owns the state, and reads the parameters' arrays afresh at each step. */
export interface Engine {
  readonly states: Arrays;
  readonly backend: "simd" | "portable";
  /** Why it is not `simd`. */
  readonly backendReason: string | undefined;
  /** Takes the parameters' present arrays, already checked. */
  read(): void;
  /** Whether every gradient read is finite. */
  finite(): boolean;
  /** Moves everything, or throws and moves nothing. @param t the number of this step, from 1 */
  step(t: number, evaluate: () => number): void;
  dispose(): void;
}

export type Groups = readonly ParameterGroup<HyperSpec>[];
export type Backend = "auto" | "simd" | "portable";
