import { expect, test } from "@playwright/test";
import { bundle, type Served, serve } from "./bits-server.ts";
import type { Asked } from "./training-page.ts";

declare const window: Asked;

let served: Served;
test.beforeAll(async () => {
  served = await serve(await bundle("training-page.ts"), "script-src 'self' 'wasm-unsafe-eval'");
});
test.afterAll(() => served.close());
test.beforeEach(async ({ page }) => {
  await page.goto(served.url);
  await page.waitForFunction(() => "animate" in window);
});

test("a page that trains on its own thread by fitAsync has at least half the frames of an idle one", async ({
  page,
}) => {
  // In turn, so that what else the machine does is neither's loss.
  const [idle, training] = [{ frames: 0 }, { frames: 0, steps: 0 }];
  const milliseconds = 700;
  for (let turn = 0; turn < 4; turn++) {
    idle.frames += await page.evaluate((ms) => window.animate(ms), milliseconds);
    const { frames, steps } = await page.evaluate((ms) => window.animateTraining(ms), milliseconds);
    training.frames += frames;
    training.steps += steps;
  }
  const description = `${idle.frames} idle, ${training.frames} with ${training.steps} steps of training`;
  test.info().annotations.push({ type: "frames in 2.8 s", description });
  expect(training.frames, description).toBeGreaterThanOrEqual(idle.frames / 2);
  expect(training.steps).toBeGreaterThan(100);
  // Without pauses there are next to none, so that the above is not met by chance.
  const frozen = await page.evaluate((ms) => window.animateFrozen(ms), milliseconds);
  expect(frozen.frames).toBeLessThan(idle.frames / 4 / 4);
  expect(frozen.steps).toBeGreaterThan(100);
});

test("a press of a button ends it, and leaves the model as after the last finished step", async ({ page }) => {
  const ended = page.evaluate(() => window.trainUntilPressed());
  await page.getByRole("button", { name: "Stop" }).click();
  const { reason, steps, same, ended: told } = await ended;
  expect(reason).toBe("AbortError");
  expect(steps).toBeGreaterThan(0);
  expect(same).toBe(true);
  expect(told).toBe(1);
});
