import type { FloatArray } from "../contract.ts";
import type { FloatType } from "../float-array.ts";
import type { Heap } from "../heap.ts";
import type { Apply, Arrays } from "./specialise.ts";

/** Arrays of one type and of `length`, by name, and the heap in which WebAssembly is to run the rule, if it is. */
export interface Task {
  readonly arrays: Arrays;
  readonly type: FloatType;
  readonly length: number;
  readonly heap?: Heap | undefined;
  /** The parts of arrays that are one only once they have been brought together; then `arrays` has the first part. */
  readonly apart?: Readonly<Record<string, readonly FloatArray[]>> | undefined;
  /** What was made for the arrays, by the plan's number. */
  applies?: Apply[];
}

/** A rule ready to run: parsed once, specialised for each combination of its switches when that is first met. */
export interface Program {
  /** Why it does not run as WebAssembly, if it does not. */
  readonly reason?: string;
  /** The names of what the rule returns. */
  readonly outputs: readonly string[];
  /**
   * Computes the scalars for the `run`s that follow. `t` counts from 1.
   * @param same the object has the same numbers as when it was last given
   * @throws RangeError where one cannot be computed
   */
  prepare(scalars: Readonly<Record<string, number>>, t: number, same?: boolean): void;
  /** Applies the rule to every element of a task's arrays, in place. */
  run(task: Task): void;
}
