import AxeBuilder from "@axe-core/playwright";
import { parse } from "@downhill/catalog";
import { equations } from "@downhill/catalog/equations";
import { spiral } from "@downhill/problems/planes";
import { run } from "@downhill/runs/run";
import { type Locator, type Page, test as plain } from "@playwright/test";
import { defaultRace } from "../src/race/default.ts";
import { type Race, specOf } from "../src/race/race.ts";
import { expect, pause, raceAt, runTo, scrubTo, stepOf, test } from "./page.ts";

const drawer = (page: Page) => page.getByRole("dialog", { name: "Explain this step" });
const explain = (page: Page, name: string) =>
  page.getByRole("button", { name: `Explain ${name}`, exact: true }).click();
/** The weight of a place before and after a step, by a run in Node. */
function moved(race: Race, lane: number, step: number, parameter: string, index: number) {
  const spec = specOf(race, race.entries[lane]!);
  const found: number[] = [];
  for (const { step: at, task } of run({ ...spec, budget: 2 * step }, { optimizers: parse, problems: { spiral } })) {
    if (at >= step - 1) found.push(task.parameters[parameter]!.value[index]!);
    if (at === step) break;
  }
  return { before: found[0]!, after: found[1]! };
}

/** What a column is of, and its numbers by their names: at one moment. */
const read = (column: Locator) =>
  column.evaluate((article: HTMLElement) => {
    const numbers = [...article.querySelectorAll<HTMLElement>("[data-name]")].map((line) => [
      line.dataset.name!,
      Number(line.querySelector("data")!.value),
    ]);
    const { step, parameter, index } = article.dataset;
    const equal = article.querySelector<HTMLElement>("[data-equal]")?.dataset.equal;
    return {
      step: Number(step),
      parameter: parameter!,
      index: Number(index),
      equal,
      ...{ numbers: Object.fromEntries(numbers) as Record<string, number> },
    };
  });

const elementwise = Object.keys(equations);

for (const [half, names] of [elementwise.slice(0, 15), elementwise.slice(15)].entries()) {
  test(`for every element-wise optimizer, Δ is the real Δ, to the bit (${half + 1} of 2)`, async ({ page }) => {
    expect(names.length).toBeGreaterThanOrEqual(15);
    const race: Race = {
      ...defaultRace,
      budget: 40,
      target: null,
      entries: names.map((optimizer) => ({ optimizer, hyper: {} })),
    };
    await page.goto(raceAt(race));
    await expect(page.getByRole("button", { name: "Play" })).toBeVisible();
    await page
      .getByRole("button", { name: /^Explain / })
      .first()
      .click();
    const column = drawer(page).locator("article");
    const lanes = page.getByLabel("optimizer", { exact: true });
    await expect(column).toBeVisible();
    const options = await lanes
      .locator("option")
      .evaluateAll((all) => all.map((each) => (each as HTMLOptionElement).value));
    expect(options).toHaveLength(names.length);
    let still = 0;
    for (const [i, id] of options.entries()) {
      await lanes.selectOption(id);
      await expect(column).toHaveAttribute("data-lane", id);
      // The weight that this lane moves most.
      await page.getByRole("button", { name: "the one that moves most" }).click();
      await expect(column.locator('[data-name="Δ"]')).toBeVisible();
      const { parameter, index, step, numbers, equal } = await read(column);
      const delta = numbers.Δ;
      expect(step).toBe(40);
      const { before, after } = moved(race, i, step, parameter, index);
      expect(delta, names[i]).toBe(after - before);
      expect(equal, names[i]).toBe("true");
      if (delta === 0) still++;
    }
    expect(still).toBeLessThan(2);
  });
}

