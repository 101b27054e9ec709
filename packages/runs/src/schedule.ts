import type { Plugin, Schedule } from "@downhill/plugin";
import { checkChoice, checkOptions, checkWhole, refuse } from "@downhill/plugin/arguments";
import { warmup } from "@downhill/plugin/schedules";

const NAMES = [
  ...(["constant", "cosine", "cosineRestarts", "cyclic", "exponential", "inverseTimeDecay", "linear"] as const),
  ...(["multiStep", "oneCycle", "polynomial", "step", "warmupStableDecay"] as const),
] as const;

export type ScheduleOptions = Readonly<Record<string, never>>;

/** By name, of the value that they are a schedule of. */
export type Schedules = Readonly<Record<(typeof NAMES)[number], (value: number, options: ScheduleOptions) => Schedule>>;

/** A schedule by the name of its function in `@downhill/plugin/schedules`. */
export interface ScheduleSpec {
  readonly name: keyof Schedules;
  /** Those of the function, but for `lr` or `maxLr`, which is the hyperparameter's value. */
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  /** Steps of a linear rise before it. Default 0. */
  readonly warmup?: number | undefined;
  /** What follows it. Default `lr`. */
  readonly hyper?: string | undefined;
}

export function checkSchedule(schedule: ScheduleSpec): void {
  const owner = "run: spec.schedule";
  if (typeof schedule !== "object" || schedule === null) refuse("run", "spec.schedule", "an object", schedule);
  checkOptions(owner, schedule, ["name", "options", "warmup", "hyper"]);
  const { name, options, warmup: steps, hyper } = schedule;
  checkChoice("run", "spec.schedule.name", name, NAMES);
  if (steps !== undefined) checkWhole("run", "spec.schedule.warmup", steps, 0);
  if (hyper !== undefined && typeof hyper !== "string") refuse("run", "spec.schedule.hyper", "a name", hyper);
  checkOptions(`${owner}.options`, options, Object.keys(options ?? {}));
}

/** The hyperparameters of an optimizer, one of them scheduled. */
export function scheduled(
  plugin: Plugin,
  hyper: Readonly<Record<string, number | boolean>>,
  { name, options = {}, warmup: steps = 0, hyper: which = "lr" }: ScheduleSpec,
  schedules: Partial<Schedules>,
): Record<string, number | boolean | Schedule> {
  if (!Object.hasOwn(plugin.hyper, which)) {
    throw new RangeError(`hyper must be a hyperparameter of ${plugin.name}, got "${which}"`);
  }
  for (const value of ["lr", "maxLr"]) {
    if (Object.hasOwn(options, value)) {
      throw new RangeError(`options.${value}: the value is that of spec.hyper.${which}`);
    }
  }
  const scheduleOf = schedules[name];
  if (!scheduleOf)
    throw new RangeError(
      `there is no ${name} among the schedules that this is run with: @downhill/runs/schedules has it`,
    );
  const schedule = scheduleOf(Number(hyper[which] ?? plugin.hyper[which]!.default), options as ScheduleOptions);
  return { ...hyper, [which]: steps > 0 ? warmup(schedule, steps) : schedule };
}
