import { fail } from "./errors.ts";
import type { Slot } from "./parameters.ts";
import { whyNotFused } from "./rule/fused.ts";

/** What moves an optimizer's weights. It gives each slot its state, and computes with the arrays that slots hold. */
export interface Engine {
  readonly backend: "simd" | "portable";
  /** Why it is not `simd`. */
  readonly backendReason: string | undefined;
  /** Whether a step may throw when something has moved already. */
  readonly mayThrow: boolean;
  /** To be called when a slot's `w` or `g` has become another array. */
  moved(): void;
  /** Whether every gradient is finite. */
  finite(): boolean;
  /**
   * Moves everything, or throws; then, unless it `mayThrow`, nothing has moved.
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
 * @param reason why not, as far as the rule is concerned
 * @param occupy takes the memory for it, or throws
 * @throws RangeError where `backend` is "simd" and cannot be had
 */
export function chooseBackend(
  owner: string,
  slots: readonly Slot[],
  backend: Backend,
  reason: string | undefined,
  occupy: () => void,
): Pick<Engine, "backend" | "backendReason"> {
  let backendReason =
    backend === "portable"
      ? 'backend: "portable" was asked for'
      : (reason ??
        (slots.some(({ type }) => type === Float32Array) ? whyNotFused() : "float64 is computed on the portable path"));
  try {
    if (backendReason === undefined) occupy();
  } catch (error) {
    backendReason = `there is no WebAssembly memory: ${(error as Error).message}`;
  }
  if (backend === "simd" && backendReason !== undefined)
    fail(`${owner}: backend "simd" cannot be had: ${backendReason}`);
  return { backend: backendReason === undefined ? "simd" : "portable", backendReason };
}
