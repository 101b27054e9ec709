/** What a spec names a schedule by: the functions of `@downhill/plugin/schedules`, of the hyperparameter's value. */

import { checkOptions } from "@downhill/plugin/arguments";
import {
  constant,
  cosine,
  cosineRestarts,
  cyclic,
  exponential,
  inverseTimeDecay,
  linear,
  multiStep,
  oneCycle,
  polynomial,
  step,
  warmupStableDecay,
} from "@downhill/plugin/schedules";
import type { ScheduleOptions, Schedules } from "./schedule.ts";

type Options = ScheduleOptions;

/** What there is no default for: the functions refuse it by its name. */
const missing = undefined as never;

export const schedules: Schedules = {
  constant: (value: number, options: Options) => {
    checkOptions("constant", options, []);
    return constant(value);
  },
  cosine: (lr: number, options: Options) => cosine({ tMax: missing, ...options, lr }),
  cosineRestarts: (lr: number, options: Options) => cosineRestarts({ t0: missing, ...options, lr }),
  cyclic: (maxLr: number, options: Options) => cyclic({ baseLr: missing, ...options, maxLr }),
  exponential: (lr: number, options: Options) => exponential({ gamma: missing, ...options, lr }),
  inverseTimeDecay: (value: number, { decay, ...options }: Options) => inverseTimeDecay(value, decay!, options),
  linear: (lr: number, options: Options) => linear({ ...options, lr }),
  multiStep: (lr: number, options: Options) => multiStep({ milestones: missing, ...options, lr }),
  oneCycle: (maxLr: number, options: Options) => oneCycle({ totalSteps: missing, ...options, maxLr }),
  polynomial: (lr: number, options: Options) => polynomial({ ...options, lr }),
  step: (lr: number, options: Options) => step({ stepSize: missing, ...options, lr }),
  warmupStableDecay: (lr: number, options: Options) =>
    warmupStableDecay({ warmupSteps: missing, stableSteps: missing, decaySteps: missing, ...options, lr }),
};
