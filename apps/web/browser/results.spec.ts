import { readFileSync } from "node:fs";
import { button, drop, expect, inked, points, test, value } from "./page.ts";

const latest = JSON.parse(readFileSync(new URL("results.json", import.meta.url), "utf8"));

/** A file with one optimizer alone, two seeds, and a loss that is easy to tell. */
const other = (): typeof latest => ({
  ...latest,
  problem: { name: "vertical", description: "another problem" },
  runs: [0, 1].map((seed) => ({
    ...latest.runs[0],
    optimizer: "lion",
    seed,
    curve: { epoch: [0, 1, 2, 3], loss: [4, 2, 1, 0.5 + seed], accuracy: [0.25, 0.5, 0.75, 1] },
  })),
});

const optimizers: string[] = [...new Set<string>(latest.runs.map((run: { optimizer: string }) => run.optimizer))];

test.beforeEach(async ({ page }) => {
  await page.goto("/");
  await expect(page.locator("#results-plot .legend button")).toHaveCount(optimizers.length);
});

test("the latest results are plotted, a line for each optimizer", async ({ page }) => {
  const plot = page.locator("#results-plot");
  await expect(page.locator("#results-about")).toContainText(`latest.json: ${latest.problem.name}`);
  for (const name of optimizers) {
    await expect(button(plot, name)).toHaveAttribute("aria-pressed", "true");
    expect(await inked(plot, name)).toBeGreaterThan(100);
  }
  expect(await points(plot)).toBe(latest.runs[0].curve.epoch.length);
});

test("the legend has the median of the seeds, at the cursor or else at the end", async ({ page }) => {
  const plot = page.locator("#results-plot");
  const runs = latest.runs.filter((run: { optimizer: string }) => run.optimizer === "adam");
  const medianAt = (metric: string, i: number) =>
    runs
      .map((run: { curve: Record<string, number[]> }) => run.curve[metric]!.at(i)!)
      .sort((a: number, b: number) => a - b)[1];
  expect(await value(plot, "adam")).toBeCloseTo(medianAt("loss", -1), 3);
  await plot.locator(".chart").focus();
  await page.keyboard.press("Home");
  await expect(plot.locator(".cursor")).toHaveText("epoch 0");
  await expect(plot.getByRole("slider")).toHaveAttribute("aria-valuetext", /^epoch 0: .*adam 1\.\d\d/);
  expect(await value(plot, "adam")).toBeCloseTo(medianAt("loss", 0), 2);
  await plot.getByRole("radio", { name: "accuracy" }).check({ force: true });
  expect(await value(plot, "adam")).toBeCloseTo(medianAt("accuracy", -1), 2);
  await plot.locator(".u-over").hover();
  await expect(plot.locator(".cursor")).toHaveText(/^epoch [\d,]+$/);
  await page.mouse.move(0, 0);
  await expect(plot.locator(".cursor")).toHaveText(/^last, epoch/);
});

test("the legend hides and shows an optimizer, with the mouse and the keyboard", async ({ page }) => {
  const plot = page.locator("#results-plot");
  await button(plot, "adam").click();
  await expect(button(plot, "adam")).toHaveAttribute("aria-pressed", "false");
  await expect.poll(() => inked(plot, "adam")).toBe(0);
  expect(await inked(plot, "sgd")).toBeGreaterThan(100);
  await button(plot, "adam").focus();
  await page.keyboard.press("Space");
  await expect.poll(() => inked(plot, "adam")).toBeGreaterThan(100);
});

test("the axis is logarithmic or linear, for the loss and the accuracy", async ({ page }) => {
  const plot = page.locator("#results-plot");
  const picture = () => plot.locator("canvas").evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  const seen = new Set<string>();
  for (const metric of ["loss", "accuracy"]) {
    await plot.getByRole("radio", { name: metric }).check({ force: true });
    for (const axis of ["log", "linear"]) {
      await plot.getByRole("radio", { name: axis }).check({ force: true });
      await expect(plot.locator(".chart")).toHaveAttribute(
        "aria-label",
        new RegExp(`^${metric} by epoch, ${axis} axis`),
      );
      await expect.poll(() => inked(plot, "adam")).toBeGreaterThan(100);
      seen.add(await picture());
    }
  }
  expect(seen.size).toBe(4);
});

/** Each the least or the only value of a curve: on some of them, uPlot's own steps along a logarithmic axis never end. */
const ends = [
  ...[0, 5e-324, 1e-45, 1e-12, 0.0112, 0.0115, 0.1, 0.112, 0.113, 0.115, 0.13, 0.9999999],
  ...[1, 1.02, 3.4e38, 1.7976931348623157e308, -1],
];

