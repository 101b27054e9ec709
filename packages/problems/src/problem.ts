import type { Data, Loss, Model } from "@downhill/core";
import type { NamedParameters } from "@downhill/plugin";
import type { Target } from "./targets.ts";

/** float64: weights of that precision; of an engine's model, sums of matrix products in float64, rounded once. */
export type Precision = "float32" | "float64";

/** How well the present weights do, without noise: of learning problems, on all data, or those that the problem says. */
export interface Measure {
  /** What is minimised, or what the problem says. */
  readonly loss: number;
  /** What `Problem.metric` says. */
  readonly metric: number;
}

/** How an engine's model of a problem is trained, by `training` of `@downhill/core`. */
export interface Lesson {
  readonly model: Model;
  readonly data: Data;
  readonly loss: Loss;
  /** Samples of a step; all of them where that is their number. */
  readonly batchSize: number;
}

/** A problem at one of its starts: what an optimizer gets, and what it is judged by. */
export interface Task {
  /** What is optimised, with gradients that `evaluate` fills. */
  readonly parameters: NamedParameters;
  /**
   * Computes the gradients at the present values, and returns the loss. Of problems with noise, that of a step: the same
   * however often it is asked. Of learning problems, those of all data.
   * @param step the number of the step, from 0 on
   */
  evaluate(step: number): number;
  /** Leaves values and gradients as they are. */
  measure(): Measure;
  /** Of a learning problem: what its batches are drawn from. */
  readonly lesson?: Lesson | undefined;
}

/** An option of a problem: a number of its `scale`, or true or false for a flag. */
export interface ProblemOption {
  /** `null`: what the seed says. */
  readonly default: number | boolean | null;
  readonly scale: "whole" | "number" | "flag";
  /** The least and the greatest value; a flag has none. */
  readonly range?: readonly [number, number] | undefined;
  readonly doc: string;
}

export interface StartOptions {
  /** Of initial values, batches and noise, and of data that are made: a whole number below 2³². Default 0. */
  readonly seed?: number | undefined;
  /** What the problem's own `options` say; what is left out is the default. */
  readonly options?: Readonly<Record<string, number | boolean>> | undefined;
  /** Default: the problem's. */
  readonly precision?: Precision | undefined;
}

/** A problem for optimizers: what it is, and its starts by seed. */
export interface Problem {
  readonly name: string;
  /** One sentence. */
  readonly doc: string;
  /** Where it comes from. */
  readonly source: string;
  /** Functions with a formula, and problems that learn: results of the two are not averaged together. */
  readonly group: "analytic" | "learning";
  readonly precision: Precision;
  readonly options: Readonly<Record<string, ProblemOption>>;
  /**
   * The gradients that a comparison gives an optimizer, at most 1000: fewer where they are dear, so that thousands of runs
   * can be paid for, and where with more of them good methods come to what rounding leaves.
   */
  readonly budget: number;
  readonly metric: { readonly name: "accuracy" | "distance" | "loss"; readonly better: "higher" | "lower" };
  /** What runs with the default options are to reach. */
  readonly targets: readonly Target[];
  /**
   * Loads what `start` needs, where data lie in an optional package. Nothing to wait for elsewhere.
   * @throws (rejects) Error where the package is not installed
   */
  prepare(): Promise<void>;
  /**
   * @throws TypeError or RangeError naming the problem, the option and the value; Error where `prepare` is to be awaited
   *   first
   */
  start(options?: StartOptions): Task;
}
