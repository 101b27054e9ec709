import { writeFileSync } from "node:fs";
import { adagrad, adam, rmsprop, sgd } from "@downhill/catalog";
import { spiral } from "@downhill/problems/planes";
import { run, runToEnd, type Surroundings } from "@downhill/runs/run";
import { planes } from "../src/planes/planes.ts";
import { defaultRace } from "../src/race/default.ts";
import { grouped, plain } from "../src/race/numbers.ts";
import { type Entry, type Race, specOf } from "../src/race/race.ts";
import { expect, pause, raceAt, rowOf, runTo, scrubTo, share, stepOf, test } from "./page.ts";

const surroundings: Surroundings = { optimizers: { adagrad, adam, rmsprop, sgd }, problems: { spiral } };

/** The first evaluation at which a lane's loss is at most the target's. */
function finishOf(entry: Entry): number {
  for (const { evaluations, measure } of run(specOf(defaultRace, entry), surroundings)) {
    if (measure().loss <= defaultRace.target!) return evaluations;
  }
  throw new Error("it does not finish");
}

test("runs as soon as it is opened, and says what it does", async ({ page }) => {
  await page.goto("/");
  await runTo(page, 1);
  await expect(page.locator(".sentence")).toContainText(
    "on the spiral with a 2–64–3 ReLU network, all 300 points a step, seed 0, in float32",
  );
  await expect(page.locator(".sentence")).toContainText("same network, same start, same batches");
  await expect(page.locator(".finding")).toHaveText(/leads at [\d.]+; .* is at [\d.]+\./);
  const finish = finishOf(defaultRace.entries[0]!);
  await runTo(page, finish + 5);
  const words = `Adam reached ${plain(defaultRace.target!)} first, after ${grouped(finish)} steps`;
  await expect(page.locator(".finding")).toContainText(words);
  await expect(rowOf(page, "Adam")).toContainText(grouped(finish));
  await expect(page.getByRole("img", { name: /^Which class/ })).toHaveCount(4);
});

for (const precision of ["float32", "float64"] as const) {
  test(`the weights of every default lane are Node's, in ${precision}`, async ({ page }) => {
    await page.goto(precision === "float32" ? "/" : raceAt({ ...defaultRace, precision }));
    await runTo(page, 150);
    await pause(page);
    const { race, at, seen } = await share(page);
    expect(race).toEqual({ ...defaultRace, precision });
    expect(at).toBeGreaterThanOrEqual(150);
    for (const [i, entry] of race.entries.entries()) {
      const { hash } = runToEnd({ ...specOf(race, entry), budget: at! }, surroundings);
      expect(seen[i]!.hash, entry.optimizer).toBe(hash);
    }
    expect(new Set(seen.map(({ hash }) => hash)).size).toBe(4);
  });
}

test("the scrubber goes back to any step in any order, and is there what it was", async ({ page }) => {
  await page.goto("/");
  const hashes = async () => (await share(page)).seen.map(({ hash }) => hash);
  const first = new Map<number, string[]>();
  await runTo(page, 20);
  await pause(page);
  for (const step of [40, 41, 120, 300]) {
    await scrubTo(page, step);
    first.set(step, await hashes());
  }
  for (const step of [120, 300, 40, 41, 300, 40]) {
    await scrubTo(page, step);
    expect(await hashes(), `at ${step}`).toEqual(first.get(step));
  }
  await page.getByRole("button", { name: "One step on" }).click();
  await expect.poll(() => stepOf(page)).toBe(41);
  expect(await hashes()).toEqual(first.get(41));
  await page.getByRole("button", { name: "One step back" }).click();
  await expect.poll(() => stepOf(page)).toBe(40);
});

