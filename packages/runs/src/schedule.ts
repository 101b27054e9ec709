import type { Plugin, Schedule } from "@downhill/plugin";
import { checkChoice, checkOptions, checkWhole, refuse } from "@downhill/plugin/arguments";
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
  warmup,
  warmupStableDecay,
} from "@downhill/plugin/schedules";

/** A schedule by the name of its function in `@downhill/plugin/schedules`. */
export interface ScheduleSpec {
  readonly name: keyof typeof schedules;
  /** Those of the function, but for `lr` or `maxLr`, which is the hyperparameter's value. */
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  /** Steps of a linear rise before it. Default 0. */
  readonly warmup?: number | undefined;
  /** What follows it. Default `lr`. */
  readonly hyper?: string | undefined;
}

type Options = Readonly<Record<string, never>>;

/** What there is no default for: the functions refuse it by its name. */
const missing = undefined as never;

/** By name, of the value that they are a schedule of. */
const schedules = {
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

export function checkSchedule(schedule: ScheduleSpec): void {
  const owner = "run: spec.schedule";
  if (typeof schedule !== "object" || schedule === null) refuse("run", "spec.schedule", "an object", schedule);
  checkOptions(owner, schedule, ["name", "options", "warmup", "hyper"]);
  const { name, options, warmup: steps, hyper } = schedule;
  checkChoice("run", "spec.schedule.name", name, Object.keys(schedules));
  if (steps !== undefined) checkWhole("run", "spec.schedule.warmup", steps, 0);
  if (hyper !== undefined && typeof hyper !== "string") refuse("run", "spec.schedule.hyper", "a name", hyper);
  checkOptions(`${owner}.options`, options, Object.keys(options ?? {}));
}

/** The hyperparameters of an optimizer, one of them scheduled. */
export function scheduled(
  plugin: Plugin,
  hyper: Readonly<Record<string, number | boolean>>,
  { name, options = {}, warmup: steps = 0, hyper: which = "lr" }: ScheduleSpec,
): Record<string, number | boolean | Schedule> {
  if (!Object.hasOwn(plugin.hyper, which)) {
    throw new RangeError(`hyper must be a hyperparameter of ${plugin.name}, got "${which}"`);
  }
  for (const value of ["lr", "maxLr"]) {
    if (Object.hasOwn(options, value)) {
      throw new RangeError(`options.${value}: the value is that of spec.hyper.${which}`);
    }
  }
  const schedule = schedules[name](Number(hyper[which] ?? plugin.hyper[which]!.default), options as Options);
  return { ...hyper, [which]: steps > 0 ? warmup(schedule, steps) : schedule };
}
