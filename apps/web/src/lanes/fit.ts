/** What a model has learned where its points do not lie in the plane: how it takes each class, or the curve that it draws. */

import { predict, type Tensor, tensor } from "@downhill/core";
import type { Task } from "@downhill/problems";
import type { RunStep } from "@downhill/runs/run";
import { withWeights } from "./plane.ts";
import type { Fit, FitFrame, LaneId } from "./protocol.ts";

/** More classes than these are no picture. */
const MOST_CLASSES = 12;
/** Places at which a curve is computed. */
const PLACES = 129;

export interface Fitter {
  readonly fit: Fit;
  frame(id: LaneId, now: RunStep): FitFrame;
}

/** Null where there is nothing of that kind to show. */
export function fitterOf({ lesson }: Task, metric: string): Fitter | null {
  if (!lesson) return null;
  const { x, y } = lesson.data;
  const outputs = lesson.model.outputShape;
  const values = ArrayBuffer.isView(y) ? (y as ArrayLike<number>) : "data" in y ? (y as Tensor).data : y;
  if (outputs.length !== 1 || values.length !== x.shape[0]) return null;
  if (metric === "accuracy") return classesOf(x, values, outputs[0]!);
  return outputs[0] === 1 && x.shape.length === 2 && x.shape[1] === 1 ? curveOf(x, values) : null;
}

/** One output tells two classes by its sign. */
function classesOf(x: Tensor, labels: ArrayLike<number>, outputs: number): Fitter | null {
  const count = Math.max(2, outputs);
  if (count > MOST_CLASSES) return null;
  return {
    fit: { of: "classes", count, samples: labels.length },
    frame(id, { task, optimizer }) {
      const { data } = withWeights(task, optimizer, () => predict(task.lesson!.model, x));
      const values = new Float32Array(count * count);
      for (let i = 0; i < labels.length; i++) values[labels[i]! * count + chosen(data, i, outputs)]!++;
      return { id, values };
    },
  };
}

function chosen(data: Tensor["data"], sample: number, outputs: number): number {
  if (outputs === 1) return Number(data[sample]! > 0);
  let best = 0;
  for (let c = 1; c < outputs; c++) if (data[sample * outputs + c]! > data[sample * outputs + best]!) best = c;
  return best;
}

function curveOf({ data }: Tensor, values: ArrayLike<number>): Fitter {
  const points = Float32Array.from({ length: 2 * values.length }, (_, i) => (i % 2 ? values[i >> 1]! : data[i >> 1]!));
  const [left, right] = extentOf(data);
  const [bottom, top] = extentOf(values);
  const margin = 0.1 * (top - bottom || 1);
  const places = tensor({ shape: [PLACES, 1] });
  for (let i = 0; i < PLACES; i++) places.data[i] = left + ((right - left) * i) / (PLACES - 1);
  return {
    fit: { of: "curve", points, bounds: [left, right, bottom - margin, top + margin] },
    frame: (id, { task, optimizer }) => ({
      ...{
        id,
        values: withWeights(task, optimizer, () => Float32Array.from(predict(task.lesson!.model, places).data)),
      },
    }),
  };
}

function extentOf(values: ArrayLike<number>): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  return [low, high];
}
