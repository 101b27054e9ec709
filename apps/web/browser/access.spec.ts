import AxeBuilder from "@axe-core/playwright";
import { type Page, test as plain } from "@playwright/test";
import { defaultRace } from "../src/race/default.ts";
import { expect, pause, raceAt, rowOf, runTo, stepOf, test } from "./page.ts";

/** @param part a selector of what is looked at, where it is not all of the page */
async function expectNoViolation(page: Page, part = "html"): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).include(part).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

for (const [name, width, colorScheme] of [
  ["light", 1280, "light"],
  ["dark", 1280, "dark"],
  ["360 px wide", 360, "light"],
] as const) {
  // What axe does keeps the page busy, not the page itself.
  plain(`${name}: axe finds nothing, whatever is open, and nothing is wider than the page`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    await page.goto("/");
    await runTo(page, 100);
    await pause(page);
    await expectNoViolation(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    for (const opener of ["Share", "Help", /^Rate of Adam/, "Use it: Adam", "spiral", /^3.000 steps/]) {
      await page.getByRole("button", { name: opener, exact: true }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await page.waitForTimeout(200);
      await expectNoViolation(page, ":popover-open");
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toBeHidden();
    }
  });
}

test("by the keyboard alone: add an optimizer, run, read a value, copy the install line", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/");
  await runTo(page, 20);
  await page.keyboard.press("a");
  await expect(page.getByRole("searchbox", { name: "Add an optimizer" })).toBeFocused();
  await page.keyboard.type("lion");
  await page.keyboard.press("Enter");
  await expect(rowOf(page, "Lion")).toBeVisible();
  const step = await stepOf(page);
  await runTo(page, step + 20);
  // The scrubber reads the values, step by step.
  const scrubber = page.getByRole("slider", { name: "Step of the race" });
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press("Tab");
    if (await scrubber.evaluate((element) => element === document.activeElement)) break;
  }
  await expect(scrubber).toBeFocused();
  await page.keyboard.press("Home");
  await expect.poll(() => stepOf(page)).toBe(0);
  await page.keyboard.press("ArrowRight");
  await expect(scrubber).toHaveAttribute("aria-valuetext", /^step 1: .*Adam \d\.\d+/);
  const use = page.getByRole("button", { name: "Use it: Adam" });
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press("Tab");
    if (await use.evaluate((element) => element === document.activeElement)) break;
  }
  await expect(use).toBeFocused();
  await page.keyboard.press("Enter");
  const copy = page.getByRole("button", { name: /the install line$/ });
  for (let presses = 0; presses < 5; presses++) {
    if (await copy.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await expect(copy).toHaveText("Copied");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("npm install @downhill/adam");
});

test("keys play and step, and can be switched off", async ({ page }) => {
  await page.goto("/");
  await runTo(page, 20);
  await page.keyboard.press(" ");
  await expect(page.getByRole("button", { name: "Play" })).toBeVisible();
  await page.waitForTimeout(500);
  const step = await stepOf(page);
  await page.keyboard.press("ArrowLeft");
  await expect.poll(() => stepOf(page)).toBe(step - 1);
  await page.keyboard.press("Shift+ArrowRight");
  await expect.poll(() => stepOf(page)).toBe(step + 99);
  await page.keyboard.press("Home");
  await expect.poll(() => stepOf(page)).toBe(0);
  await page.keyboard.press("?");
  await page.getByRole("checkbox", { name: "Keys do this" }).uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowRight");
  await page.waitForTimeout(300);
  expect(await stepOf(page)).toBe(0);
});

test("with reduced motion nothing plays: the final frame stands, with its scrubber", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(raceAt({ ...defaultRace, budget: 400 }));
  const seen = new Set<number>();
  await expect
    .poll(
      async () => {
        const step = await stepOf(page);
        seen.add(step);
        return step;
      },
      { intervals: [20] },
    )
    .toBe(400);
  expect([...seen].filter((step) => step !== 0 && step !== 400)).toEqual([]);
  await expect(page.getByRole("button", { name: "Play" })).toBeVisible();
  await page.getByRole("slider", { name: "Step of the race" }).fill("120");
  await expect.poll(() => stepOf(page)).toBe(120);
});

test("the chart is a figure that says what it shows, with its numbers in a table", async ({ page }) => {
  await page.goto("/");
  await runTo(page, 100);
  await pause(page);
  const chart = page.getByRole("figure", { name: /Loss by gradient evaluations/ });
  await expect(chart).toBeVisible();
  await page.getByText("The chart's numbers as a table").click();
  for (const [name, value] of [
    ["Loss after so many gradient evaluations", /^\d\.\d+$/],
    ["Accuracy after so many gradient evaluations", /^\d+\.\d\s%$/],
  ] as const) {
    const rows = chart.getByRole("table", { name }).getByRole("row");
    await expect(rows.first()).toHaveText(/step.*Adam.*SGD with momentum.*RMSProp.*Adagrad/);
    expect(await rows.count()).toBeGreaterThan(8);
    await expect(rows.last().getByRole("cell").first()).toHaveText(value);
  }
});