test("curves of any values are drawn, on either axis", async ({ page }) => {
  test.setTimeout(120_000);
  const plot = page.locator("#results-plot");
  const curves = [...ends.map((end) => [1.1, end]), ...ends.map((end) => [end, end]), [1e-300, 1e300], [null, null]];
  for (const [i, loss] of curves.entries()) {
    const accuracy = loss.map((x) => Math.min(Math.max(x ?? 0, 0), 1));
    const file = {
      ...latest,
      runs: [{ ...latest.runs[0], optimizer: "lion", curve: { epoch: [0, 10], loss, accuracy } }],
    };
    await drop(page, `${i}.json`, JSON.stringify(file));
    await expect(page.locator("#results-about")).toContainText(`${i}.json: `);
    for (const metric of ["loss", "accuracy"]) {
      await plot.getByRole("radio", { name: metric }).check({ force: true });
      for (const axis of ["log", "linear"]) {
        await plot.getByRole("radio", { name: axis }).check({ force: true });
        const values = metric === "loss" ? loss : accuracy;
        // Beyond these an axis does not go.
        const drawn = values.every((x) => x !== null && x <= 1e300 && (axis === "linear" || x >= 1e-300));
        if (drawn) expect(await inked(plot, "lion"), `${metric} ${loss}, ${axis}`).toBeGreaterThan(50);
      }
    }
  }
});

test("the target is drawn where the accuracy is", async ({ page }) => {
  const plot = page.locator("#results-plot");
  const picture = () => plot.locator("canvas").evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  const pictures = async (accuracy: number) => {
    await drop(page, `${accuracy}.json`, JSON.stringify({ ...latest, target: { accuracy } }));
    await expect(page.locator("#results-about")).toContainText(`${accuracy}.json: `);
    const found: string[] = [];
    for (const metric of ["loss", "accuracy"]) {
      await plot.getByRole("radio", { name: metric }).check({ force: true });
      found.push(await picture());
    }
    return found;
  };
  const [low, high] = [await pictures(0.5), await pictures(0.8)];
  expect(low[0]).toBe(high[0]);
  expect(low[1]).not.toBe(high[1]);
});

test("the page says what hyperparameters the results are of", async ({ page }) => {
  await expect(page.locator("#results-plot .settings li")).toHaveText(
    optimizers.map((name) => new RegExp(`^${name}: lr [\\d.]+$`)),
  );
});

test("a file dropped on the page replaces the plot", async ({ page }) => {
  const plot = page.locator("#results-plot");
  await drop(page, "other.json", JSON.stringify(other()));
  await expect(page.locator("#results-about")).toContainText("other.json: vertical");
  await expect(plot.locator(".legend button")).toHaveCount(1);
  expect(await value(plot, "lion")).toBe(1);
  expect(await points(plot)).toBe(4);
  // Its pen may be a dotted one: which it is follows from its place in the catalog.
  await expect.poll(() => inked(plot, "lion")).toBeGreaterThan(40);
});

test("a file can be picked, too", async ({ page }) => {
  await page.setInputFiles("#results-file", {
    name: "picked.json",
    mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify(other())),
  });
  await expect(page.locator("#results-about")).toContainText("picked.json: vertical");
});

for (const [name, text, message] of [
  ["notes.txt", "buy milk", /notes\.txt: not JSON/],
  ["empty.json", "", /empty\.json: not JSON/],
  ["package.json", '{"name": "downhill"}', /package\.json: not a results file/],
  ["future.json", '{"schema": "downhill.results/2"}', /future\.json: .*unknown version.*downhill\.results\/2/],
  ["cut.json", JSON.stringify(latest).slice(0, 5000), /cut\.json: not JSON/],
  ["odd.json", JSON.stringify({ ...latest, target: { accuracy: "high" } }), /odd\.json: .*target\.accuracy: .*"high"/],
] as const) {
  test(`rubbish dropped (${name}) is an error that says why, and the plot stays`, async ({ page }) => {
    const plot = page.locator("#results-plot");
    const [ink, about] = [await inked(plot, "adam"), await page.locator("#results-about").textContent()];
    await drop(page, name, text);
    await expect(page.locator("#results-error")).toBeVisible();
    await expect(page.locator("#results-error")).toHaveText(message);
    await expect(page.locator("#results-about")).toHaveText(about!);
    expect(await points(plot)).toBe(latest.runs[0].curve.epoch.length);
    expect(await inked(plot, "adam")).toBe(ink);
    await drop(page, "other.json", JSON.stringify(other()));
    await expect(page.locator("#results-error")).toBeHidden();
  });
}

test("without results the page says how to make some", async ({ page }) => {
  await page.route("**/results/latest.json", (route) =>
    route.fulfill({ contentType: "application/json", body: "null" }),
  );
  await page.reload();
  await expect(page.locator("#results-none")).toContainText("pnpm bench");
  await expect(page.locator("#results-plot")).toBeHidden();
  await drop(page, "other.json", JSON.stringify(other()));
  await expect(page.locator("#results-none")).toBeHidden();
  await expect(page.locator("#results-plot")).toBeVisible();
});
