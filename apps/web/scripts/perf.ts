/**
 * How soon the first trained frame comes, how evenly frames follow while six lanes train, and what Lighthouse says of the
 * page's performance: to be run alone on a machine.
 *
 *     pnpm --filter @downhill/web perf [steps of the long race, 100000 unless given]
 */

import { type Browser, chromium, type Page } from "@playwright/test";
import { build, preview } from "vite";
import { findChromium, flags } from "../browser/find-chromium.ts";
import { lighthouse, lighthouseOf } from "../browser/lighthouse.ts";
import { defaultRace } from "../src/race/default.ts";
import type { Race } from "../src/race/race.ts";
import { linkOf } from "../src/share/link.ts";

const long = Number(process.argv[2] ?? 100_000);
const OPENINGS = 7;
const WATCHED = 5000;
/** Of Lighthouse, whose scores differ from one to the next. */
const VISITS = 3;

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;
const shown = (milliseconds: number) => `${milliseconds.toFixed(1)} ms`;

/** Milliseconds from navigation to the first step that is shown, in a profile that has nothing yet. */
async function opening(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url, { waitUntil: "commit" });
  const time = await page.waitForFunction(() => {
    const step = document.querySelector(".step")?.textContent?.replace(/\D/g, "");
    return Number(step) > 0 ? performance.now() : null;
  });
  const milliseconds = (await time.jsonValue())!;
  await context.close();
  return milliseconds;
}

/**
 * The race at that step, going on as fast as it can. Where less motion is wanted, the page does not draw what lies on the way:
 * a hundred thousand steps of six lanes take a minute or two.
 */
async function racing(browser: Browser, url: string, step: number): Promise<Page> {
  const context = await browser.newContext({ reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(`${url}#${linkOf({ race: six, at: step, seen: [] })}`);
  const there = (step: number) => document.querySelector(".step")?.textContent?.replace(/\D/g, "") === String(step);
  await page.waitForFunction(there, step, { timeout: 1_800_000, polling: 100 });
  await page.getByRole("combobox", { name: /Speed/ }).selectOption({ label: "as fast as it can" });
  await page.getByRole("button", { name: "Play" }).click();
  return page;
}

/** The times between frames, and the memory of the page, while the race goes on. */
async function frames(page: Page): Promise<{ median: number; p95: number; worst: number; heap: number }> {
  // A text, since what tsx makes of a function in a function cannot be sent to a page.
  const times = await page.evaluate<number[]>(`new Promise((resolve) => {
    const between = [];
    let last = performance.now();
    const end = last + ${WATCHED};
    requestAnimationFrame(function frame(now) {
      between.push(now - last);
      last = now;
      if (now < end) requestAnimationFrame(frame);
      else resolve(between.slice(1));
    });
  })`);
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  const sorted = times.sort((a, b) => a - b);
  return {
    median: median(times),
    p95: sorted[Math.floor(0.95 * sorted.length)]!,
    worst: sorted.at(-1)!,
    heap: usedSize,
  };
}

const six: Race = {
  ...defaultRace,
  budget: Math.max(2 * long, 10_000),
  entries: [...defaultRace.entries, ...[0.01, 0.02].map((lr) => ({ optimizer: "adam", hyper: { lr } }))],
};

await build({ logLevel: "error" });
const server = await preview({ preview: { port: 0, host: "127.0.0.1" }, logLevel: "error" });
const url = server.resolvedUrls!.local[0]!;
const browser = await chromium.launch({ executablePath: findChromium(), args: flags });
try {
  const times: number[] = [];
  for (let i = 0; i < OPENINGS; i++) times.push(await opening(browser, url));
  console.log(
    `first trained frame: ${shown(median(times))} at the median of ${OPENINGS} openings, ${shown(Math.max(...times))} at worst`,
  );
  console.log(
    "\n| six lanes, at step | frame, median | 95 % | worst | page's memory |\n| ---: | ---: | ---: | ---: | ---: |",
  );
  for (const step of [1000, long]) {
    const page = await racing(browser, url, step);
    const { median: middle, p95, worst, heap } = await frames(page);
    console.log(`| ${step} | ${[middle, p95, worst].map(shown).join(" | ")} | ${(heap / 1e6).toFixed(1)} MB |`);
    await page.context().close();
  }
  await browser.close();
  console.log();
  const found = await lighthouse();
  if ("reason" in found) throw new Error(found.reason);
  for (const form of ["desktop", "mobile"] as const) {
    const visits = [];
    for (let i = 0; i < VISITS; i++) visits.push(await lighthouseOf(found.path, url, form, ["performance"]));
    visits.sort((a, b) => a.scores.performance! - b.scores.performance!);
    const { scores, faults } = visits[visits.length >> 1]!;
    console.log(`Lighthouse, performance, ${form}: ${scores.performance} at the median of ${VISITS} visits`);
    for (const fault of faults) console.log(`  ${fault}`);
  }
} finally {
  await browser.close();
  await new Promise<void>((resolve) => server.httpServer.close(() => resolve()));
}
