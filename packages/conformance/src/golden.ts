/** What a reference implementation computed in float64, step by step; see golden/README.md. */
export interface Golden {
  /** The optimizer's name, or the wrapper's. */
  readonly optimizer: string;
  readonly cases: readonly GoldenCase[];
}

export interface GoldenCase {
  readonly id: string;
  readonly reference: string;
  /** By our names; infinite ones as text. What is left out has its default. */
  readonly hyper: Readonly<Record<string, number | string | undefined>>;
  /** Of a wrapper's case: the inner optimizer's name. */
  readonly base?: string | undefined;
  readonly params: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly outputAxis?: number | undefined;
    readonly role?: string | undefined;
    readonly init: readonly number[];
  }[];
  readonly steps: number;
  /** The learning rate at each step, where it changes. */
  readonly lr?: readonly number[] | undefined;
  /** By step, then by parameter; where there are none, they are those of `objective`. */
  readonly grads?: Series | undefined;
  /** The loss at each step, of a method that reads it, where there are `grads`. */
  readonly losses?: readonly number[] | undefined;
  readonly objective?: string | undefined;
  readonly objectiveArgs?: ObjectiveArgs | undefined;
  /** What the reference drew, by step, then by parameter: `options.random`. */
  readonly probes?: Series | undefined;
  /** The Hessian's diagonals, by parameter, at each of `hessianSteps`, counted from 0: `options.hessian`. */
  readonly hessian?: Series | undefined;
  readonly hessianSteps?: readonly number[] | undefined;
  readonly trajectory: Series;
  /** The weights to evaluate with, after each step, where they are others. */
  readonly evalTrajectory?: Series | undefined;
  /** The first step, from 0, whose `evalTrajectory` says anything. Default 0. */
  readonly evalFrom?: number | undefined;
  /** How often the function has been evaluated after each step. */
  readonly functionEvals?: readonly number[] | undefined;
  /** Of float64, where the reference itself is less certain than 1e-10; `toleranceReason` says why. */
  readonly tolerance?: number | undefined;
  readonly toleranceReason?: string | undefined;
  /** Of float32, where rounding is amplified; `float32Reason` says how. Null: float32 goes another way. */
  readonly float32Tolerance?: number | null | undefined;
  readonly float32Reason?: string | undefined;
}

type Series = readonly (readonly (readonly number[])[])[];

interface ObjectiveArgs {
  readonly A?: readonly (readonly number[])[] | undefined;
  readonly a?: number | undefined;
  readonly b?: number | readonly number[] | undefined;
}

/** The case's function of all parameters in a row: its value, and its gradient written to `gradient`. */
export function objectiveOf({ id, objective, objectiveArgs }: GoldenCase) {
  if (objective === undefined) return undefined;
  if (objective === "quadratic") return quadratic(objectiveArgs as never);
  if (objective === "rosenbrock") return rosenbrock(objectiveArgs as never);
  throw new RangeError(`case ${id}: objective must be "quadratic" or "rosenbrock", got "${objective}"`);
}

/** ½xᵀAx - bᵀx, with A symmetric. */
function quadratic({ A, b }: { readonly A: readonly (readonly number[])[]; readonly b: readonly number[] }) {
  return (x: readonly number[], gradient: number[]): number => {
    let value = 0;
    for (let i = 0; i < x.length; i++) {
      const product = A[i]!.reduce((sum, a, j) => sum + a * x[j]!, 0);
      value += x[i]! * (0.5 * product - b[i]!);
      gradient[i] = product - b[i]!;
    }
    return value;
  };
}

/** Σ b(xᵢ₊₁ - xᵢ²)² + (a - xᵢ)². */
function rosenbrock({ a, b }: { readonly a: number; readonly b: number }) {
  return (x: readonly number[], gradient: number[]): number => {
    let value = 0;
    gradient.fill(0);
    for (let i = 0; i + 1 < x.length; i++) {
      const d = x[i + 1]! - x[i]! ** 2;
      value += b * d * d + (a - x[i]!) ** 2;
      gradient[i] = gradient[i]! - 4 * b * x[i]! * d - 2 * (a - x[i]!);
      gradient[i + 1] = gradient[i + 1]! + 2 * b * d;
    }
    return value;
  };
}
