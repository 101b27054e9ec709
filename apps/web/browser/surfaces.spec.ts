import AxeBuilder from "@axe-core/playwright";
import { parse } from "@downhill/catalog";
import { selfContained } from "@downhill/problems/self-contained";
import { type Page, test as plain } from "@playwright/test";
import { defaultRace } from "../src/race/default.ts";
import { nameOf } from "../src/race/title.ts";
import { linkOf, type Shared } from "../src/share/link.ts";
import { findingOf, lastOf, ranked, valueText } from "../src/surfaces/finding.ts";
import { functions, type Point } from "../src/surfaces/functions.ts";
import { bestRate, pathOf, specOf } from "../src/surfaces/paths.ts";
import { expect, share, test } from "./page.ts";

const surroundings = { optimizers: parse, problems: selfContained };

/** What the room has to say, from runs in Node. */
function inNode(id: string, at?: Point, steps = 300) {
  const surface = functions.find((each) => each.id === id)!;
  const walked = defaultRace.entries.map((entry) => {
    const { optimizer, hyper } = entry;
    const lr = bestRate(surface, { optimizer, hyper }, steps, surroundings)!;
    const walker = { optimizer, hyper: { ...hyper, lr } };
    return { name: nameOf(entry), lr, path: pathOf(specOf(surface, walker, at ?? surface.start, steps), surroundings) };
  });
  return { finding: findingOf(walked, steps), walked: ranked(walked) };
}

async function open(page: Page): Promise<void> {
  await page.goto("/");
  await page.getByRole("button", { name: "Surfaces" }).click();
  await expect(page.locator(".finding")).toHaveText(/\.$/);
}

const startOf = async (page: Page): Promise<Point> => [
  Number(await page.getByLabel("x of the start").inputValue()),
  Number(await page.getByLabel("y of the start").inputValue()),
];

test("each function's paths are Node's: the finding, the rates and the numbers", async ({ page }) => {
  await open(page);
  for (const { id, title } of functions) {
    const { finding, walked } = inNode(id);
    await page.getByRole("button", { name: title, exact: true }).click();
    await expect(page.locator(".finding")).toHaveText(finding);
    const rows = page.locator(".wide tbody tr");
    await expect(rows).toHaveCount(walked.length);
    for (const [i, { name, path, lr }] of walked.entries()) {
      await expect(rows.nth(i)).toContainText(name);
      await expect(rows.nth(i).locator("[data-label=rate]")).toHaveText(String(lr));
      await expect(rows.nth(i).locator("[data-label=f]")).toHaveText(valueText(lastOf(path)));
      await expect(rows.nth(i).locator("[data-label=distance]")).toHaveText(valueText(path.distances.at(-1)!));
    }
  }
});

test("the start is dragged by the mouse, moved by keys and typed, and the paths follow", async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "Himmelblau" }).click();
  const handle = page.getByRole("button", { name: /^Start at/ });
  const expectFollowed = async () => {
    const { finding } = inNode("himmelblau", await startOf(page));
    await expect(page.locator(".finding")).toHaveText(finding);
  };
  const before = (await handle.boundingBox())!;
  const [x, y] = [before.x + before.width / 2, before.y + before.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 60, y - 30, { steps: 5 });
  await page.mouse.move(x + 120, y - 90, { steps: 5 });
  await page.mouse.up();
  const dragged = await startOf(page);
  expect(dragged[0]).toBeGreaterThan(0.5);
  expect(dragged[1]).toBeGreaterThan(0);
  const after = (await handle.boundingBox())!;
  expect(Math.hypot(after.x - before.x - 120, after.y - before.y + 90)).toBeLessThan(3);
  await expectFollowed();

  await expect(handle).toBeFocused();
  for (const key of ["ArrowRight", "ArrowRight", "Shift+ArrowUp"]) await page.keyboard.press(key);
  const [right, up] = await startOf(page);
  expect(right).toBeGreaterThan(dragged[0]);
  expect(up - dragged[1]).toBeGreaterThan(1);
  await expectFollowed();

  await page.getByLabel("x of the start").fill("-3");
  await page.keyboard.press("Tab");
  await page.getByLabel("steps", { exact: true }).selectOption("100");
  expect((await startOf(page))[0]).toBe(-3);
  await expect(page.locator(".finding")).toHaveText(inNode("himmelblau", await startOf(page), 100).finding);
});

