/** What moves an optimizer's weights. It gives each slot its state, and computes with the arrays that slots hold. */
export interface Engine {
  readonly backend: "simd" | "portable";
  /** Why it is not `simd`. */
  readonly backendReason: string | undefined;
  /** To be called when a slot's `w` or `g` has become another array. */
  moved(): void;
  /** Whether every gradient is finite. */
  finite(): boolean;
  /** Moves everything, or throws and moves nothing. @param t the number of this step, from 1 */
  step(t: number, evaluate: () => number): void;
  dispose(): void;
}

export type Backend = "auto" | "simd" | "portable";
