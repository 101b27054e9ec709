import { fail } from "./errors.ts";
import type { Slot } from "./parameters.ts";
import { whyNotFused } from "./rule/fused.ts";

/** What moves an optimizer's weights. It gives each slot its state, and computes with the arrays that slots hold. */
export interface Engine {
  readonly backend: "simd" | "portable";
  /** Why it is not `simd`. */
  readonly backendReason: string | undefined;
  /** To be called when a slot's `w` or `g` has become another array. */
  moved(): void;
  /** Whether every gradient is finite. */
  finite(): boolean;
  /**
   * Moves everything, or throws and moves nothing.
   * @param t the number of this step, from 1
   * @param hyper the first group's numbers; each slot has its own group's
   * @param read to be called when the gradients may have changed: false where they are not finite
   */
  step(
    t: number,
    hyper: Readonly<Record<string, number>>,
    read: () => boolean,
    loss?: number,
    evaluate?: () => number,
  ): void;
  dispose(): void;
}

export type Backend = "auto" | "simd" | "portable";

/**
 * Float32 runs as WebAssembly where that can be had.
 * @throws RangeError where `backend` is "simd" and cannot be had
 */
export function chooseBackend(
  owner: string,
  slots: readonly Slot[],
  backend: Backend,
): Pick<Engine, "backend" | "backendReason"> {
  const backendReason =
    backend === "portable"
      ? 'backend: "portable" was asked for'
      : slots.some(({ type }) => type === Float32Array)
        ? whyNotFused()
        : "float64 is computed on the portable path";
  if (backend === "simd" && backendReason !== undefined)
    fail(`${owner}: backend "simd" cannot be had: ${backendReason}`);
  return { backend: backendReason === undefined ? "simd" : "portable", backendReason };
}
