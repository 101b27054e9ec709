import { describe, expect, it } from "vitest";
import { widthOf } from "../table.ts";
import { changes } from "./changes.ts";
import { changesText } from "./changes-text.ts";
import { type Pretended, pretend } from "./pretend.ts";
import { type Report, report } from "./report.ts";

const of = (optimizers: Readonly<Record<string, Pretended>>, options?: Parameters<typeof pretend>[1]): Report => {
  const { plan, lines, winners } = pretend(optimizers, options);
  return report(plan, lines, winners);
};
const before = { adam: { typical: 100 }, adamw: { typical: 110 }, wild: { typical: 120, diverges: 0.4 } };

const ofBefore = of(before);

/** With final weights of their own. */
const rehashed = ({ plan, lines, winners }: ReturnType<typeof pretend>): Report =>
  report(
    plan,
    lines.map((line) => ({ ...line, result: { ...line.result, hash: "1".repeat(64) } })),
    winners,
  );

describe("what has changed", () => {
  it("of the same runs is nothing, to the last bit", () => {
    const found = changes(ofBefore, of(before));
    expect(found.changes).toHaveLength(2 * 2 * 3);
    expect(new Set(found.changes.map(({ verdict }) => verdict))).toEqual(new Set(["same"]));
    expect(found.left).toEqual([]);
    expect(changesText(found, 100)).toBe(
      "12 comparisons: 0 with fewer evaluations than before, 0 with more, 0 not shown to differ, 12 the\n  same to the last bit.",
    );
  });

  it("is noise where weights differ and evaluations do not", () => {
    const found = changes(ofBefore, rehashed(pretend(before)));
    expect(new Set(found.changes.map(({ verdict }) => verdict))).toEqual(new Set(["noise"]));
  });

  it("is shown where an optimizer needs clearly fewer, or more, and of nobody else", () => {
    const after = { ...before, adam: { typical: 60 }, adamw: { typical: 200 } };
    const found = changes(ofBefore, of(after));
    const verdicts = new Set(found.changes.map(({ optimizer, verdict }) => `${optimizer}: ${verdict}`));
    expect(verdicts).toEqual(new Set(["adam: fewer", "adamw: more", "wild: same"]));
    for (const columns of [60, 100]) {
      const text = changesText(found, columns);
      expect(widthOf(text)).toBeLessThanOrEqual(columns);
      expect(text).toMatch(/│ adam on bowl +│/);
      expect(text).not.toMatch(/wild on|NaN|undefined|Infinity/);
    }
  });

  it("leaves out what cannot be compared, and says why", () => {
    const { plan, lines, winners } = pretend(before);
    const [bowl, net] = plan.problems;
    const moved = { ...bowl!, targets: bowl!.targets.map((target) => ({ ...target, loss: target.loss / 2 })) };
    const other = report({ ...plan, problems: [moved, net!] }, lines, winners);
    const found = changes(of({ adam: before.adam, late: { typical: 90 } }), other);
    expect(new Set(found.changes.map(({ problem, optimizer }) => `${optimizer} on ${problem}`))).toEqual(
      new Set(["adam on net"]),
    );
    expect(found.left).toContain("bowl, constant, 4 trials: a target of 0.1 and one of 0.05");
    expect(found.left).toContain("the second has no late");
    expect(found.left).toContain("the first has no wild");
    const ofBowl = of(before, { problems: ["bowl"] });
    expect(changes(ofBefore, ofBowl).left).toContain("net, constant, 4 trials: the second has no runs");
    expect(changes(ofBowl, ofBefore).left).toContain("net, constant, 4: the first has no runs");
  });
});
