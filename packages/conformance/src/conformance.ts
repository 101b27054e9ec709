import type { Plugin } from "@downhill/plugin";
import { describe, it } from "vitest";
import { checksOf } from "./faults.ts";
import type { ConformanceOptions } from "./options.ts";

/** Downhill's own quick tests: `pnpm thorough` goes through all settings, as a stranger's tests do. */
const isSample = process.env.DOWNHILL_THOROUGH === "";

/**
 * Tests that every optimizer must pass, ours or a stranger's: call it in a vitest file.
 * What it computes is another matter: see `trajectories`.
 * @param options what the kit cannot know: a rate for small problems, what a hyperparameter needs to matter, what the
 *   optimizer is the same as
 */
export function conformance(plugin: Plugin, options?: ConformanceOptions): void {
  describe(`${plugin.name} keeps the contract`, () => {
    for (const { name, run } of checksOf(plugin, options, isSample)) it(name, run);
  });
}
