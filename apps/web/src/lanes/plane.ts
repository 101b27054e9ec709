/** Where the points of a problem in the plane lie, and what a model says of every place among them. */

import { predict, probabilities, type Tensor, tensor } from "@downhill/core";
import type { Task } from "@downhill/problems";
import type { RunStep } from "@downhill/runs/run";
import type { LaneId, MapFrame, Plane } from "./protocol.ts";

/** Of the points' extent, on every side. */
const MARGIN = 0.12;

/** Null for a problem that is none of points in the plane with a class each. */
export function planeOf({ lesson }: Task): Plane | null {
  if (!lesson) return null;
  const { x, y } = lesson.data;
  const classes = lesson.model.outputShape.at(-1)!;
  if (x.shape.length !== 2 || x.shape[1] !== 2 || !(y instanceof Uint8Array) || classes < 2) return null;
  const points = Float32Array.from(x.data);
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 2) {
    left = Math.min(left, points[i]!);
    right = Math.max(right, points[i]!);
    bottom = Math.min(bottom, points[i + 1]!);
    top = Math.max(top, points[i + 1]!);
  }
  // A square, so that a circle is one; around points that are all one, of any size.
  const half = (0.5 + MARGIN) * (Math.max(right - left, top - bottom) || 1);
  const [middle, centre] = [(left + right) / 2, (bottom + top) / 2];
  const bounds = [middle - half, middle + half, centre - half, centre + half] as const;
  return { points, labels: y.slice(), classes, bounds };
}

/** The middles of size × size cells, rows from the top. */
export function cells([left, right, bottom, top]: Plane["bounds"], size: number): Tensor {
  const middles = tensor({ shape: [size * size, 2] });
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const at = 2 * (row * size + column);
      middles.data[at] = left + ((column + 0.5) * (right - left)) / size;
      middles.data[at + 1] = top - ((row + 0.5) * (top - bottom)) / size;
    }
  }
  return middles;
}

/** By the weights to evaluate with; those that are trained are put back. */
export function mapOf(id: LaneId, { task, optimizer }: RunStep, middles: Tensor, size: number): MapFrame {
  const outputs = withWeights(task, optimizer, () => predict(task.lesson!.model, middles));
  const { data } = probabilities(outputs);
  const classes = outputs.shape[1]!;
  const [chosen, certainty] = [new Uint8Array(size * size), new Uint8Array(size * size)];
  for (let cell = 0; cell < chosen.length; cell++) {
    let best = 0;
    for (let c = 1; c < classes; c++) if (data[cell * classes + c]! > data[cell * classes + best]!) best = c;
    chosen[cell] = best;
    const [likely, least] = [data[cell * classes + best]!, 1 / classes];
    certainty[cell] = Math.round((255 * (likely - least)) / (1 - least));
  }
  return { id, size, classes: chosen, certainty };
}

/** Does that with the weights to evaluate with; those that are trained are put back. */
export function withWeights<T>({ parameters }: Task, optimizer: RunStep["optimizer"], act: () => T): T {
  const weights = optimizer.weights();
  const others = Object.entries(parameters).filter(([name, { value }]) => (weights[name] ?? value) !== value);
  const trained = others.map(([, { value }]) => value.slice());
  for (const [name, { value }] of others) value.set(weights[name]!);
  try {
    return act();
  } finally {
    for (const [i, [, { value }]] of others.entries()) value.set(trained[i]!);
  }
}
