import type { Plugin } from "@downhill/plugin";
import { backends } from "./checks/backends.ts";
import { evaluations } from "./checks/evaluations.ts";
import { gradients } from "./checks/gradients.ts";
import { groups } from "./checks/groups.ts";
import { hyperparameters } from "./checks/hyperparameters.ts";
import { identities } from "./checks/identities.ts";
import { learning } from "./checks/learning.ts";
import { memory } from "./checks/memory.ts";
import { metadata } from "./checks/metadata.ts";
import { parameters } from "./checks/parameters.ts";
import { resuming } from "./checks/resuming.ts";
import { scalars } from "./checks/scalars.ts";
import { state } from "./checks/state.ts";
import { throwing } from "./checks/throwing.ts";
import { weights } from "./checks/weights.ts";
import { examine, sampled } from "./examine.ts";
import type { ConformanceOptions } from "./options.ts";
import type { Check } from "./subject.ts";

const checks: readonly Check[] = [
  ...metadata,
  ...scalars,
  ...hyperparameters,
  ...learning,
  ...identities,
  ...evaluations,
  ...gradients,
  ...parameters,
  ...resuming,
  ...state,
  ...throwing,
  ...groups,
  ...weights,
  ...memory,
  ...backends,
];

/**
 * Each check that says something of the optimizer, to be run. It throws what tells the fault.
 * @param isSample whether each goes through a part of the settings, which is another one for the next check
 */
export function checksOf(
  plugin: Plugin,
  options?: ConformanceOptions,
  isSample = false,
): { name: string; run(): void }[] {
  const examined = examine(plugin, options);
  return checks
    .filter(({ applies }) => !applies || applies(examined))
    .map(({ name, run, seeks }, i) => ({
      name,
      run: () => run(isSample && !seeks?.(examined) ? sampled(examined, i) : examined),
    }));
}

/** What is wrong with an optimizer, one by one: the name of the check, and what it says. */
export function* faults(plugin: Plugin, options?: ConformanceOptions): Generator<string> {
  for (const { name, run } of checksOf(plugin, options)) {
    try {
      run();
    } catch (error) {
      yield `${name}: ${error instanceof Error ? error.message : error}`;
    }
  }
}

/** All that is wrong with an optimizer. */
export const failures = (plugin: Plugin, options?: ConformanceOptions): string[] => [...faults(plugin, options)];
