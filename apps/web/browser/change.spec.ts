import { adam, lion } from "@downhill/catalog";
import { spiral } from "@downhill/problems/planes";
import { runToEnd } from "@downhill/runs/run";
import { defaultRace } from "../src/race/default.ts";
import { specOf } from "../src/race/race.ts";
import { expect, pause, rowOf, runTo, share, stepOf, test } from "./page.ts";

test.beforeEach(async ({ page }) => {
  await page.goto("/");
  await runTo(page, 60);
  await pause(page);
});

test("a newcomer is replayed to where the race is, and has Node's weights", async ({ page }) => {
  const step = await stepOf(page);
  await page.getByRole("button", { name: "Add an optimizer" }).click();
  await page.getByRole("searchbox", { name: "Add an optimizer" }).fill("lion");
  await page.getByRole("button", { name: /^Lion/ }).click();
  await expect(rowOf(page, "Lion").locator(".loss")).not.toHaveText("–");
  expect(await stepOf(page)).toBe(step);
  const { race, at, seen } = await share(page);
  expect(at).toBe(step);
  expect(race.entries.map(({ optimizer }) => optimizer)).toEqual(["adam", "sgd", "rmsprop", "adagrad", "lion"]);
  const spec = { ...specOf(race, race.entries[4]!), budget: at! };
  expect(seen[4]!.hash).toBe(runToEnd(spec, { optimizers: { lion }, problems: { spiral } }).hash);
});

test("a changed rate runs its lane again, alone, and keeps the old curve as a ghost", async ({ page }) => {
  const before = await rowOf(page, "SGD").locator(".loss").textContent();
  await page.getByRole("button", { name: /^Rate of Adam/ }).click();
  const exact = page.getByRole("spinbutton", { name: "lr, exactly" });
  await exact.fill("0.01");
  await exact.press("Enter");
  await expect(rowOf(page, "Adam").locator(".rate")).toContainText("0.01");
  await page.keyboard.press("Escape");
  await expect(page.locator(".sentence")).toContainText("each at the rate below");
  const { race, at, seen } = await share(page);
  const entry = { optimizer: "adam", hyper: { lr: 0.01 } };
  expect(race.entries[0]).toEqual(entry);
  const spec = { ...specOf(race, entry), budget: at! };
  expect(seen[0]!.hash).toBe(runToEnd(spec, { optimizers: { adam }, problems: { spiral } }).hash);
  expect(await rowOf(page, "SGD").locator(".loss").textContent()).toBe(before);
});

test("every hyperparameter of a lane has its control, made from what the plugin says", async ({ page }) => {
  await page.getByRole("button", { name: /^Rate of SGD/ }).click();
  const panel = page.getByRole("dialog", { name: /Hyperparameters of SGD/ });
  for (const name of ["lr", "momentum", "weightDecay"]) {
    await expect(panel.getByRole("spinbutton", { name: `${name}, exactly` })).toBeVisible();
  }
  await expect(panel.getByRole("checkbox", { name: /nesterov/ })).toBeVisible();
  await panel.getByRole("combobox", { name: /schedule/ }).selectOption({ label: "cosine, to 0 at the end" });
  await page.keyboard.press("Escape");
  const { race } = await share(page);
  expect(race.entries[1]!.schedule).toEqual({ name: "cosine", options: { tMax: defaultRace.budget } });
});

test("a number that its optimizer refuses is said, and the race stays", async ({ page }) => {
  await page.getByRole("button", { name: /^Rate of Adam/ }).click();
  const exact = page.getByRole("spinbutton", { name: "lr, exactly" });
  await exact.fill("-1");
  await exact.press("Enter");
  await expect(page.getByRole("alert")).toContainText(/lr.*-1/);
  await page.keyboard.press("Escape");
  await expect(rowOf(page, "Adam").locator(".rate")).toContainText("0.07");
  await page.getByRole("button", { name: "Play" }).click();
  const step = await stepOf(page);
  await runTo(page, step + 10);
});

test("an optimizer in a wrapper joins by its text; one that there is not is said", async ({ page }) => {
  const add = async (text: string) => {
    await page.getByRole("button", { name: "Add an optimizer" }).click();
    await page.getByRole("searchbox", { name: "Add an optimizer" }).fill(text);
    await page.keyboard.press("Enter");
  };
  await add("lookahead(adam)");
  await expect(rowOf(page, "Lookahead").locator(".loss")).not.toHaveText("–");
  await add("lookahead(adma)");
  await expect(page.getByRole("alert")).toContainText(/adma/);
  await expect(page.locator("tbody tr")).toHaveCount(5);
});

test("another data set, another seed, another length: the race starts again", async ({ page }) => {
  await page.getByRole("button", { name: "spiral", exact: true }).click();
  await page.getByRole("button", { name: /^circles/ }).click();
  await expect(page.locator(".sentence")).toContainText("on the circles with a 2–32–32–2 ReLU network");
  await runTo(page, 20);
  await page.getByRole("button", { name: "2–32–32–2 ReLU" }).click();
  const layers = page.getByRole("spinbutton", { name: "layers, exactly" });
  await layers.fill("3");
  await layers.press("Enter");
  await expect(page.locator(".sentence")).toContainText("2–32–32–32–2 ReLU");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "seed 0" }).click();
  await page.getByRole("textbox", { name: /^Seed/ }).fill("7");
  await page.keyboard.press("Enter");
  await expect(page.locator(".sentence")).toContainText("seed 7");
  await page.getByRole("button", { name: /3.000 steps/ }).click();
  await page.getByRole("textbox", { name: /^Gradient/ }).fill("50");
  await page.keyboard.press("Enter");
  await expect.poll(() => stepOf(page)).toBe(50);
  const { race } = await share(page);
  expect(race.problem).toEqual({ name: "circles", options: { layers: 3 } });
  expect([race.seed, race.budget]).toEqual([7, 50]);
});

test("a function without a network races, too, without maps", async ({ page }) => {
  await page.getByRole("button", { name: "spiral", exact: true }).click();
  await page
    .getByRole("button", { name: /^rosenbrock Rosenbrock|^rosenbrock\b/ })
    .first()
    .click();
  await expect(page.locator(".sentence")).toContainText("on the rosenbrock, seed 0, in float64");
  await expect(page.locator(".maps")).toHaveCount(0);
  await expect(page.locator(".plot")).toHaveCount(1);
  await runTo(page, 20);
});
