import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type {} from "@downhill/config/src/packed-project.ts";
import { fit } from "@downhill/core";
import { findChromium, flags } from "@downhill/web/browser/find-chromium.ts";
import { type Browser, chromium, type Page } from "@playwright/test";
import { build, type InlineConfig } from "vite";
import { afterAll, afterEach, beforeAll, expect, inject, test } from "vitest";
import { begin, fingerprint } from "../recipes/training.ts";
import { names, project, readme, recipes } from "./project.ts";
import { serve } from "./serve.ts";

const packed = join(inject("packed").project, "node_modules");
const folder = mkdtempSync(join(tmpdir(), "downhill-recipes-"));
const left: (() => void)[] = [];
let browser: Browser;
/** What a page says of itself that it should not. */
let noise: string[] = [];
/** Of the weights that Node trains, and their loss. */
const here = { weights: "", loss: Number.NaN, first: Number.NaN };

beforeAll(async () => {
  const { model, data, options } = begin();
  here.first = model.state()["dense0.weight"]![0]!;
  const { loss } = fit(model, data, options);
  here.loss = loss.at(-1)!;
  expect(here.loss).toBeLessThan(0.8 * loss[0]!);
  here.weights = await fingerprint(model);
  browser = await chromium.launch({ executablePath: findChromium(), args: flags });
});
afterEach(() => {
  for (const leave of left.splice(0)) leave();
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The recipe in a project of its own, with the packages as they are packed. */
const made = (name: string) => project(name, join(folder, name), packed);

/** Built by Vite, as its README says: every page of it. @returns where its pages are served */
async function built(name: string, mode = "production"): Promise<string> {
  const root = made(name);
  const pages = readdirSync(root).filter((file) => file.endsWith(".html"));
  const outDir = join(root, "dist");
  // What frameworks ask, when they are bundled.
  process.env.NODE_ENV = mode;
  const rolldownOptions = { input: pages.map((page) => join(root, page)) };
  await build({ root, mode, logLevel: "error", build: { outDir, rolldownOptions } } satisfies InlineConfig);
  return await host(outDir);
}

async function host(root: string): Promise<string> {
  const { server, url } = await serve(root);
  left.push(() => close(server));
  return url;
}

function close(server: Server): void {
  server.closeAllConnections();
  server.close();
}

async function open(url: string): Promise<Page> {
  const page = await browser.newPage();
  noise = [];
  page.on("pageerror", ({ message }) => noise.push(message));
  left.push(() => void page.close());
  await page.goto(url);
  return page;
}

/** What an element says, once it says something. */
async function said(page: Page, id: string): Promise<string> {
  const element = page.locator(`#${id}:not(:empty)`);
  try {
    return (await element.textContent({ timeout: 60_000 }))!;
  } catch (error) {
    throw new Error(`#${id} says nothing; ${noise.join("; ")}`, { cause: error });
  }
}

/** Training went on to its end, once, to the bits that it has in Node. */
async function trains(page: Page): Promise<void> {
  expect(await said(page, "weights")).toBe(here.weights);
  expect(noise).toEqual([]);
}

test.each(names)("%s: its README shows its files as they are", (name) => {
  const text = readme(name);
  const shown = [...text.matchAll(/^`([^`\n]+)`:\n\n```\w+\n([\s\S]*?)^```$/gm)];
  expect(shown.length).toBeGreaterThan(0);
  for (const [, file, code] of shown) expect(readFileSync(join(recipes, name, file!), "utf8"), file).toBe(code);
  // Nothing else in it looks like a program.
  expect(text.match(/^```(?!sh$|text$)\w+$/gm)).toHaveLength(shown.length);
});

// Only in development does StrictMode run effects twice.
test("react: under StrictMode an effect trains once, and one that ends what it has not made does not train again", async () => {
  const url = await built("react", "development");
  const page = await open(`${url}index.html`);
  await trains(page);
  expect(await said(page, "loss")).toBe(here.loss.toFixed(4));
  const message = await said(await open(`${url}wrong.html`), "error");
  expect(readme("react")).toContain(message);
});

test.each(["vue", "svelte"])("%s: trains, shows what was copied, and does not see weights move", async (name) => {
  const url = await built(name);
  const page = await open(`${url}index.html`);
  await trains(page);
  expect(await said(page, "loss")).toBe(here.loss.toFixed(4));
  const stale = await open(`${url}stale.html`);
  await stale.waitForFunction(() => document.title === "trained");
  expect(Number(await said(stale, "weight"))).toBe(here.first);
});

test("worker: posts numbers and arrays; a report with the model in it cannot be cloned", async () => {
  const url = await built("worker");
  const page = await open(`${url}index.html`);
  await trains(page);
  expect(await said(page, "loss")).toBe(here.loss.toFixed(4));
  const message = await said(await open(`${url}wrong.html`), "error");
  expect(message).toMatch(/^DataCloneError: .* could not be cloned\.$/);
});

test("content-security-policy: the same bits with and without WebAssembly", async () => {
  const url = await built("content-security-policy");
  const allowed = await open(`${url}index.html`);
  await trains(allowed);
  expect(await said(allowed, "backend")).toBe("simd");
  const refused = await open(`${url}without.html`);
  await trains(refused);
  expect(await said(refused, "backend")).toBe("portable");
  expect(await said(refused, "reason")).toMatch(/Content Security Policy/);
});

test("server: it renders what it has imported, trains in a thread, and the page trains to the same bits", async () => {
  const root = made("server");
  process.env.NODE_ENV = "production";
  for (const part of ["server", "client"])
    await build({ root, configFile: join(root, `${part}.config.ts`), logLevel: "error" });
  const server = spawn(process.execPath, ["dist/server.js"], { cwd: root, env: { ...process.env, PORT: "0" } });
  left.push(() => server.kill());
  const { port } = JSON.parse(await firstLine(server)) as { port: number };
  const page = await open(`http://127.0.0.1:${port}/`);
  await trains(page);
  expect(await page.locator("pre").textContent()).toContain("dense");
  expect(await said(page, "server")).toBe(here.weights);
});

/** @throws Error with what the process says before it ends */
const firstLine = (process: ChildProcess) =>
  new Promise<string>((resolve, reject) => {
    let printed = "";
    process.stdout!.on("data", (chunk) => {
      printed += chunk;
      if (printed.includes("\n")) resolve(printed.split("\n")[0]!);
    });
    process.stderr!.on("data", (chunk) => {
      printed += chunk;
    });
    process.once("exit", (code) => reject(new Error(`ended with ${code}: ${printed}`)));
  });

test("no-bundler: an import map finds every file", async () => {
  const root = made("no-bundler");
  // Beside the page, as on a host of static files.
  const page = await open(`${await host(join(root, ".."))}no-bundler/index.html`);
  await expect.poll(() => page.locator("#loss").textContent(), { timeout: 60_000 }).toBe(String(here.loss));
  expect(noise).toEqual([]);
});

test("developer-tools: an attached debugger changes no bit", async () => {
  const page = await open(`${await built("developer-tools")}index.html`);
  const session = await page.context().newCDPSession(page);
  await session.send("Debugger.enable");
  await page.reload();
  await trains(page);
});
