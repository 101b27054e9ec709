/** The functions of two variables that there are to go down, each with a window in which something is to be seen. */

/** Left, right, bottom, top: 4 : 3, so that a circle is one. */
export type Window = readonly [left: number, right: number, bottom: number, top: number];
export type Point = readonly [x: number, y: number];

export interface SurfaceFunction {
  readonly id: string;
  readonly title: string;
  /** What is hard about it. */
  readonly about: string;
  /** As a run's spec names it, but for where it starts. */
  readonly problem: { readonly name: string; readonly options?: Readonly<Record<string, number | boolean>> };
  readonly seed: number;
  readonly window: Window;
  readonly start: Point;
  /** Where it is least: 0 at each. */
  readonly minima: readonly Point[];
}

/** Of the bowls. */
const middle: readonly Point[] = [[1, 1]];

export const functions: readonly SurfaceFunction[] = [
  {
    ...{ id: "rosenbrock", title: "Rosenbrock", about: "A bent valley, steep across and almost flat along." },
    ...{ problem: { name: "rosenbrock" }, seed: 0, window: [-2.4, 2.4, -0.8, 2.8], start: [-1.2, 1], minima: [[1, 1]] },
  },
  {
    ...{ id: "beale", title: "Beale", about: "Flat towards its minimum, and very steep beside it." },
    ...{ problem: { name: "beale" }, seed: 0, window: [-3.5, 5.5, -3, 3.75], start: [-1.5, 1.5], minima: [[3, 0.5]] },
  },
  {
    ...{ id: "himmelblau", title: "Himmelblau", about: "Four minima, all 0: where it ends depends on the way." },
    ...{ problem: { name: "himmelblau" }, seed: 0, window: [-7.2, 7.2, -5.6, 5.2], start: [-0.5, -1] },
    minima: [
      [3, 2],
      [-2.805118086952745, 3.131312518250573],
      [-3.779310253377747, -3.28318599128617],
      [3.584428340330492, -1.848126526964404],
    ],
  },
  {
    ...{ id: "saddle", title: "Saddle", about: "Flat on the ridge between two minima." },
    ...{ problem: { name: "saddle" }, seed: 0, window: [-2, 2, -1.5, 1.5], start: [0.01, 1.1] },
    minima: [
      [1, 0],
      [-1, 0],
    ],
  },
  {
    ...{ id: "bowl", title: "Bowl", about: "100 times as steep along x as along y." },
    ...{
      problem: { name: "quadratic-1e2", options: { dimensions: 2 } },
      seed: 0,
      window: [-3, 5, -2, 4],
      start: [4.2, 3.4],
      minima: middle,
    },
  },
  {
    ...{ id: "turned", title: "Turned bowl", about: "The same bowl, its axes turned: no rate of x or y alone fits." },
    ...{
      problem: { name: "quadratic-1e2-rotated", options: { dimensions: 2 } },
      seed: 8,
      window: [-3, 5, -2, 4],
      start: [-2, 3],
      minima: middle,
    },
  },
];
