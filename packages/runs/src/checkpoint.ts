import type { FloatArray, Optimizer, State } from "@downhill/plugin";
import type { Task } from "@downhill/problems";
import type { Recorded } from "./record.ts";

/** A run as it was after one of its steps: plain, structured-cloneable. The same spec goes on from it to the bit. */
export interface Checkpoint {
  readonly steps: number;
  readonly evaluations: number;
  /** Before the last step. */
  readonly loss: number;
  /** What is trained, and a model's running statistics. */
  readonly values: Readonly<Record<string, FloatArray>>;
  readonly optimizer: State;
  readonly recorded: Recorded;
  /** The step since which losses have been too high, where the spec says what that is. */
  readonly high?: number | undefined;
}

export function valuesOf({ parameters, lesson }: Task): Record<string, FloatArray> {
  if (lesson) return lesson.model.state();
  return Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value.slice()]));
}

/** @throws as the model's and the optimizer's `load`, for a checkpoint of another run */
export function restore({ parameters, lesson }: Task, optimizer: Optimizer, from: Checkpoint): void {
  if (lesson) lesson.model.load(from.values);
  else for (const [name, { value }] of Object.entries(parameters)) value.set(from.values[name]!);
  optimizer.load(from.optimizer);
}
