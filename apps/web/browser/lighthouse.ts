/** What Lighthouse says of the page, in a browser of its own. */

import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { installed } from "@downhill/config/src/installed.ts";
import { chromium } from "@playwright/test";
import { findChromium, flags } from "./find-chromium.ts";

export type Form = "mobile" | "desktop";

export interface Verdict {
  /** Out of 100, by the category's name. */
  readonly scores: Readonly<Record<string, number>>;
  /** What took points off, with what it says. */
  readonly faults: readonly string[];
}

/** As much of it as is used here. */
interface Lighthouse {
  default(url: string, options: object, config?: object): Promise<{ readonly lhr: Result } | undefined>;
  readonly desktopConfig: object;
}

interface Result {
  readonly runtimeError?: { readonly message: string };
  readonly categories: Readonly<
    Record<string, { id: string; score: number | null; auditRefs: readonly { id: string; weight: number }[] }>
  >;
  readonly audits: Readonly<Record<string, { id: string; title: string; displayValue?: string; score: number | null }>>;
}

/** Lighthouse, which brings more than all that the app is built with: it is installed when it is first asked for. */
export const lighthouse = (): ReturnType<typeof installed> => installed("lighthouse");

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/**
 * @param modules where it is installed
 * @param wanted the categories of Lighthouse to look at
 */
export async function lighthouseOf(
  modules: string,
  url: string,
  form: Form,
  wanted: readonly string[],
): Promise<Verdict> {
  const found: Lighthouse = await import(pathToFileURL(join(modules, "lighthouse/core/index.js")).href);
  const port = await freePort();
  const args = [...flags, `--remote-debugging-port=${port}`];
  const browser = await chromium.launch({ executablePath: findChromium(), args });
  try {
    const options = { port, onlyCategories: [...wanted], logLevel: "error" };
    const result = await found.default(url, options, form === "desktop" ? found.desktopConfig : undefined);
    if (!result || result.lhr.runtimeError) throw new Error(`Lighthouse: ${result?.lhr.runtimeError?.message}`);
    const { lhr } = result;
    const categories = Object.values(lhr.categories);
    const taking = categories.flatMap(({ auditRefs }) =>
      auditRefs.filter(({ weight }) => weight > 0).map(({ id }) => id),
    );
    const faults = [...new Set(taking)]
      .map((id) => lhr.audits[id]!)
      .filter(({ score }) => score !== null && score < 1)
      .map(({ id, title, displayValue = "" }) => `${id}: ${title} ${displayValue}`.trim());
    const scores = Object.fromEntries(categories.map(({ id, score }) => [id, Math.round(100 * (score ?? 0))]));
    return { scores, faults };
  } finally {
    await browser.close();
  }
}
