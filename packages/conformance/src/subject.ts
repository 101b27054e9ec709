import type { NamedParameters, Optimizer, Options, Plugin } from "@downhill/plugin";
import { type FloatType, numbers, type snapshot, type Task } from "./fixtures.ts";
import type { ConformanceOptions, Numbers } from "./options.ts";

/** One of the things that every optimizer must do. */
export interface Check {
  readonly name: string;
  /** Whether it says anything of this optimizer. Default: it does. */
  readonly applies?: ((subject: Subject) => unknown) | undefined;
  /** Whether it looks for settings under which something is so: it needs all of them. Default: it does not. */
  readonly seeks?: ((subject: Subject) => unknown) | undefined;
  /** @throws whatever tells what is wrong */
  readonly run: (subject: Subject) => void;
}

/** Hyperparameters to check something under. */
export interface Setting {
  readonly name: string;
  readonly hyper: Numbers;
}

/** What was found out about hyperparameters. */
export interface Found {
  /** Each that matters, off its default. */
  readonly settings: readonly Setting[];
  /** Those that nothing was found to depend on. */
  readonly idle: readonly string[];
}

/** A run that nothing interferes with. */
export interface Undisturbed {
  /** All that a step may change, as it is after that many steps. It is others' too: not to be written to. */
  after(steps: number): ReturnType<typeof snapshot>;
}

/** An optimizer under examination. */
export interface Subject {
  readonly plugin: Plugin;
  readonly options: ConformanceOptions;
  /** An optimizer, with `options.hyper` and `options.options` where nothing else is said. */
  make(parameters: NamedParameters | Task, hyper?: object, options?: Options): Optimizer;
  /** The run that nothing interferes with, on `task(type)`, of one of the `settings`. */
  undisturbed(type: FloatType, hyper: Numbers): Undisturbed;
  /** What each hyperparameter takes to matter. */
  readonly found: Found;
  /** The defaults, each hyperparameter off its default where it matters, and all of them. */
  readonly settings: readonly Setting[];
  /** What to make arrays of under one of the settings. */
  typesOf(setting: string): readonly FloatType[];
}

/**
 * Options under which random numbers follow from parameters' names, not from the order in which they are drawn; none for
 * a method that draws none.
 */
export function drawnByName({ state }: Plugin): Options {
  return "drawn" in state ? { random: (name, length) => numbers(Float64Array, length, name, 3) } : {};
}
