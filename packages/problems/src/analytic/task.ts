import type { FloatArray } from "@downhill/plugin";
import type { Precision, Task } from "../problem.ts";

/** f(x); fills g with its gradient. */
export type Surface = (x: ArrayLike<number>, g: Float64Array) => number;

interface Analytic {
  /** Where it starts. */
  readonly x0: ArrayLike<number>;
  readonly precision: Precision;
  readonly f: Surface;
  /** The same with a step's noise; `f` itself where there is none. */
  readonly noisy?: ((step: number) => Surface) | undefined;
  readonly minima: readonly ArrayLike<number>[];
}

export const DISTANCE = { name: "distance", better: "lower" } as const;

/** The task of a function: one parameter, `x`. The metric is the distance to the nearest of its minima. */
export function analytic({ x0, precision, f, noisy = () => f, minima }: Analytic): Task {
  const make = precision === "float32" ? Float32Array : Float64Array;
  const x = { value: make.from(x0), grad: new make(x0.length) };
  const g = new Float64Array(x0.length);
  return {
    parameters: { x },
    evaluate(step) {
      const loss = noisy(step)(x.value, g);
      x.grad.set(g);
      return loss;
    },
    measure: () => ({
      loss: f(x.value, g),
      metric: Math.min(...minima.map((minimum) => distance(x.value, minimum))),
    }),
  };
}

function distance(x: FloatArray, y: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i]! - y[i]!) * (x[i]! - y[i]!);
  return Math.sqrt(sum);
}
