import { adam, sgd } from "@downhill/catalog";
import { spiral } from "@downhill/problems/planes";
import { run, type Surroundings } from "@downhill/runs/run";
import type { CDPSession, Page } from "@playwright/test";
import { defaultRace } from "../src/race/default.ts";
import { shown } from "../src/race/numbers.ts";
import { type Entry, type Race, specOf } from "../src/race/race.ts";
import { expect, pause, raceAt, rowOf, scrubTo, share, stepOf, test } from "./page.ts";

/** Two of the default race's, on a few points by a few units: a step costs little, and there are many. */
const race: Race = {
  ...defaultRace,
  problem: { name: "spiral", options: { samplesPerClass: 3, hidden: 3 } },
  budget: 100_000,
  entries: defaultRace.entries.slice(0, 2),
};
const surroundings: Surroundings = { optimizers: { adam, sgd }, problems: { spiral } };

interface Usage {
  readonly usedSize: number;
  readonly backingStorageSize: number;
}

/** Bytes that the page and its workers hold once all garbage is gone: objects, and arrays of numbers. */
async function held(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  const workers: string[] = [];
  session.on("Target.attachedToTarget", ({ sessionId }) => workers.push(sessionId));
  await session.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  expect(workers.length).toBe(page.workers().length);
  let bytes = 0;
  for (const ask of [session.send.bind(session) as Ask, ...workers.map((id) => toWorker(session, id))]) {
    for (let i = 0; i < 3; i++) await ask("HeapProfiler.collectGarbage");
    const { usedSize, backingStorageSize } = (await ask("Runtime.getHeapUsage")) as Usage;
    bytes += usedSize + backingStorageSize;
  }
  await session.detach();
  return bytes;
}

type Ask = (method: string) => Promise<unknown>;

/** Playwright's sessions are of pages: what is for a worker goes through its page's. */
function toWorker(session: CDPSession, sessionId: string): Ask {
  let last = 0;
  return (method) =>
    new Promise((resolve) => {
      const id = ++last;
      const listen = (event: { sessionId: string; message: string }) => {
        const { id: answered, result } = JSON.parse(event.message);
        if (event.sessionId !== sessionId || answered !== id) return;
        session.off("Target.receivedMessageFromTarget", listen);
        resolve(result);
      };
      session.on("Target.receivedMessageFromTarget", listen);
      session.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id, method }) });
    });
}

/** Counts the points of the lines that are drawn from one frame to the next, the most of all frames so far. */
function countPoints(): void {
  let count = 0;
  const lineTo = Path2D.prototype.lineTo;
  Path2D.prototype.lineTo = function (...place) {
    count++;
    lineTo.apply(this, place);
  };
  Object.assign(window, { mostPoints: 0 });
  requestAnimationFrame(function frame() {
    Object.assign(window, { mostPoints: Math.max((window as unknown as Counted).mostPoints, count) });
    count = 0;
    requestAnimationFrame(frame);
  });
}
interface Counted {
  mostPoints: number;
}

/** What an entry's run in Node is after so many steps. */
function inNode(entry: Entry, places: readonly number[]): { hash: string; loss: number }[] {
  const found = [];
  for (const { step, hash, measure } of run(specOf(race, entry), surroundings)) {
    if (places.includes(step)) found.push({ hash: hash(), loss: measure().loss });
    if (step === Math.max(...places)) break;
  }
  return found;
}

test("100,000 steps hold their memory, are drawn by as many points as there are pixels, and every one can be gone back to", async ({
  page,
}) => {
  await page.addInitScript(countPoints);
  await page.goto(raceAt(race));
  await page.getByRole("combobox", { name: /Speed/ }).selectOption({ label: "as fast as it can" });
  const reach = (step: number) =>
    page.waitForFunction(
      (least) => Number(document.querySelector(".step")!.textContent!.replace(/\D/g, "")) >= least,
      step,
      { timeout: 200_000, polling: 50 },
    );
  await reach(20_000);
  await pause(page);
  const early = await held(page);
  await page.getByRole("button", { name: "Play" }).click();
  await reach(race.budget);
  await expect(page.getByRole("button", { name: "Play" })).toBeVisible();
  const late = await held(page);
  const said = `${early} bytes at step 20,000, ${late} at step 100,000`;
  test.info().annotations.push({ type: "memory", description: said });
  expect(late - early, said).toBeLessThan(2e6);

  const pixels = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLCanvasElement>(".plot canvas")].reduce((sum, { width }) => sum + width, 0),
  );
  const most = await page.evaluate(() => (window as unknown as Counted).mostPoints);
  test.info().annotations.push({ type: "points", description: `${most} in a frame, on ${pixels} pixels` });
  expect(most).toBeGreaterThan(pixels / 2);
  expect(most).toBeLessThan(2 * race.entries.length * pixels);

  const places = [2, 7777, 50_001, 98_765];
  const first = race.entries.map((entry) => inNode(entry, places));
  for (const i of [2, 0, 3, 1]) {
    await scrubTo(page, places[i]!);
    const { seen } = await share(page);
    expect(seen.map(({ hash }) => hash)).toEqual(first.map((found) => found[i]!.hash));
    await expect(rowOf(page, "SGD").locator(".loss")).toHaveText(shown(first[1]![i]!.loss));
  }
  expect(await stepOf(page)).toBe(7777);
});
