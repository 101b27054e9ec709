import { join } from "node:path";
import { expect, inked, test } from "./page.ts";

for (const [name, width, colorScheme] of [
  ["light", 1280, "light"],
  ["dark", 1280, "dark"],
  ["phone", 375, "light"],
] as const) {
  test(`${name}: nothing is wider than the page`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await page.goto("/");
    const plot = page.locator("#results-plot");
    await expect(plot.locator(".legend button")).toHaveCount(4);
    await page.getByLabel("epochs").fill("150");
    await page.getByRole("button", { name: "Start" }).click();
    await expect(page.locator("#race-form")).toHaveAttribute("data-state", "finished");
    await page.screenshot({ path: join(test.info().project.outputDir, `${name}.png`), fullPage: true });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    for (const chart of await page.locator(".chart canvas").all()) {
      expect((await chart.boundingBox())!.width).toBeLessThan(width);
    }
    expect(await inked(plot, "adam")).toBeGreaterThan(100);
  });
}

test("the colours follow the colour scheme, and the charts with them", async ({ page }) => {
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("/");
  await expect(page.locator("#results-plot .legend button")).toHaveCount(4);
  const light = await background();
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await background()).not.toBe(light);
  await expect.poll(() => inked(page.locator("#results-plot"), "adam")).toBeGreaterThan(100);
});

test("the chart is as wide as its place, whatever becomes of the window", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto("/");
  const chart = page.locator("#results-plot .chart");
  for (const width of [1280, 700, 375, 1600]) {
    await page.setViewportSize({ width, height: 900 });
    const place = (await chart.boundingBox())!.width;
    await expect
      .poll(async () => Math.round((await chart.locator(".uplot").boundingBox())!.width))
      .toBe(Math.round(place));
  }
});

test("everything is reached by the keyboard", async ({ page }) => {
  await page.goto("/");
  await expect(page.locator("#results-plot .legend button")).toHaveCount(4);
  const reached = new Set<string>();
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press("Tab");
    reached.add(
      await page.evaluate(() => {
        const { id, className, tagName } = document.activeElement!;
        return id || className || document.activeElement!.getAttribute("name") || tagName;
      }),
    );
  }
  for (const id of ["race-seed", "race-epochs", "race-run", "results-file", "chart", "metric", "axis"]) {
    expect([...reached]).toContain(id);
  }
});
