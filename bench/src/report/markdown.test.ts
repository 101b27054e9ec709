import { expect, test } from "vitest";
import { markdown } from "./markdown.ts";
import { html } from "./page/html.ts";
import { pretend } from "./pretend.ts";
import { report } from "./report.ts";
import { terminal } from "./terminal.ts";

test("report.md has every problem's table, with each target, what diverged, and the winner's settings", () => {
  const { plan, lines, winners } = pretend({
    adam: { typical: 100 },
    adamw: { typical: 110 },
    wild: { typical: 90, diverges: 0.6 },
  });
  const text = markdown(report(plan, lines, winners));
  expect(text).toMatch(/^# .*\n\nown: 3 optimizers on 2 problems/);
  expect(text).toContain("## constant: constant rates");
  expect(text).toContain(
    "| optimizer | rank | quarter | half | all | half reached | final loss | half, defaults | reached | than adamw | settings |",
  );
  expect(text).toMatch(
    /\| \*\*adamw\*\* \| [1-3–]+ \| \d+ \(\d+–\d+\) \|.*\| baseline \(4 trials too\) \| lr 0\.01 \(at an end: lr\) \|/,
  );
  expect(text).toMatch(/\| wild \|.*\| diverged \(\d diverged\) \|/);
  expect(text).toContain("### learning problems together (net)");
  expect(text).not.toMatch(/NaN|undefined|Infinity|null/);
  const tables = text.split("\n\n").filter((block) => block.startsWith("| "));
  expect(tables).toHaveLength(4);
  for (const table of tables) expect(new Set(table.split("\n").map((line) => line.split(" | ").length)).size).toBe(1);
});

test("each of the three says which optimizers are unverified, beside their names too", async () => {
  const { plan, lines, winners } = pretend({ adam: { typical: 100 }, mine: { typical: 90 } });
  const made = report({ ...plan, unverified: ["mine"] }, lines, winners);
  for (const text of [markdown(made), terminal(made, 100), await html(made, lines, {})])
    expect(text).toContain("Unverified, compared with no other implementation: mine.");
  expect(markdown(made)).toMatch(/^\| mine \(unverified\) \| 1/m);
  expect(terminal(made, 100)).toMatch(/^│ mine \(unverified\) +│/m);
  expect(terminal(made, 60)).toMatch(/^│ mine +│.*\n│ \(?unverified\)? +│/m);
  expect(await html(made, lines, {})).toMatch(/<th scope="row">[^/]*mine<\/span> <span class="note">unverified</);
});
