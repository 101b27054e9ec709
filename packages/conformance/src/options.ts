import type { Options, Plugin } from "@downhill/plugin";

/** Hyperparameters' numbers, by name. */
export type Numbers = Readonly<Record<string, number>>;

/** What the kit cannot know of an optimizer. Most need none of it. */
export interface ConformanceOptions {
  /**
   * Hyperparameters for everything below, where the defaults are not for small problems: a published rate of 1 that
   * diverges on them, a warm-up of thousands of steps.
   */
  readonly hyper?: Numbers | undefined;
  /** Options that it is made with: a Hessian, a source of random numbers. */
  readonly options?: Options | undefined;
  /**
   * What a hyperparameter needs to matter, where a value of its own and one of another's do not do:
   * `{ nesterov: { momentum: 0.9, dampening: 0 } }`. It may name the hyperparameter itself, for its value.
   */
  readonly settings?: Readonly<Record<string, Numbers>> | undefined;
  /** Why one parameter's gradient moves other parameters: a global norm, a step size for all. */
  readonly coupled?: string | undefined;
  /** Hyperparameters that are one for all parameters: groups that have their own are refused, or make no difference. */
  readonly ungrouped?: readonly string[] | undefined;
  /** Why weights move at a rate of 0. */
  readonly moves?: string | undefined;
  /** Hyperparameters of which 1 is an exception, each with the reason why: `{ lr: "weights of exactly 0 …" }`. */
  readonly exceptions?: Readonly<Record<string, string>> | undefined;
  /** How many arrays like the weights it works in that it does not save. Default 0. */
  readonly scratch?: number | undefined;
  /** What it is the same as, under some hyperparameters. */
  readonly identities?: readonly Identity[] | undefined;
  readonly symmetries?: Symmetries | undefined;
}

export interface Identity {
  /** In words: "without decay it is Adam". */
  readonly name: string;
  /** The hyperparameters under which that is so. */
  readonly hyper?: Numbers | undefined;
  /** The other optimizer. Default: the same one. */
  readonly with?: Plugin | undefined;
  /** The other one's hyperparameters. */
  readonly same?: Numbers | undefined;
  /** `true`: what `weights()` gives is the other one's values, rather than values and values. */
  readonly weights?: boolean | undefined;
  /**
   * How far apart they may be in float64, relative to the largest weight; in float32 1e-5 then. Default 0: the same
   * bits, but for zeros' signs.
   */
  readonly tolerance?: number | undefined;
}

export interface Symmetries {
  /** Weights and gradients of the other sign give the trajectory of the other sign. */
  readonly sign?: true | undefined;
  /** Hyperparameters under which gradients that are 64 times as large give the same trajectory to the bit. */
  readonly scale?: Numbers | undefined;
}
