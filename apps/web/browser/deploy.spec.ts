import { readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, runTo, share, test } from "./page.ts";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const types: Readonly<Record<string, string>> = {
  ...{ ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" },
  ".txt": "text/plain",
};

/** The built files below a path, as any host of static files has them, each with that policy. */
async function host(base: string, policy: string): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url!, "http://host").pathname;
    const file = path.slice(base.length) || "index.html";
    const known = path.startsWith(base) && readdirSync(dist, { recursive: true, encoding: "utf8" }).includes(file);
    if (!known) return response.writeHead(404).end();
    const headers = { "content-type": types[extname(file)] ?? "text/plain", "content-security-policy": policy };
    return response.writeHead(200, headers).end(readFileSync(dist + file));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${base}`, server };
}

test.describe("under a path of a host of static files", () => {
  for (const [policy, said] of [
    ["script-src 'self' 'wasm-unsafe-eval'", /Computed by WebAssembly SIMD/],
    ["script-src 'self'", /WebAssembly cannot be had here .*: the same bits are computed without it/],
  ] as const) {
    test(`with ${policy}, it runs, to the same bits, and says what computes`, async ({ browser }) => {
      const { url, server } = await host("/some/where/", policy);
      const page = await (await browser.newContext()).newPage();
      const noise: string[] = [];
      page.on("pageerror", ({ message }) => noise.push(message));
      page.on("request", (request) => {
        if (!request.url().startsWith(url)) noise.push(request.url());
      });
      try {
        await page.goto(url);
        await runTo(page, 12);
        await page.keyboard.press("?");
        await expect(page.getByRole("dialog")).toContainText(said);
        await page.keyboard.press("Escape");
        await page.getByRole("slider", { name: "Step of the race" }).fill("40");
        await expect(page.locator(".step")).toHaveText("step 40");
        const { seen } = await share(page);
        expect(seen.map(({ hash }) => hash)).toEqual(await inNode());
        expect(noise).toEqual([]);
      } finally {
        await page.context().close();
        server.closeAllConnections();
        server.close();
      }
    });
  }
});

async function inNode(): Promise<string[]> {
  const { parse } = await import("@downhill/catalog");
  const { spiral } = await import("@downhill/problems/planes");
  const { runToEnd } = await import("@downhill/runs/run");
  const { defaultRace } = await import("../src/race/default.ts");
  const { specOf } = await import("../src/race/race.ts");
  return defaultRace.entries.map((entry) => {
    return runToEnd({ ...specOf(defaultRace, entry), budget: 40 }, { optimizers: parse, problems: { spiral } }).hash;
  });
}

/** Bytes, gzipped, of what the page asks for until the first trained frame; the aim is 120,000, and no more. */
const FIRST = 118_800;
/**
 * And of all the rest, data and committed results apart: every optimizer, every problem, every panel and room; the aim is
 * 150,000.
 */
const LATER = 188_000;

/** Iris is the one data set that is loaded; all others are drawn. */
const isData = (file: string): boolean => readFileSync(dist + file, "utf8").includes("setosa");

const sizeOf = (file: string): number => gzipSync(readFileSync(dist + file)).length;
const total = (files: readonly string[]): number => files.reduce((sum, file) => sum + sizeOf(file), 0);
/** The largest first. */
const said = (files: readonly string[]): string =>
  [...files]
    .sort((a, b) => sizeOf(b) - sizeOf(a))
    .map((file) => `${file} ${sizeOf(file)}`)
    .join(", ");

test("what comes until the first trained frame is small, and the catalog is no part of it; so is the rest", async ({
  page,
}) => {
  const asked = new Set<string>();
  page.context().on("request", (request) => asked.add(new URL(request.url()).pathname));
  await page.goto("/");
  await runTo(page, 1);
  const first = [...asked].map((path) => (path === "/" ? "index.html" : path.slice(1)));
  const all = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((file) => extname(file) in types);
  const later = all.filter((file) => !first.includes(file) && !isData(file));
  for (const [when, files] of Object.entries({ first, later })) {
    test.info().annotations.push({ type: `${when}, gzipped bytes`, description: `${total(files)}: ${said(files)}` });
  }
  expect(first.some((file) => file.includes("worker"))).toBe(true);
  expect(total(first), said(first)).toBeLessThan(FIRST);
  expect(total(later), said(later)).toBeLessThan(LATER);
  // What the README says, to 2 kB.
  const told = /frame (\d+) kB come, .* all the rest is (\d+) kB/.exec(
    readFileSync(new URL("../README.md", import.meta.url), "utf8"),
  );
  for (const [i, files] of [first, later].entries())
    expect(Math.abs(total(files) / 1000 - Number(told?.[i + 1]))).toBeLessThan(2);
});
