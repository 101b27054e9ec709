import { runInThisContext } from "node:vm";
import { type ConformanceOptions, casesOf, faults, follows, type Golden } from "@downhill/conformance";
import type { Plugin } from "@downhill/plugin";
import { expect } from "vitest";

/** What an optimizer's test file has it pass. */
interface Test {
  readonly name: string;
  readonly run: () => unknown;
}

/** What a test file imports in place of vitest and the kit, and the tests that it then declares. */
function collector() {
  const tests: { trajectories: Test[]; own: Test[]; conformance: Test[] } = {
    trajectories: [],
    own: [],
    conformance: [],
  };
  const it = Object.assign((name: string, run: () => unknown) => void tests.own.push({ name, run }), {
    each:
      (cases: readonly unknown[]) =>
      (name: string, run: (...args: unknown[]) => unknown): void => {
        for (const each of cases) tests.own.push({ name, run: () => run(...(Array.isArray(each) ? each : [each])) });
      },
  });
  const describe = Object.assign((_: string, run: () => void) => run(), {
    each:
      (cases: readonly unknown[]) =>
      (_: string, run: (...args: unknown[]) => void): void => {
        for (const each of cases) run(...(Array.isArray(each) ? each : [each]));
      },
  });
  const kit = {
    trajectories(plugin: Plugin, golden: Golden) {
      for (const example of casesOf(plugin, golden))
        tests.trajectories.push({ name: `golden ${example.id}`, run: () => follows(plugin, example) });
    },
    conformance(plugin: Plugin, options?: ConformanceOptions) {
      tests.conformance.push({
        name: "conformance",
        run() {
          for (const fault of faults(plugin, options)) throw new Error(fault);
        },
      });
    },
  };
  return { tests, vitest: { describe, it, test: it, expect }, kit };
}

/**
 * What kills a mutant; undefined where it survives.
 * @param run runs its test files, with these modules in place of vitest and the kit. What is asynchronous kills nothing
 * @param timeout milliseconds: a loop that does not end is a mutant's death, too
 */
export function verdict(run: (modules: ReadonlyMap<string, unknown>) => void, timeout: number): string | undefined {
  const { tests, vitest, kit } = collector();
  return within(timeout, () => {
    try {
      run(
        new Map<string, unknown>([
          ["vitest", vitest],
          ["@downhill/conformance", kit],
        ]),
      );
    } catch (error) {
      return `loading: ${said(error)}`;
    }
    for (const { name, run } of [...tests.trajectories, ...tests.own, ...tests.conformance]) {
      try {
        const pending = run();
        if (pending instanceof Promise) pending.catch(() => {});
      } catch (error) {
        return `${name}: ${said(error)}`;
      }
    }
    return undefined;
  });
}

const said = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Runs something that is ended where it takes too long. */
function within(timeout: number, run: () => string | undefined): string | undefined {
  const global = globalThis as { mutant?: () => string | undefined };
  global.mutant = run;
  try {
    return runInThisContext("globalThis.mutant()", { timeout }) as string | undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    return `it takes more than ${timeout} ms`;
  } finally {
    delete global.mutant;
  }
}
