import { expect, type Page, test } from "@playwright/test";
import { bundle, type Served, serve } from "./bits-server.ts";
import type { Asked } from "./mounts-page.ts";

declare const window: Asked;

let served: Served | undefined;
// Vite bundles first.
test.beforeAll(async () => {
  served = await serve(await bundle("mounts-page.ts"), "script-src 'self' 'wasm-unsafe-eval'");
});
test.afterAll(() => served?.close());

/** What there is once all garbage is gone. */
async function counts(page: Page): Promise<{ nodes: number; listeners: number; workers: number }> {
  const session = await page.context().newCDPSession(page);
  for (let i = 0; i < 3; i++) await session.send("HeapProfiler.collectGarbage");
  const { nodes, jsEventListeners } = await session.send("Memory.getDOMCounters");
  await session.detach();
  return { nodes, listeners: jsEventListeners, workers: page.workers().length };
}

test("opened and closed fifty times, it leaves no listener, worker or node", async ({ page }) => {
  await page.goto(served!.url);
  await page.waitForFunction(() => "mountOnce" in window);
  // What is made once for good is made now.
  for (let i = 0; i < 3; i++) await page.evaluate(() => window.mountOnce());
  const before = await counts(page);
  for (let i = 0; i < 50; i++) await page.evaluate(() => window.mountOnce());
  await expect.poll(() => page.workers().length).toBe(0);
  const after = await counts(page);
  expect(after.workers).toBe(0);
  // The last one may still be held by the browser: one of fifty has some 40 listeners and 330 nodes.
  expect(after.listeners - before.listeners).toBeLessThan(50);
  expect(after.nodes - before.nodes).toBeLessThan(400);
});
