import type { FloatArray } from "@downhill/plugin";
import { real } from "../option.ts";
import type { Precision, Task } from "../problem.ts";
import type { Given } from "../problem-of.ts";

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

/** Where the seed does not say where it starts. */
export const START = {
  x: real(null, [-1e6, 1e6], "where the first coordinate starts"),
  y: real(null, [-1e6, 1e6], "where the second coordinate starts"),
};

/** That point, but where the options say otherwise. */
export const startOf = (x0: ArrayLike<number>, { x, y }: Given<typeof START>): Float64Array =>
  Float64Array.from(x0, (value, i) => [x, y][i] ?? value);

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
