/** `npx tsx apps/docs/scripts/developer-tools.ts`: what developer tools cost, for the recipe's table. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findChromium, flags } from "@downhill/web/browser/find-chromium.ts";
import { chromium, type Page } from "@playwright/test";
import { build } from "vite";
import { serve } from "../test/serve.ts";

type Tools = "closed" | "opened before the page" | "opened after its start";
const rounds = 12;

const outDir = mkdtempSync(join(tmpdir(), "downhill-tools-"));
const root = fileURLToPath(new URL("../recipes/developer-tools", import.meta.url));
await build({ root, logLevel: "error", build: { outDir } });
const { server, url } = await serve(outDir);
const browser = await chromium.launch({ executablePath: findChromium(), args: flags });

const said = async (page: Page, id: string) => (await page.locator(`#${id}:not(:empty)`).textContent())!;

/** What the page says its training took, in milliseconds, with the debugger attached as the tools do it. */
async function measure(tools: Tools): Promise<number> {
  const page = await browser.newPage();
  const session = await page.context().newCDPSession(page);
  if (tools === "opened before the page") await session.send("Debugger.enable");
  await page.goto(`${url}index.html`);
  await said(page, "weights"); // it has trained once, and begins to take times
  if (tools === "opened after its start") await session.send("Debugger.enable");
  const milliseconds = Number(await said(page, "milliseconds"));
  await page.close();
  return milliseconds;
}

const best: Record<Tools, number> = {
  closed: Number.POSITIVE_INFINITY,
  "opened before the page": Number.POSITIVE_INFINITY,
  "opened after its start": Number.POSITIVE_INFINITY,
};
// In turn, so that what else the machine does is in the way of all alike; the best of each.
for (let round = 0; round < rounds; round++)
  for (const tools of Object.keys(best) as Tools[]) best[tools] = Math.min(best[tools], await measure(tools));

console.log(`Chromium ${browser.version()}`);
for (const [tools, milliseconds] of Object.entries(best)) console.log(`| ${tools} | ${milliseconds.toFixed(1)} |`);
await browser.close();
server.closeAllConnections();
server.close();
rmSync(outDir, { recursive: true, force: true });
