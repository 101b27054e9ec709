import type { NamedParameters, Optimizer, Options, Plugin } from "@downhill/plugin";
import { notFinite, numbers, shapes, type Task, task, train } from "./fixtures.ts";
import type { ConformanceOptions, Numbers } from "./options.ts";
import { type Found, findSettings } from "./settings.ts";

/** One of the things that every optimizer must do. */
export interface Check {
  readonly name: string;
  /** Whether it says anything of this optimizer. Default: it does. */
  readonly applies?: ((subject: Subject) => unknown) | undefined;
  /** @throws whatever tells what is wrong */
  readonly run: (subject: Subject) => void;
}

/** Hyperparameters to check something under. */
export interface Setting {
  readonly name: string;
  readonly hyper: Numbers;
}

/** An optimizer under examination. */
export interface Subject {
  readonly plugin: Plugin;
  readonly options: ConformanceOptions;
  /** An optimizer, with `options.hyper` and `options.options` where nothing else is said. */
  make(parameters: NamedParameters | Task, hyper?: object, options?: Options): Optimizer;
  /** What each hyperparameter takes to matter. */
  readonly found: Found;
  /** The defaults, each hyperparameter off its default where it matters, and all of them. */
  readonly settings: readonly Setting[];
}

export function subject(plugin: Plugin, options: ConformanceOptions = {}): Subject {
  let found: Found | undefined;
  let settings: readonly Setting[] | undefined;
  const self: Subject = {
    plugin,
    options,
    make: (parameters, hyper = {}, given = {}) =>
      plugin(
        (typeof parameters.at === "function" ? parameters.parameters : parameters) as NamedParameters,
        { ...options.hyper, ...hyper },
        { ...options.options, ...given },
      ),
    get found() {
      found ??= findSettings(self);
      return found;
    },
    get settings() {
      settings ??= [{ name: "defaults", hyper: {} }, ...self.found.settings, ...everything(self)];
      return settings;
    },
  };
  return self;
}

/**
 * Options under which random numbers follow from parameters' names, not from the order in which they are drawn; none for
 * a method that draws none.
 */
export function drawnByName({ state }: Plugin): Options {
  return "drawn" in state ? { random: (name, length) => numbers(Float64Array, length, name, 3) } : {};
}

/** As many hyperparameters off their defaults at once as there can be. */
function everything(subject: Subject): Setting[] {
  let hyper: Numbers = {};
  for (const { hyper: more } of subject.found.settings) {
    const both = { ...hyper, ...more };
    if (isSound(subject, both)) hyper = both;
  }
  return Object.keys(hyper).length ? [{ name: "everything", hyper }] : [];
}

/** Whether there may be such an optimizer, and its weights stay finite. */
function isSound({ make }: Subject, hyper: Numbers): boolean {
  const work = task(Float32Array, { shapes });
  try {
    const optimizer = make(work, hyper);
    train(optimizer, work, 8);
    return notFinite(optimizer.weights()) === undefined;
  } catch {
    return false;
  }
}
