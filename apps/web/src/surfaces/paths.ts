/** What is computed of a surface, through runs: its values, an optimizer's path, and its best rate. For a worker. */

import { type RunSpec, type RunStep, run, type Surroundings } from "@downhill/runs/run";
import type { Point, SurfaceFunction, Window } from "./functions.ts";

/** An optimizer on a surface. */
export interface Walker {
  readonly optimizer: string;
  readonly hyper: Readonly<Record<string, number | boolean>>;
}

export interface Path {
  /** x and y before the first step and after each: of the weights to evaluate with. */
  readonly points: Float64Array;
  /** f there. */
  readonly values: Float64Array;
  /** The distance to the nearest minimum, there. */
  readonly distances: Float64Array;
  readonly diverged: number | null;
  /** SHA-256 of where it ended, as that of every run. */
  readonly hash: string;
}

/** The run of a path: a value, as every run. */
export function specOf(
  { problem, seed }: SurfaceFunction,
  { optimizer, hyper }: Walker,
  [x, y]: Point,
  budget: number,
): RunSpec {
  const { name, options } = problem;
  return { version: 1, problem: { name, options: { ...options, x, y } }, optimizer, hyper, seed, budget, targets: [] };
}

/** f at the nodes of a grid, rows from the top. */
export function valuesOf(
  { problem, seed }: SurfaceFunction,
  [left, right, bottom, top]: Window,
  columns: number,
  rows: number,
  { problems }: Pick<Surroundings, "problems">,
): Float64Array {
  const task = problems[problem.name]!.start({ seed, options: problem.options });
  const { value } = task.parameters.x!;
  const values = new Float64Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    value[1] = top - ((top - bottom) * row) / (rows - 1);
    for (let column = 0; column < columns; column++) {
      value[0] = left + ((right - left) * column) / (columns - 1);
      values[row * columns + column] = task.measure().loss;
    }
  }
  return values;
}

/** @throws as `run` */
export function pathOf(spec: RunSpec, surroundings: Surroundings): Path {
  const points: number[] = [];
  const values: number[] = [];
  const distances: number[] = [];
  const steps = run(spec, surroundings);
  for (;;) {
    const next = steps.next();
    if (next.done) {
      const { diverged, hash } = next.value;
      return {
        points: Float64Array.from(points),
        values: Float64Array.from(values),
        distances: Float64Array.from(distances),
        diverged,
        hash,
      };
    }
    keep(next.value);
  }

  function keep({ optimizer, measure }: RunStep): void {
    const [x, y] = optimizer.weights().x!;
    const { loss, metric } = measure();
    points.push(x!, y!);
    values.push(loss);
    distances.push(metric);
  }
}

const rates = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1, 3, 10, 30, 100];

/** Where a path has arrived: f is 0 at every minimum. */
export const GOAL = 1e-6;

/** The first step at which f is no more than that; null where there is none. */
export function arrivalOf({ values }: Pick<Path, "values">): number | null {
  const step = values.findIndex((value) => value <= GOAL);
  return step < 0 ? null : step;
}

/**
 * Of 13 rates the one that arrives first from the function's own start, or comes lowest where none arrives; of those
 * that stay in the window. Undefined where there is no rate to choose, and where none stays.
 */
export function bestRate(
  surface: SurfaceFunction,
  { optimizer, hyper }: Walker,
  budget: number,
  surroundings: Surroundings,
): number | undefined {
  const [left, right, bottom, top] = surface.window;
  const isIn = (x: number, y: number) => x > left && x < right && y > bottom && y < top;
  const tried = rates.flatMap((lr) => {
    const path = pathOf(specOf(surface, { optimizer, hyper: { ...hyper, lr } }, surface.start, budget), surroundings);
    const { points, values, diverged } = path;
    const stays = diverged === null && values.every((_, i) => isIn(points[2 * i]!, points[2 * i + 1]!));
    return stays ? [{ lr, arrival: arrivalOf(path) ?? Infinity, last: values.at(-1)! }] : [];
  });
  // Differences of infinities are none.
  tried.sort((one, other) => one.arrival - other.arrival || one.last - other.last || one.lr - other.lr);
  return tried[0]?.lr;
}
