import { type ClassificationLoss, type Clip, clipNorm, clipValue, training } from "@downhill/core";
import type { Lesson, Task } from "@downhill/problems";
import type { Meter } from "./meter.ts";

/** Takes a step, unless the meter's outcome says that it was none. */
export type Steps = () => void;

interface Given {
  readonly clip: Clip | undefined;
  readonly seed: number;
  /** Steps taken before. */
  readonly taken: number;
  /** More steps than there will be. */
  readonly most: number;
}

/** A problem without a model: a loop over `evaluate`. */
function loop({ parameters, evaluate }: Task, { stepper }: Meter, { clip, taken }: Given): Steps {
  let t = taken;
  const limited = () => {
    const loss = evaluate(t);
    if (clip?.norm !== undefined) clipNorm(parameters, clip.norm);
    else if (clip?.value !== undefined) clipValue(parameters, clip.value);
    return loss;
  };
  return () => {
    stepper.step(limited, limited());
    t++;
  };
}

/** A learning one: the engine's training, batch by batch. */
function lessons(
  { model, data, loss, batchSize }: Lesson,
  { stepper }: Meter,
  { clip, seed, taken, most }: Given,
): Steps {
  const samples = data.x.shape[0]!;
  const batches = batchSize < samples ? { batchSize, shuffle: seed, dropLast: true } : {};
  const each = Math.floor(samples / Math.min(batchSize, samples));
  const run = training(model, data, {
    // Which kind of loss it is makes no difference here.
    loss: loss as ClassificationLoss,
    ...{ optimizer: stepper, epochs: most, every: "batch", clip },
    from: { epoch: Math.floor(taken / each), batch: taken % each },
    ...batches,
  });
  return () => {
    run.next();
  };
}

export const stepsOf = (task: Task, meter: Meter, given: Given): Steps =>
  task.lesson ? lessons(task.lesson, meter, given) : loop(task, meter, given);
