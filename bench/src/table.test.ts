import { expect, test } from "vitest";
import { count } from "./count.ts";
import { fitTable, widthOf, wrap } from "./table.ts";

const head = ["optimizer", "accuracy %", "loss", "epochs to 75 %", "µs/epoch"];
const rows = [
  ["adagrad", ["75.7", "61.0 – 78.0"], ["0.558", "0.480 – 0.778"], ["1633", "1150 – never"], ["50", "34 – 60"]],
  ["schedule-free-adamw", ["80.3", "75.3 – 94.0"], ["0.445", "0.156 – 0.542"], "never", "37"],
] as const;

test.each([60, 80, 100, 160])("a table keeps to %d columns, and says the same in all of them", (width) => {
  const table = fitTable(head, rows, width);
  expect(widthOf(table)).toBeLessThanOrEqual(width);
  const words = [...head.slice(1), ...rows.flat(2)].flatMap((text) => text.split(" "));
  for (const word of words) expect(table).toContain(word);
});

test("notes are beside their values, under them, or the rows are blocks", () => {
  expect(fitTable(head, rows, 120)).toContain("│ 75.7 (61.0 – 78.0) │");
  const narrower = fitTable(head, rows, 80).split("\n");
  expect(narrower[1]).toMatch(/│ optimizer +│ +accuracy │ +loss │ +epochs │ µs\/epoch │$/);
  expect(narrower[4]).toMatch(/│ adagrad +│ +75\.7 │ +0\.558 │ +1633 │ +50 │$/);
  expect(narrower[5]).toMatch(/│ +│ 61\.0 – 78\.0 │ 0\.480 – 0\.778 │ +1150 – never │ +34 – 60 │$/);
  expect(fitTable(head, rows.slice(1), 60)).toBe(`schedule-free-adamw
  accuracy %      80.3 (75.3 – 94.0)
  loss            0.445 (0.156 – 0.542)
  epochs to 75 %  never
  µs/epoch        37`);
});

test("text is broken between words, and what goes on is indented", () => {
  expect(wrap("one two three four\nfive", 9)).toBe("one two\n  three\n  four\nfive");
  expect(wrap("one two", 100)).toBe("one two");
  expect(wrap("a/path/that/is/longer and", 9)).toBe("a/path/that/is/longer\n  and");
  const text = "the quick brown fox jumps over the lazy dog and is not seen again ".repeat(5).trim();
  for (const width of [20, 60, 80]) {
    expect(widthOf(wrap(text, width))).toBeLessThanOrEqual(width);
    expect(wrap(text, width).replaceAll(/\s+/g, " ")).toBe(text);
  }
});

test("one of a thing is one thing", () => {
  expect([0, 1, 2, 2000].map((n) => count(n, "epoch"))).toEqual(["0 epochs", "1 epoch", "2 epochs", "2,000 epochs"]);
});