test("a race to its end stops there; play begins it again", async ({ page }) => {
  await page.goto(raceAt({ ...defaultRace, budget: 60 }));
  await expect(page.getByRole("button", { name: "Play" })).toBeVisible();
  expect(await stepOf(page)).toBe(60);
  await expect(page.locator(".finding")).toHaveText(/came lowest, to/);
  await page.getByRole("button", { name: "Play" }).click();
  await expect.poll(() => stepOf(page), { intervals: [20] }).toBeLessThan(60);
  await expect(page.getByRole("button", { name: "Play" })).toBeVisible();
});

// The spiral's loss is clipped and stays high; the deep one's explodes.
for (const name of ["spiral", "deep-spiral"]) {
  test(`a rate of 1000 on every lane of the ${name} is an outcome: no error, and who can goes on`, async ({ page }) => {
    const wild = defaultRace.entries.map((entry) => ({ ...entry, hyper: { ...entry.hyper, lr: 1e3 } }));
    const calm = { optimizer: "adam", hyper: { lr: 0.01 } };
    const race: Race = { ...defaultRace, problem: { name }, budget: 200, entries: [...wild, calm] };
    await page.goto(raceAt(race));
    await expect(page.getByRole("button", { name: "Play" })).toBeVisible();
    for (const [i, who] of ["Adam 1000", "SGD with momentum", "RMSProp", "Adagrad"].entries()) {
      const { diverged } = runToEnd(specOf(race, wild[i]!), { ...surroundings, problems: { spiral, ...planes } });
      expect(diverged, who).not.toBeNull();
      await expect(rowOf(page, who).locator(".chip")).toHaveText(`diverged at step ${diverged}`);
    }
    await expect(rowOf(page, "Adam 0.01").locator(".chip")).toHaveCount(0);
    await expect(rowOf(page, "Adam 0.01").locator(".loss")).toHaveText(/^0\.\d+$/);
    await expect(page.locator(".finding")).toContainText("SGD with momentum, RMSProp and Adagrad diverged.");
  });
}

test("a lane that is pointed at is lifted everywhere", async ({ page }) => {
  await page.goto("/");
  await runTo(page, 30);
  await rowOf(page, "RMSProp").hover();
  await expect(page.locator(".tile.dim")).toHaveCount(3);
  await expect(page.locator("tbody tr.dim")).toHaveCount(3);
  await page.locator(".tile").first().hover();
  await expect(rowOf(page, "Adam")).not.toHaveClass(/dim/);
  await expect(rowOf(page, "RMSProp")).toHaveClass(/dim/);
});

for (const [where, width] of [
  ["beside", 1440],
  ["under", 800],
] as const) {
  test(`accuracy is ${where} the loss where the page is ${width} px wide, on its scale`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(raceAt({ ...defaultRace, budget: 200 }));
    await runTo(page, 30);
    const [loss, accuracy] = await Promise.all([0, 1].map((i) => page.locator(".u-over").nth(i).boundingBox()));
    if (where === "beside") {
      expect(accuracy!.x).toBeGreaterThan(loss!.x + loss!.width);
      expect([accuracy!.y, accuracy!.height]).toEqual([loss!.y, loss!.height]);
    } else {
      expect(accuracy!.y).toBeGreaterThan(loss!.y + loss!.height);
      expect([accuracy!.x, accuracy!.width]).toEqual([loss!.x, loss!.width]);
    }
    // What is pointed at in one is the same step in the other.
    await page
      .locator(".u-over")
      .nth(1)
      .click({ position: { x: accuracy!.width / 2, y: 5 } });
    await expect.poll(async () => Math.abs((await stepOf(page)) - 100)).toBeLessThan(3);
  });
}

test("the first minute is calm: no error, and no task that holds the page up", async ({ page }) => {
  await page.goto("/");
  await runTo(page, 1);
  const start = Date.now();
  while (Date.now() - start < 60_000) {
    await page.waitForTimeout(5000);
    if (await page.getByRole("button", { name: "Play" }).isVisible())
      await page.getByRole("button", { name: "Play" }).click();
  }
  writeFileSync(test.info().outputPath("first-minute.txt"), `step ${await stepOf(page)}\n`);
});
