import { expect, test } from "vitest";
import { filled } from "./core.ts";
import { pretend } from "./pretend.ts";
import { report } from "./report.ts";

const { plan, lines, winners } = pretend({ adam: { typical: 100 }, adamw: { typical: 110 } });
const found = report({ ...plan, versions: { commit: "abc123" } }, lines, winners);

test("documents have between their markers what the results say, and nothing else changes", () => {
  const text =
    "# A\n<!-- core:scores -->\nold\n<!-- /core:scores -->\nb\n<!-- core:problems -->\n<!-- /core:problems -->\nend\n";
  const after = filled(text, found);
  expect(after).toMatch(/^# A\n<!-- core:scores -->\n\n\*\*learning problems together \(net\)/);
  expect(after).toContain("| optimizer | rank | score, 4 trials | ladder | score, defaults | beyond adamw |");
  expect(after).toContain("| problem | fewest | evaluations | as good | adamw |");
  expect(after).toMatch(/; commit abc123\.\n\n<!-- \/core:problems -->\nend\n$/);
  expect(after).not.toContain("old");
  expect(filled(after, found)).toBe(after);
});

test("a name that is none, and a marker without an end, are errors", () => {
  expect(() => filled("<!-- core:colours -->\n<!-- /core:colours -->", found)).toThrow(
    "there is no piece core:colours",
  );
  expect(() => filled("<!-- core:scores -->\n<!-- /core:scored -->", found)).toThrow("has no end");
});
