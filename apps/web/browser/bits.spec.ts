import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { build } from "vite";
import { type Report, report } from "./bits.ts";
import type { Found } from "./bits-page.ts";

/** What Vite makes of the page: its files by path. */
async function bundle(): Promise<Map<string, string | Uint8Array>> {
  const built = await build({
    root: fileURLToPath(new URL(".", import.meta.url)),
    configFile: false,
    logLevel: "warn",
    worker: { format: "es" },
    build: {
      write: false,
      target: "es2022",
      modulePreload: false,
      rolldownOptions: {
        input: fileURLToPath(new URL("bits-page.ts", import.meta.url)),
        output: { entryFileNames: "page.js" },
      },
    },
  });
  if (!("output" in built)) throw new Error("Vite built something else than one bundle");
  return new Map(built.output.map((file) => [`/${file.fileName}`, file.type === "chunk" ? file.code : file.source]));
}

/** Serves the files to this machine only, every one with that policy. */
async function serve(files: ReadonlyMap<string, string | Uint8Array>, policy: string): Promise<Server> {
  const page =
    '<!doctype html><title>bits</title><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>';
  const server = createServer(({ url }, response) => {
    const file = url === "/" ? page : files.get(url!);
    response.writeHead(file === undefined ? 404 : 200, {
      "content-security-policy": policy,
      "content-type": url === "/" ? "text/html; charset=utf-8" : "text/javascript; charset=utf-8",
    });
    response.end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

// Vite bundles first, and every page trains twice.
test.describe.configure({ timeout: 120_000 });

let files: Map<string, string | Uint8Array>;
let inNode: Report;
test.beforeAll(async () => {
  files = await bundle();
  inNode = await report();
  expect(inNode.backend).toBe("simd");
  expect(inNode.engines).toEqual(["simd"]);
  expect(Object.keys(inNode.hashes)).toEqual(
    expect.arrayContaining(
      ["seed", "mlp-128", "mlp-512", "conv", "digits, conv"].flatMap((name) => [
        `${name}, float32`,
        `${name}, float64`,
      ]),
    ),
  );
  const hashes = Object.values(inNode.hashes).filter((hash) => /^[\da-f]{64}$/.test(hash));
  expect(new Set(hashes).size).toBeGreaterThan(20);
});

for (const [policy, backend, reason] of [
  ["script-src 'self' 'wasm-unsafe-eval'", "simd", /^null$/],
  ["script-src 'self'", "portable", /WebAssembly.*(Content Security Policy|unsafe-eval)/],
] as const)
  test(`with ${policy}, the page and its worker have Node's bits, by the ${backend} backend`, async ({ page }) => {
    const server = await serve(files, policy);
    try {
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      const found: Found = JSON.parse((await page.locator("output").textContent())!);
      for (const where of [found.page, found.worker]) {
        expect(where.backend).toBe(backend);
        expect(String(where.reason)).toMatch(reason);
        expect(where.engines).toEqual([backend]);
        expect(where.hashes).toEqual(inNode.hashes);
      }
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
