import { targets } from "./baseline-targets.ts";
import type { Problem } from "./problem.ts";
import { type Definition, type Options, problemOf } from "./problem-of.ts";

/** A problem with its targets among those of all but the plane's, which have a module of their own. */
export const define = <const O extends Options>(definition: Definition<O>): Problem =>
  problemOf(definition, targets.problems);
