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
}

/** Epochs of a training, which remembers each of them: the next one goes on where it ends, and a long run stays small. */
const EPOCHS = 1000;

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
function lessons({ model, data, loss, batchSize }: Lesson, meter: Meter, { clip, seed, taken }: Given): Steps {
  const samples = data.x.shape[0]!;
  const batches = batchSize < samples ? { batchSize, shuffle: seed, dropLast: true } : {};
  const each = Math.floor(samples / Math.min(batchSize, samples));
  const from = (steps: number) =>
    training(model, data, {
      // Which kind of loss it is makes no difference here.
      loss: loss as ClassificationLoss,
      ...{ optimizer: meter.stepper, epochs: EPOCHS, every: "batch", clip },
      from: { epoch: Math.floor(steps / each), batch: steps % each },
      ...batches,
    });
  let run = from(taken);
  return () => {
    if (!run.next().done) return;
    run = from(meter.steps);
    run.next();
  };
}

export const stepsOf = (task: Task, meter: Meter, given: Given): Steps =>
  task.lesson ? lessons(task.lesson, meter, given) : loop(task, meter, given);
