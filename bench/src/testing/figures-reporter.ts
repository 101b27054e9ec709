import { loadavg } from "node:os";
import { boxed } from "../table.ts";
import { type Figure, KIND } from "./figures.ts";

/** A file of tests, as vitest tells of it. */
interface Module {
  readonly children: {
    allTests(): Iterable<{ annotations(): readonly { readonly type: string; readonly message: string }[] }>;
  };
}

/** At the end of all tests, a table of the figures that they have measured. */
export default class FiguresReporter {
  onTestRunEnd(modules: readonly Module[]): void {
    const figures = modules
      .flatMap((module) => [...module.children.allTests()])
      .flatMap((test) => test.annotations())
      .filter(({ type }) => type === KIND)
      .map(({ message }): Figure => JSON.parse(message));
    const rows = figures.map(({ name, value, asked = "" }) => [name, value, asked]);
    if (rows.length > 0) console.log(`\n${boxed(["figure", "measured", "asked for"], rows)}`);
    console.log(`In the last 15 minutes ${loadavg()[2]!.toFixed(1)} threads were at work on this machine.`);
  }
}
