import { sgd } from "@downhill/catalog";
import { spiral } from "@downhill/problems/planes";
import { runToEnd } from "@downhill/runs/run";
import { defaultRace } from "../src/race/default.ts";
import { plain, shown } from "../src/race/numbers.ts";
import { ratesOf } from "../src/sweeps/rates.ts";
import { runsOf } from "../src/sweeps/seeds.ts";
import { expect, raceAt, rowOf, runTo, test } from "./page.ts";

const { entries, ...course } = { ...defaultRace, budget: 200, entries: [defaultRace.entries[1]!] };
const surroundings = { optimizers: { sgd }, problems: { spiral } };

test("a strip says of every rate what Node says; one that is chosen is raced", async ({ page }) => {
  await page.goto(raceAt({ ...course, entries }));
  const cells = rowOf(page, "SGD").locator(".strip button");
  await expect(cells).toHaveCount(13);
  for (const [i, spec] of ratesOf(course, entries[0]!).entries()) {
    const { loss } = runToEnd(spec, surroundings);
    const said = loss === null ? "diverged" : `loss ${shown(loss)}`;
    await expect(cells.nth(i)).toHaveAccessibleName(`rate ${plain(Number(spec.hyper!.lr))}: ${said}`);
  }
  await cells.nth(6).click();
  await expect(rowOf(page, "SGD").locator(".rate")).toContainText("0.1");
  await expect(rowOf(page, "SGD").getByRole("button", { pressed: true })).toHaveAccessibleName(/^rate 0\.1:/);
});

test("five seeds are five runs, counted", async ({ page }) => {
  await page.goto(raceAt({ ...course, target: 1, entries }));
  await runTo(page, 5);
  await page.getByRole("button", { name: "Try 5 seeds" }).click();
  const met = runsOf({ ...course, target: 1 }, entries[0]!).map(
    (spec) => runToEnd(spec, surroundings).targets[0]!.evaluations,
  );
  const hits = met.filter((each) => each !== null).length;
  expect(hits).toBeGreaterThan(0);
  await expect(page.locator(".limit")).toContainText(`by SGD with momentum in ${hits} of 5`);
});
