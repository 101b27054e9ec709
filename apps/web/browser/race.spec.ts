import type { Page } from "@playwright/test";
import { lockstep } from "../src/lockstep.ts";
import { button, expect, inked, points, test, value } from "./page.ts";

const optimizers = ["sgd", "adagrad", "rmsprop", "adam"];

test.beforeEach(async ({ page }) => {
  await page.goto("/");
});

const state = (page: Page) => page.locator("#race-form");

async function run(page: Page, epochs: number): Promise<void> {
  await page.getByLabel("epochs").fill(`${epochs}`);
  await page.getByRole("button", { name: "Start" }).click();
}

/** The losses at the first epoch, read from the legend with the cursor there. */
async function firstLosses(page: Page): Promise<number[]> {
  const plot = page.locator("#race-plot");
  await plot.locator(".chart").focus();
  await page.keyboard.press("Home");
  await expect(plot.locator(".cursor")).toHaveText("epoch 0");
  const names = await plot.locator(".legend .name").allTextContents();
  return await Promise.all(names.map((name) => value(plot, name)));
}

test("curves grow while it runs, losses fall, and the last epoch ends it", async ({ page }) => {
  const plot = page.locator("#race-plot");
  const epochs = 3000;
  await run(page, epochs);
  await expect.poll(() => points(plot)).toBeGreaterThan(0);
  const early = await points(plot);
  expect(early).toBeLessThan(epochs);
  await expect.poll(() => points(plot)).toBeGreaterThan(early);
  await expect(state(page)).toHaveAttribute("data-state", "finished", { timeout: 25_000 });
  await expect(page.locator("#race-status")).toHaveText(/^3,000 of 3,000 epochs · [\d,]+ steps\/s$/);
  expect(await points(plot)).toBe(epochs);
  for (const name of optimizers) {
    expect(await value(plot, name)).toBeLessThan(1.09);
    expect(await inked(plot, name)).toBeGreaterThan(100);
  }
  expect(await value(plot, "adam")).toBeLessThan(0.6);
});

test("the default race runs to its end", async ({ page }) => {
  test.setTimeout(120_000);
  const epochs = Number(await page.getByLabel("epochs").inputValue());
  expect(epochs).toBeGreaterThanOrEqual(5000);
  await page.getByRole("button", { name: "Start" }).click();
  await expect(state(page)).toHaveAttribute("data-state", "finished", { timeout: 100_000 });
  const plot = page.locator("#race-plot");
  expect(await points(plot)).toBe(epochs);
  // Below this, a logarithmic axis of uPlot's own steps stood still.
  expect(await value(plot, "adam")).toBeLessThan(0.115);
  for (const metric of ["loss", "accuracy"]) {
    await plot.getByRole("radio", { name: metric }).check({ force: true });
    for (const axis of ["log", "linear"]) {
      await plot.getByRole("radio", { name: axis }).check({ force: true });
      for (const name of optimizers) expect(await inked(plot, name)).toBeGreaterThan(100);
    }
  }
});

test("the page says what hyperparameters are raced", async ({ page }) => {
  await page.getByLabel("sgd learning rate", { exact: true }).fill("0.5");
  await run(page, 2);
  await expect(page.locator("#race-plot .settings li").first()).toHaveText(/^adagrad: lr 0\.1, /);
  await expect(page.locator("#race-plot .settings li").last()).toHaveText(/^sgd: lr 0\.5, momentum 0, /);
});

test("the built page trains as Node does from source", async ({ page }) => {
  const entrants = [
    { name: "adagrad", lr: 0.1 },
    { name: "adam", lr: 0.02 },
    { name: "rmsprop", lr: 0.02 },
    { name: "sgd", lr: 1 },
  ];
  const last = [...lockstep({ seed: 3, epochs: 60, entrants })].at(-1)!;
  await page.getByLabel("seed").fill("3");
  await run(page, 60);
  await expect(state(page)).toHaveAttribute("data-state", "finished");
  for (const [i, { name }] of entrants.entries()) {
    await expect(button(page.locator("#race-plot"), name).locator(".value")).toHaveText(last[i]!.loss!.toPrecision(3));
  }
});

