import { adam } from "@downhill/catalog";
import { spiral } from "@downhill/problems/planes";
import { run } from "@downhill/runs/run";
import { cells, mapOf, planeOf } from "../src/lanes/plane.ts";
import { defaultRace } from "../src/race/default.ts";
import { specOf } from "../src/race/race.ts";
import { expect, pause, runTo, scrubTo, test } from "./page.ts";

const STEP = 90;

test("every pixel of a boundary map is what the model says there", async ({ page }) => {
  await page.goto("/");
  await runTo(page, 30);
  await pause(page);
  await scrubTo(page, STEP);
  const canvas = page.locator(".tile .map canvas").first();
  // At rest it is as fine as it gets.
  await expect.poll(() => canvas.evaluate((each) => (each as HTMLCanvasElement).width)).toBe(128);
  await page.waitForTimeout(300);
  const shown = await canvas.evaluate((each) => {
    const { width, height } = each as HTMLCanvasElement;
    return [...(each as HTMLCanvasElement).getContext("2d")!.getImageData(0, 0, width, height).data];
  });
  const colours = await page.evaluate(() => {
    const probe = document.body.appendChild(document.createElement("i"));
    const resolved = ["grey-0", "grey-1", "grey-2", "ground"].map((name) => {
      probe.style.color = `var(--${name})`;
      return getComputedStyle(probe).color.match(/\d+/g)!.map(Number);
    });
    probe.remove();
    return resolved;
  });

  const steps = run(specOf(defaultRace, defaultRace.entries[0]!), { optimizers: { adam }, problems: { spiral } });
  let now = steps.next();
  while (!now.done && now.value.evaluations < STEP) now = steps.next();
  if (now.done) throw new Error("the run is over");
  const { bounds } = planeOf(now.value.task)!;
  const { classes, certainty } = mapOf(1, now.value, cells(bounds, 128), 128);
  const expected = [...classes].flatMap((c, cell) => {
    const share = 0.35 + 0.65 * (certainty[cell]! / 255);
    const [grey, ground] = [colours[c]!, colours[3]!];
    return [...ground.map((from, i) => Math.round(from + share * (grey[i]! - from))), 255];
  });
  const most = Math.max(...expected.map((value, i) => Math.abs(value - shown[i]!)));
  expect(most).toBeLessThanOrEqual(1);
  expect(new Set(classes).size).toBe(3);
});