test("a path is read by keys, step by step, and by pointing at it", async ({ page }) => {
  await open(page);
  const { walked } = inNode("rosenbrock");
  const { path } = walked.find(({ name }) => name === "Adam")!;
  const figure = page.getByRole("figure", { name: /^Rosenbrock from above.*Left and right arrows/ });
  await figure.focus();
  await page.keyboard.press("ArrowRight");
  const readout = page.locator(".readout");
  await expect(readout).toHaveText(` Adam, step 0: f = ${valueText(path.values[0]!, 4)} at (−1.200, 1.000)`);
  for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight");
  await expect(readout).toContainText(`Adam, step 3: f = ${valueText(path.values[3]!, 4)}`);
  await page.keyboard.press("End");
  await expect(readout).toContainText(`Adam, step 300: f = ${valueText(path.values[300]!, 4)}`);
  await page.keyboard.press("ArrowDown");
  await expect(readout).toContainText("SGD with momentum, step 300");
  await expect(page.locator(".wide tbody tr.dim")).toHaveCount(3);
  await page.keyboard.press("Escape");
  await expect(readout).toContainText("From line to line");

  await page.getByText("Values step by step").first().click();
  const row = page.getByRole("row", { name: /^Adam/ }).last();
  await expect(row.getByRole("cell").nth(3)).toHaveText(valueText(path.values[5]!));

  const handle = (await page.getByRole("button", { name: /^Start at/ }).boundingBox())!;
  await page.mouse.move(handle.x + handle.width / 2 + 3, handle.y + handle.height / 2);
  await expect(readout).toContainText("step 0: f =");
});

test("the ground is lightest where the function is least, by day; darkest by night", async ({ page }) => {
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await open(page);
    await page.getByRole("button", { name: "Bowl", exact: true }).click();
    const sample = () =>
      page
        .locator(".area canvas")
        .first()
        .evaluate((canvas: HTMLCanvasElement) => {
          const draw = canvas.getContext("2d")!;
          const grey = (x: number, y: number) => draw.getImageData(canvas.width * x, canvas.height * y, 1, 1).data[1]!;
          // Below the minimum, where the window is lowest; and near its right edge.
          return [grey(0.515, 0.6), grey(0.7, 0.6), grey(0.95, 0.6)];
        });
    await expect.poll(async () => (await sample())[2]).toBeGreaterThan(0);
    const [low, middle, high] = (await sample()) as [number, number, number];
    const sign = scheme === "light" ? 1 : -1;
    expect(sign * (low - middle), `${low} ${middle} ${high}`).toBeGreaterThan(10);
    expect(sign * (middle - high), `${low} ${middle} ${high}`).toBeGreaterThan(5);
  }
});

test("a rate that is too high is an outcome, with its step", async ({ page }) => {
  await open(page);
  await page.getByLabel("rates", { exact: true }).selectOption({ label: "its rate in the race" });
  await expect(page.locator(".finding")).toContainText(/SGD with momentum diverged at step \d+\./);
  await expect(page.locator(".wide .chip")).toHaveText(/^diverged at step \d+$/);
});

test("rooms come and go, and leave nothing behind", async ({ page }) => {
  await open(page);
  const count = () => page.evaluate(() => document.querySelectorAll("canvas, svg, .surfaces").length);
  await page.getByRole("button", { name: "Race", exact: true }).click();
  await expect(page.locator(".lanes tbody tr")).toHaveCount(4);
  const first = await count();
  for (let i = 0; i < 5; i++) {
    await page.getByRole("button", { name: "Surfaces" }).click();
    await expect(page.locator(".finding")).toHaveText(/first|lowest/);
    await page.getByRole("button", { name: "Race", exact: true }).click();
    await expect(page.locator(".lanes tbody tr")).toHaveCount(4);
  }
  expect(await count()).toBe(first);
});

for (const [scheme, width] of [
  ["light", 1280],
  ["dark", 1280],
  ["light", 360],
] as const) {
  // What axe does keeps the page busy, not the page itself.
  plain(`axe finds nothing in the room of surfaces, ${scheme}, ${width} px`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 800 });
    await open(page);
    await page.getByText("Values step by step").first().click();
    const { violations } = await new AxeBuilder({ page }).include(".surfaces").analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });
}

test("a link to a surface shows the same paths, to the last bit; one that was changed says from which step on", async ({
  page,
  browser,
  baseURL,
}) => {
  await open(page);
  await page.getByRole("button", { name: "Beale" }).click();
  await page.getByRole("spinbutton", { name: "x of the start" }).fill("-2.5");
  await page.keyboard.press("Tab");
  await page.getByRole("combobox", { name: "steps" }).selectOption("100");
  await expect(page.locator(".finding")).toHaveText(inNode("beale", [-2.5, 1.5], 100).finding);
  const shared = await share(page);
  expect(shared.surface).toEqual({ id: "beale", start: [-2.5, 1.5], steps: 100, rates: "best" });
  const opened = async (changed: Shared) => {
    const context = await browser.newContext({ baseURL: baseURL! });
    const other = await context.newPage();
    await other.goto(`/#${linkOf(changed)}`);
    return other.locator(".surfaces");
  };
  const same = await opened(shared);
  await expect(same).toContainText("reproduced exactly");
  await expect(same.getByRole("combobox", { name: "steps" })).toHaveValue("100");
  // It is said of what was opened only.
  await same.getByRole("combobox", { name: "steps" }).selectOption("30");
  await expect(same).not.toContainText("reproduced exactly");
  const moved = await opened({ ...shared, surface: { ...shared.surface!, start: [-2.25, 1.5] } });
  await expect(moved).toContainText(/not reproduced: .* from the start on/);
  const unknown = await opened({ ...shared, surface: { ...shared.surface!, id: "mountain" } });
  await expect(unknown).toContainText('"mountain", which there is not');
  for (const each of [same, moved, unknown]) await each.page().context().close();
});
