/**
 * Takes the pictures in `docs/` of the rooms, from a build:
 *
 *     pnpm --filter @downhill/web build && pnpm --filter @downhill/web exec tsx scripts/pictures.ts
 */

import { fileURLToPath } from "node:url";
import { chromium, type Page } from "@playwright/test";
import { preview } from "vite";
import { findChromium, flags } from "../browser/find-chromium.ts";
import { defaultRace } from "../src/race/default.ts";
import { linkOf } from "../src/share/link.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The default race as it is after 388 steps. */
const race = `#${linkOf({ race: defaultRace, at: 388, seen: [] })}`;

async function explain(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Explain Adam" }).click();
  await page.getByLabel("beside it").selectOption({ label: "RMSProp" });
  await page.locator(".drawer article").nth(1).waitFor();
}

async function surfaces(page: Page, title: string): Promise<void> {
  await page.getByRole("button", { name: "Surfaces" }).click();
  await page.getByRole("button", { name: title, exact: true }).click();
  await page.getByText(/ first, after | came lowest in /).waitFor();
}

async function bench(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Bench" }).click();
  await page.getByText(/^On what learns/).waitFor({ timeout: 60_000 });
}

async function replay(page: Page): Promise<void> {
  await bench(page);
  await page.getByRole("button", { name: /^soap on moons/ }).click();
  await page.getByRole("button", { name: "Replay seed 3" }).click();
  await page.getByText(/^The same hash/).waitFor({ timeout: 60_000 });
}

const pictures: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  explain,
  surfaces: (page) => surfaces(page, "Beale"),
  bench,
  replay,
};
/** What does not lie beside something else is shown to its end. */
const whole = ["surfaces", "bench"];
const looks = [
  { suffix: "", width: 1440, height: 900, colorScheme: "light" },
  { suffix: "-dark", width: 1440, height: 900, colorScheme: "dark" },
  { suffix: "-phone", width: 360, height: 760, colorScheme: "light" },
] as const;

const port = Number(process.env.DOWNHILL_WEB_PORT ?? 4180);
const server = await preview({ root, preview: { host: "127.0.0.1", port, strictPort: true } });
const browser = await chromium.launch({ executablePath: findChromium(), args: [...flags] });
for (const [name, go] of Object.entries(pictures))
  for (const { suffix, width, height, colorScheme } of looks) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme, reducedMotion: "reduce" });
    await page.goto(`${server.resolvedUrls!.local[0]}${race}`);
    await page
      .getByText(/^step 388/)
      .first()
      .waitFor({ timeout: 60_000 });
    await go(page);
    await page.waitForTimeout(500);
    await page.screenshot({ path: `${root}docs/${name}${suffix}.png`, fullPage: whole.includes(name) });
    await page.close();
  }
await browser.close();
await server.close();
