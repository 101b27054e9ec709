import { beforeAll, describe, expect, it } from "vitest";
import type { Line } from "../../store/line.ts";
import { pretend } from "../pretend.ts";
import { report } from "../report.ts";
import { html } from "./html.ts";

const optimizers = { adam: { typical: 100 }, adamw: { typical: 110 }, wild: { typical: 90, diverges: 0.6 } };
const { plan, lines, winners } = pretend(optimizers);
const of = (some: readonly Line[]) => html(report(plan, some, winners), some, { adam: 2, adamw: 2 });

const titles = (text: string) => [...text.matchAll(/<figcaption><strong>([^<]*)/g)].map(([, title]) => title!);
/** What is read, scripts and styles apart. */
const words = (text: string) =>
  text.replaceAll(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, "").replaceAll(/<[^>]*>/g, "\n");

describe("report.html", () => {
  let text: string;
  beforeAll(async () => {
    text = await of(lines);
  });

  it("asks for nothing: no address but its own anchors", () => {
    expect(text.match(/(src|href)="[^"#][^"]*"/g)).toBeNull();
    expect(text).not.toMatch(/@import|url\((?!["']?data:)/);
    expect(text).toContain("default-src 'none'");
    const ids = new Set([...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
    for (const [, anchor] of text.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(anchor);
  });

  it("has every figure, and its numbers as words", () => {
    expect(titles(text)).toEqual([
      "Performance profile on learning problems, 4 trials.",
      "Targets reached on learning problems, 4 trials.",
      "Memory and evaluations on learning problems, 4 trials.",
      "Performance profile on analytic problems, 4 trials.",
      "Targets reached on analytic problems, 4 trials.",
      "Memory and evaluations on analytic problems, 4 trials.",
      "Loss on bowl, 4 trials.",
      "Learning rates tried on bowl.",
      "Loss on net, 4 trials.",
      "Learning rates tried on net.",
    ]);
    expect(words(text)).not.toMatch(/NaN|undefined|Infinity|\bnull\b/);
    expect(words(text)).toMatch(/0\.01: \S+ \(\d of 3 diverged\)/);
  });

  it("is the same each time", async () => {
    expect(await of(lines)).toBe(text);
  });

  it("leaves out the figures of curves that were not stored, and of rates where nothing was tuned", async () => {
    const bare = lines
      .filter(({ phase }) => phase === "test")
      .map(({ result: { curve, ...result }, ...line }): Line => ({ ...line, result }));
    const found = titles(await of(bare));
    expect(found).toHaveLength(4);
    expect(found.every((title) => /^(Performance|Memory)/.test(title))).toBe(true);
  });

  it("is there when a bench was ended early, and when it had only begun", async () => {
    const half = words(await of(lines.slice(0, lines.length - 25)));
    expect(half).toMatch(/Not finished: \d+ test runs/);
    expect(half).not.toMatch(/NaN|undefined|Infinity|\bnull\b/);
    expect(words(await of([]))).toContain("Not finished: 120 test runs");
  });
});