test("all start from the same loss, which the seed decides", async ({ page }) => {
  const first = async (seed: string) => {
    await page.getByLabel("seed").fill(seed);
    await run(page, 2);
    await expect(state(page)).toHaveAttribute("data-state", "finished");
    const losses = await firstLosses(page);
    expect(losses).toHaveLength(optimizers.length);
    expect(new Set(losses).size).toBe(1);
    const picture = page.locator("#race-plot canvas");
    return await picture.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  };
  const pictures = [await first("0"), await first("7"), await first("0")];
  expect(pictures[0]).toBe(pictures[2]);
  expect(pictures[0]).not.toBe(pictures[1]);
});

test("only the chosen optimizers race", async ({ page }) => {
  await page.getByRole("checkbox", { name: "sgd" }).uncheck();
  await run(page, 3);
  await expect(state(page)).toHaveAttribute("data-state", "finished");
  await expect(page.locator("#race-plot .legend .name")).toHaveText(["adagrad", "adam", "rmsprop"]);
  for (const name of ["adagrad", "rmsprop", "adam"]) await page.getByRole("checkbox", { name }).uncheck();
  await page.getByRole("button", { name: "Start" }).click();
  await expect(page.locator("#race-error")).toHaveText(/at least one optimizer/);
});

test("pausing stops it, resuming goes on, resetting clears", async ({ page }) => {
  const plot = page.locator("#race-plot");
  await run(page, 1_000_000);
  await expect.poll(() => points(plot)).toBeGreaterThan(5);
  await page.getByRole("button", { name: "Pause" }).click();
  await page.waitForTimeout(300);
  const paused = await points(plot);
  await page.waitForTimeout(300);
  expect(await points(plot)).toBe(paused);
  await expect(page.getByLabel("seed")).toBeDisabled();
  await page.getByRole("button", { name: "Resume" }).click();
  await expect.poll(() => points(plot)).toBeGreaterThan(paused);
  await page.getByRole("button", { name: "Reset" }).click();
  expect(await points(plot)).toBe(0);
  await page.waitForTimeout(200);
  expect(await points(plot)).toBe(0);
  await expect(page.getByLabel("seed")).toBeEnabled();
});

test("a race goes on while its legend and axis are used", async ({ page }) => {
  const plot = page.locator("#race-plot");
  await run(page, 1_000_000);
  await expect.poll(() => points(plot)).toBeGreaterThan(5);
  await button(plot, "sgd").click();
  await plot.getByRole("radio", { name: "accuracy" }).check({ force: true });
  const before = await points(plot);
  await expect.poll(() => points(plot)).toBeGreaterThan(before);
  expect(await inked(plot, "sgd")).toBe(0);
});

for (const [field, text, message] of [
  ["adam learning rate", "-1", /adam.*lr.*-1/],
  ["sgd learning rate", "fast", /sgd: learning rate must be a number, got "fast"/],
  ["rmsprop learning rate", "", /rmsprop: learning rate must be a number, got ""/],
  ["adagrad learning rate", "Infinity", /adagrad.*lr.*Infinity/],
  ["seed", "1.5", /seed must be a whole number.*"1\.5"/],
  ["epochs", "0", /epochs must be a whole number.*"0"/],
] as const) {
  test(`${field} "${text}" is an error that names it`, async ({ page }) => {
    await page.getByLabel(field, { exact: true }).fill(text);
    await page.getByRole("button", { name: "Start" }).click();
    await expect(page.locator("#race-error")).toBeVisible();
    await expect(page.locator("#race-error")).toHaveText(message);
    await expect(page.getByLabel(field, { exact: true })).toHaveAttribute("aria-invalid", "true");
    await expect(page.locator('[aria-invalid="true"]')).toHaveCount(1);
    await expect(page.getByLabel("seed")).toBeEnabled();
    await page.getByRole("button", { name: "Reset" }).click();
    await expect(page.locator("#race-error")).toBeHidden();
  });
}

test("an optimizer that diverges says so, and the others go on", async ({ page }) => {
  const plot = page.locator("#race-plot");
  await page.getByLabel("sgd learning rate", { exact: true }).fill("1e30");
  await run(page, 20);
  await expect(state(page)).toHaveAttribute("data-state", "finished");
  await expect(button(plot, "sgd").locator(".value")).toHaveText("diverged");
  expect(await value(plot, "adam")).toBeLessThan(1.1);
});