test("the same weight for two lanes, at another step by the arrow keys, and the chart goes along", async ({ page }) => {
  await page.goto("/");
  await runTo(page, 60);
  await pause(page);
  await scrubTo(page, 50);
  await explain(page, "Adam");
  const columns = drawer(page).locator("article");
  await expect(columns).toHaveCount(1);
  await page.getByLabel("beside it").selectOption({ label: "RMSProp" });
  await expect(columns).toHaveCount(2);
  const place = await read(columns.first());
  expect(place.step).toBe(50);
  await drawer(page).getByRole("button", { name: "◂ step" }).focus();
  await page.keyboard.press("ArrowLeft");
  await expect(columns.first()).toHaveAttribute("data-step", "49");
  await expect.poll(() => stepOf(page)).toBe(49);
  for (const [i, lane] of [0, 2].entries()) {
    const { before, after } = moved(defaultRace, lane, 49, place.parameter, place.index);
    const column = columns.nth(i);
    await expect(column).toHaveAttribute("data-step", "49");
    const { numbers } = await read(column);
    expect(numbers).toMatchObject({ w: after, Δ: after - before });
  }
  // What the formulas have below their symbols is there to be heard, too.
  await expect(columns.first().getByRole("img", { name: /^m t = \[beta 1|^m t = / })).toBeVisible();
  await expect(columns.first().locator(".said")).toHaveText(
    /^The step is [\d.]+\s(%|times)( of)? the rate: v, which divides it, /,
  );
});

test("a lane that is run again with another rate stays the one that is explained; one that goes takes the drawer along", async ({
  page,
}) => {
  await page.goto(raceAt({ ...defaultRace, budget: 30 }));
  await expect(page.getByRole("button", { name: "Play" })).toBeVisible();
  await explain(page, "RMSProp");
  const column = drawer(page).locator("article");
  await expect(column).toContainText("RMSProp");
  const before = await column.getAttribute("data-lane");
  await page.getByRole("button", { name: /^Rate of RMSProp/ }).click();
  const exact = page.getByRole("spinbutton", { name: "lr, exactly" });
  await exact.fill("0.01");
  await exact.press("Enter");
  await page.keyboard.press("Escape");
  await expect(column).not.toHaveAttribute("data-lane", before!);
  await expect(column).toContainText("RMSProp");
  await page.getByRole("button", { name: /^Adam, SGD/ }).click();
  await page.getByRole("button", { name: "Remove RMSProp" }).click();
  await expect(drawer(page)).toBeHidden();
});

test("a method that is not of one weight alone says so, with its paper", async ({ page }) => {
  await page.goto(
    raceAt({
      ...defaultRace,
      budget: 30,
      entries: [
        { optimizer: "muon", hyper: {} },
        { optimizer: "clip(adam)", hyper: {} },
      ],
    }),
  );
  await expect(page.getByRole("button", { name: "Play" })).toBeVisible();
  await explain(page, "Muon");
  const column = drawer(page).locator("article");
  await expect(column).toContainText("a step of one weight depends on others");
  await expect(column).toContainText("Jordan et al. 2024");
  await page.getByLabel("optimizer", { exact: true }).selectOption({ label: "Clip(Adam)" });
  await expect(column).toContainText("A wrapper works around another optimizer's step");
});

test("by keyboard: open, another weight, close, and one is where one was", async ({ page }) => {
  await page.goto(raceAt({ ...defaultRace, budget: 30 }));
  await expect(page.getByRole("button", { name: "Play" })).toBeVisible();
  const button = page.getByRole("button", { name: "Explain Adagrad" });
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(drawer(page)).toBeFocused();
  const index = page.getByLabel("number of the weight");
  await expect(drawer(page).locator("article")).toBeVisible();
  await index.fill("5");
  await page.keyboard.press("Enter");
  await expect(index).toHaveValue("5");
  await page.keyboard.press("Escape");
  await expect(drawer(page)).toBeHidden();
  await expect(button).toBeFocused();
});

for (const [scheme, width] of [
  ["light", 1280],
  ["dark", 1280],
  ["light", 360],
] as const) {
  // What axe does keeps the page busy, not the page itself.
  plain(`axe finds nothing with the drawer open, ${scheme}, ${width} px`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 800 });
    await page.goto(raceAt({ ...defaultRace, budget: 30 }));
    await expect(page.getByRole("button", { name: "Play" })).toBeVisible();
    await explain(page, "Adam");
    await page.getByLabel("beside it").selectOption({ index: 1 });
    await expect(drawer(page).locator("article")).toHaveCount(2);
    const { violations } = await new AxeBuilder({ page }).include(".drawer").analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });
}

test("a form that the weight's own numbers have chosen says why, and formulas are drawn", async ({ page }) => {
  await page.goto(
    raceAt({ ...defaultRace, budget: 40, entries: [{ optimizer: "yogi", hyper: { weightDecay: 0.01 } }] }),
  );
  await expect(page.getByRole("button", { name: "Play" })).toBeVisible();
  await explain(page, "Yogi");
  const column = drawer(page).locator("article");
  await expect(column.locator("[data-name=v] .reason")).toContainText("as");
  const sizes = await column
    .locator("math")
    .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().width));
  expect(Math.min(...sizes)).toBeGreaterThan(10);
});
