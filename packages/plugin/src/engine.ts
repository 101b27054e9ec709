import type { FloatArray } from "./contract.ts";
import { fail } from "./errors.ts";
import type { Cells, Slot } from "./parameters.ts";
import { whyNotFused } from "./rule/fused.ts";
import type { Undo } from "./undo.ts";

/** What a step is told. */
export interface Moment {
  /** The number of this step, from 1. */
  readonly t: number;
  readonly loss: number | undefined;
  /** Recomputes the gradients: throws where they are not finite. */
  evaluate(): number;
  /** What takes the step back, where it may have to be. */
  readonly undo: Undo | undefined;
  /** Gives NaN there. */
  probe(): number;
}

/** What an engine works on. It is told when slots' arrays and numbers change. */
export interface Work {
  readonly slots: readonly Slot[];
  /** The numbers of the first group. */
  readonly hyper: Readonly<Record<string, number>>;
  readonly shared: Cells;
  readonly simd: boolean;
  readonly options: EngineOptions;
}

export interface EngineOptions {
  readonly random?: ((name: string, length: number) => ArrayLike<number>) | undefined;
  readonly hessian?: ((name: string) => ArrayLike<number>) | undefined;
}

/** What moves an optimizer's weights. */
export interface Engine {
  /** To be called when a slot's arrays have become others, or when it rests, or no longer. */
  moved(): void;
  /** To be called when groups' numbers have changed. */
  changed?(): void;
  /** Moves everything. */
  step(moment: Moment): void;
  /** The weights to evaluate with, by slot, after that many steps; the values themselves where there is no such method. */
  weights?(t: number): FloatArray[];
}

export type Backend = "auto" | "simd" | "portable";

export interface ChosenBackend {
  readonly backend: "simd" | "portable";
  /** Why it is not `simd`. */
  readonly backendReason: string | undefined;
}

/**
 * WebAssembly runs where it can be had.
 * @param reason why not, as far as the rule is concerned
 * @param occupy takes the memory for it, or throws
 * @throws RangeError where `backend` is "simd" and cannot be had
 */
export function chooseBackend(
  owner: string,
  backend: Backend,
  reason: string | undefined,
  occupy: () => void,
): ChosenBackend {
  let backendReason = backend === "portable" ? 'backend: "portable" was asked for' : (reason ?? whyNotFused());
  try {
    if (backendReason === undefined) occupy();
  } catch (error) {
    backendReason = `there is no WebAssembly memory: ${(error as Error).message}`;
  }
  if (backend === "simd" && backendReason !== undefined)
    fail(`${owner}: backend "simd" cannot be had: ${backendReason}`);
  return { backend: backendReason === undefined ? "simd" : "portable", backendReason };
}
