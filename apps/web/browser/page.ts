/** What the tests do to the page and read from it. */

import { test as base, expect, type Locator, type Page } from "@playwright/test";

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

/** Drops a file on the middle of the page, as from the desktop. */
export async function drop(page: Page, name: string, text: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([file, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([content!], file!));
      return data;
    },
    [name, text],
  );
  for (const type of ["dragenter", "dragover", "drop"])
    await page.dispatchEvent("main", type, { dataTransfer: transfer });
}

/** How many of the chart's pixels have an optimizer's colour, as its legend shows it. */
export async function inked(plot: Locator, name: string): Promise<number> {
  return await plot.evaluate((root, racer) => {
    const swatch = root.querySelector(`.legend [data-name="${racer}"] .swatch`)!;
    const [r, g, b] = getComputedStyle(swatch).borderTopColor.match(/\d+/g)!.map(Number);
    const canvas = root.querySelector("canvas")!;
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3]! > 250 && data[i] === r && data[i + 1] === g && data[i + 2] === b) count++;
    }
    return count;
  }, name);
}

export const button = (plot: Locator, name: string): Locator => plot.locator(`.legend [data-name="${name}"]`);

/** The value beside a name in the legend. */
export const value = async (plot: Locator, name: string): Promise<number> =>
  Number(await button(plot, name).locator(".value").textContent());

/** How many epochs the chart holds. */
export const points = async (plot: Locator): Promise<number> =>
  Number(await plot.locator(".chart").getAttribute("data-points"));
