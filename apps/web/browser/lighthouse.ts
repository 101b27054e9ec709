/** What Lighthouse says of the page, in a browser of its own. */

import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { chromium } from "@playwright/test";
import lighthouse, { desktopConfig, type Flags } from "lighthouse";
import { findChromium, flags } from "./find-chromium.ts";

export type Form = "mobile" | "desktop";

export interface Verdict {
  /** Out of 100, by the category's name. */
  readonly scores: Readonly<Record<string, number>>;
  /** What took points off, with what it says. */
  readonly faults: readonly string[];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** @param categories those of Lighthouse to look at */
export async function lighthouseOf(url: string, form: Form, categories: readonly string[]): Promise<Verdict> {
  const port = await freePort();
  const args = [...flags, `--remote-debugging-port=${port}`];
  const browser = await chromium.launch({ executablePath: findChromium(), args });
  try {
    const options: Flags = { port, onlyCategories: [...categories], logLevel: "error" };
    const result = await lighthouse(url, options, form === "desktop" ? desktopConfig : undefined);
    if (!result || result.lhr.runtimeError) throw new Error(`Lighthouse: ${result?.lhr.runtimeError?.message}`);
    const { lhr } = result;
    const found = Object.values(lhr.categories);
    const taking = found.flatMap(({ auditRefs }) => auditRefs.filter(({ weight }) => weight > 0).map(({ id }) => id));
    const faults = [...new Set(taking)]
      .map((id) => lhr.audits[id]!)
      .filter(({ score }) => score !== null && score < 1)
      .map(({ id, title, displayValue = "" }) => `${id}: ${title} ${displayValue}`.trim());
    const scores = Object.fromEntries(found.map(({ id, score }) => [id, Math.round(100 * (score ?? 0))]));
    return { scores, faults };
  } finally {
    await browser.close();
  }
}
