import { describe, expect, it } from "vitest";
import { widthOf } from "../table.ts";
import { pretend } from "./pretend.ts";
import { report } from "./report.ts";
import { terminal } from "./terminal.ts";

const optimizers = {
  ...{ adam: { typical: 100 }, adamw: { typical: 110 }, slow: { typical: 250 } },
  ...{ wild: { typical: 120, diverges: 0.5 }, never: { typical: 5000 }, "lookahead(adam)": { typical: 130 } },
};
const reportOf = (problems = ["bowl", "net"], entrants: Parameters<typeof pretend>[0] = optimizers) => {
  const { plan, lines, winners } = pretend(entrants, { problems });
  return report(plan, lines, winners);
};

describe("what the terminal shows", () => {
  const wide = reportOf(undefined, { ...optimizers, "lookahead(clip(adam))": { typical: 140 } });

  it.each([60, 72, 80, 100, 140])("is no wider than %i columns, and in tables", (columns) => {
    const shown = terminal(wide, columns);
    expect(widthOf(shown)).toBeLessThanOrEqual(columns);
    expect(shown.split("\n").filter((line) => line.startsWith("┌"))).toHaveLength(4);
    expect(shown).not.toMatch(/NaN|undefined|Infinity|null/);
  });

  it("has at 100 columns the defaults beside what is tuned, with intervals, and what that says below", () => {
    const shown = terminal(reportOf(), 100);
    expect(shown).toMatch(/│ optimizer +│ rank │ +4 trials │ +reached │ final loss │ +defaults │ than adamw │/);
    expect(shown).toMatch(/│ adam +│ +1–\d │ +\d+ \(\d+–\d+\) │ 10\/10 \(72–100 %\) │ +[\d.e-]+ │ +\d+ │ +– │/);
    expect(shown).toContain("Fewer than adamw: nobody; more: slow");
    expect(shown).toContain("From no seed: never.");
    expect(shown).toMatch(/At an end of its range: lr of adam, /);
    expect(shown).toContain("tuned with as many trials as the others");
    expect(shown).toMatch(/\d+ of 384 runs diverged: they count as misses\./);
    expect(shown).toContain("toy surfaces");
  });

  it("says where there is no difference, and where nobody meets a target", () => {
    expect(terminal(reportOf(["net"], { adam: { typical: 90 }, adamw: { typical: 90 } }), 100)).toContain(
      "no difference shown between any of them.\nNo difference from adamw shown for anybody.",
    );
    expect(terminal(reportOf(["bowl"], { adam: { typical: 9000 } }), 100)).toContain(
      'Nobody met "half" from any seed; the least final loss is that of adam',
    );
  });

  it("of many problems is a line for each", () => {
    const names = Array.from({ length: 8 }, (_, i) => `problem-${i}`);
    const many = reportOf(names);
    const shown = terminal(many, 100);
    expect(shown).toMatch(/│ problem-7 +│ +adam │ +\d+ \(\d+–\d+\) │ +\d │ +\d+ \(\d+–\d+\) │/);
    expect(shown.split("\n").filter((line) => line.startsWith("┌"))).toHaveLength(3);
    expect(widthOf(terminal(many, 60))).toBeLessThanOrEqual(60);
  });
});
