import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { sample } from "@downhill/bench/sample";
import { expect, type Page, test } from "@playwright/test";

/** `report.html` of `pnpm bench`, opened from disk. */
let url: string;

test.beforeAll(async () => {
  const path = join(test.info().project.outputDir, "report.html");
  writeFileSync(path, await sample());
  url = pathToFileURL(path).href;
});

// axe reads every cell of every table.

/** All charts are drawn once they have been near. */
async function open(page: Page): Promise<void> {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("request", (request) => request.url() !== url && errors.push(`asked for ${request.url()}`));
  await page.goto(url);
  for (const chart of await page.locator(".chart").all()) {
    await chart.scrollIntoViewIfNeeded();
    await expect(chart.locator("canvas")).toHaveCount(1);
  }
  expect(errors).toEqual([]);
}

for (const [name, width, colorScheme] of [
  ["light", 1280, "light"],
  ["dark", 1280, "dark"],
  ["phone", 360, "light"],
] as const) {
  test(`${name}: it asks for nothing, is no wider than the screen, and axe finds no fault`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    await open(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    for (const details of await page.locator("details").all())
      await details.evaluate((each) => each.setAttribute("open", ""));
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(", ")}`)).toEqual([]);
  });
}

test("it has all figures, each with a caption and its numbers", async ({ page }) => {
  await open(page);
  const titles = await page.locator("figcaption strong").allTextContents();
  const of = (title: string) => titles.filter((each) => each.startsWith(title)).length;
  expect(titles).toHaveLength(2 * 3 + 2 * 2);
  expect(
    ["Performance profile", "Targets reached", "Memory and evaluations", "Loss", "Learning rates tried"].map(of),
  ).toEqual([2, 2, 2, 2, 2]);
  for (const figure of await page.locator("figure").all()) {
    expect((await figure.locator("figcaption").textContent())!.length).toBeGreaterThan(80);
    expect(await figure.locator("details tbody tr").count()).toBeGreaterThan(5);
  }
  await expect(page.locator("table.heat")).toHaveCount(2);
  const words = await page.locator("table, p, li, figcaption, dl").allTextContents();
  expect(words.join("\n")).not.toMatch(/NaN|undefined|Infinity|\bnull\b/);
  await expect(page.locator("#constant-net h3")).toContainText("net");
  await expect(page.getByText("<b>&amp;", { exact: true }).first()).toBeVisible();
});

test("what is chosen is in the charts, by the keyboard too", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await open(page);
  const chart = page.locator("#constant-net-curves canvas");
  await chart.scrollIntoViewIfNeeded();
  const pixels = () => chart.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  const before = await pixels();
  const chip = page.getByRole("button", { name: "muon" });
  await expect(chip).toHaveAttribute("aria-pressed", "true");
  await chip.focus();
  await page.keyboard.press("Space");
  await expect(chip).toHaveAttribute("aria-pressed", "false");
  await expect.poll(pixels).not.toBe(before);
  await page.keyboard.press("Enter");
  await expect.poll(pixels).toBe(before);
});

test("pointing at a line names it; with nobody chosen there is none", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await open(page);
  const chart = page.locator("#constant-net-curves .u-over");
  await chart.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await chart.boundingBox())!;
  const tip = page.locator("#constant-net-curves .tip");
  for (let share = 0; share < 1 && !(await tip.isVisible()); share += 0.05)
    await page.mouse.move(x + width / 2, y + height * share, { steps: 2 });
  await expect(tip).toHaveText(/^.+: [\d.e−]+ at \d+$/);
  const chosen = page.getByRole("button", { pressed: true });
  while ((await chosen.count()) > 0) await chosen.first().click();
  await expect(page.locator("#constant-net-curves canvas")).toHaveCount(1);
});

test("without its script it has every number", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(url);
  await expect(page.locator("#constant-net table").first()).toContainText("lookahead(clip(adam))");
  await expect(page.locator("#picker")).toBeHidden();
  await expect(page.locator("figure details table")).toHaveCount(10);
  await context.close();
});
