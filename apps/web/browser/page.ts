/** What the tests do to the page and read from it. */

import { test as base, expect, type Page } from "@playwright/test";

import type { Race } from "../src/race/race.ts";
import { linkOf, readLink, type Shared } from "../src/share/link.ts";

/** So long may the page's thread be busy with one task: no test of speed, but a guard against a page that stands still. */
const longest = 2000;

/**
 * Every test fails if the page logged an error, threw one, asked another host for anything, or stood still. A page that
 * stands still at the test's end counts, too: it would not answer.
 */
export const test = base.extend<{ quiet: undefined }>({
  quiet: [
    async ({ page, baseURL }, use) => {
      const noise: string[] = [];
      page.on("console", (message) => message.type() === "error" && noise.push(message.text()));
      page.on("pageerror", (error) => noise.push(error.message));
      page.on("request", (request) => request.url().startsWith(baseURL!) || noise.push(request.url()));
      await page.exposeBinding("tellOfTask", (_, duration: number) => {
        if (duration > longest) noise.push(`a task of ${Math.round(duration)} ms`);
      });
      await page.addInitScript(() => {
        const { tellOfTask } = window as unknown as { tellOfTask(duration: number): void };
        new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries()) tellOfTask(duration);
        }).observe({ type: "longtask", buffered: true });
      });
      await use(undefined);
      // The task before is told of by then.
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
      expect(noise).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Which step is shown. */
export const stepOf = async (page: Page): Promise<number> =>
  Number((await page.locator(".step").textContent())!.replace(/\D/g, ""));

/** Waits until the race is beyond that step. */
export async function runTo(page: Page, step: number): Promise<void> {
  await expect.poll(() => stepOf(page)).toBeGreaterThanOrEqual(step);
}

/** Puts the scrubber there, and waits until everything shows that step. */
export async function scrubTo(page: Page, step: number): Promise<void> {
  await page.getByRole("slider", { name: "Step of the race" }).fill(String(step));
  await expect.poll(() => stepOf(page)).toBe(step);
}

/** Pauses, and waits for the frame that was on its way. */
export async function pause(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Pause" }).click();
  let before = -1;
  await expect
    .poll(
      async () => {
        const settled = before === (await stepOf(page));
        before = await stepOf(page);
        return settled;
      },
      { intervals: [400] },
    )
    .toBe(true);
}

/** The race as a link says it, made by the page's own button: with the hash of each lane's weights. */
export async function share(page: Page): Promise<Shared> {
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await page.getByRole("button", { name: "Make a link" }).click();
  const link = page.getByRole("textbox", { name: "the link" });
  await expect(link).toBeVisible();
  const { hash } = new URL(await link.inputValue());
  await page.keyboard.press("Escape");
  await expect(link).toBeHidden();
  return readLink(hash)!;
}

/** The address of a race that nobody has seen yet. */
export const raceAt = (race: Race): string => `/#${linkOf({ race, at: null, seen: [] })}`;

/** A lane's row. */
export const rowOf = (page: Page, name: string) => page.getByRole("row", { name: new RegExp(name) });
