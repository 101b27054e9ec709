import { afterEach, expect, test, vi } from "vitest";
import { progressBar, progressLine } from "./progress.ts";

const bar = (full: number) => "█".repeat(full) + "░".repeat(24 - full);

test.each([
  [0, 0, `${bar(0)} 0 % | adam`],
  [0, 5000, `${bar(0)} 0 % | adam`],
  [1e-9, 1, `${bar(0)} 0 % | 277 h 46 min left | adam`],
  [0.25, 15_000, `${bar(6)} 25 % | 45 s left | adam`],
  [0.5, 200_000, `${bar(12)} 50 % | 3 min 20 s left | adam`],
  [0.999, 1000, `${bar(24)} 99 % | 0 s left | adam`],
  [1, 1000, `${bar(24)} 100 % | 0 s left | adam`],
])("%d of the work after %d ms", (part, elapsed, line) => {
  expect(progressLine(part, elapsed, "adam", 80)).toBe(line);
});

test("it keeps to the terminal's width", () => {
  for (const width of [0, 1, 20, 40, 60]) {
    expect(progressLine(0.25, 15_000, "a label longer than any terminal is wide".repeat(5), width)).toHaveLength(width);
  }
});

afterEach(() => vi.restoreAllMocks());

test("on a terminal it changes nothing that Ctrl-C would leave changed, and is gone at the end", () => {
  let written = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    written += text;
    return true;
  });
  const isTTY = Object.getOwnPropertyDescriptor(process.stderr, "isTTY");
  Object.defineProperty(process.stderr, "isTTY", { value: true, configurable: true });
  const bar = progressBar(10);
  if (isTTY) Object.defineProperty(process.stderr, "isTTY", isTTY);
  else Reflect.deleteProperty(process.stderr, "isTTY");
  bar.advance("nothing yet", 0);
  bar.advance("adam", 5);
  bar.stop();
  expect(written).toMatch(/^\r░+ 0 % \| nothing yet/);
  expect(written.endsWith("\r\u001b[K")).toBe(true);
  // Of all that can be asked of a terminal, only to clear the rest of a line.
  expect(written.replaceAll("\u001b[K", "")).not.toContain("\u001b");
});
