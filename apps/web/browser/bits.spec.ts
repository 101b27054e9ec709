import { expect, test } from "@playwright/test";
import { type Report, report } from "./bits.ts";
import type { Found } from "./bits-page.ts";
import { bundle, type Served, serve } from "./bits-server.ts";
import { findFirefox, openFirefox } from "./firefox.ts";

let files: Awaited<ReturnType<typeof bundle>>;
let inNode: Report;
test.beforeAll(async () => {
  files = await bundle();
  inNode = await report();
  expect(inNode.backend).toBe("simd");
  expect(inNode.engines).toEqual(["simd"]);
  expect(Object.keys(inNode.hashes)).toEqual(
    expect.arrayContaining(
      ["seed", "mlp-128", "mlp-512", "conv", "digits, conv", "all kinds of layers", "sentences"].flatMap((name) => [
        `${name}, float32`,
        `${name}, float64`,
      ]),
    ),
  );
  const hashes = Object.values(inNode.hashes).filter((hash) => /^[\da-f]{64}$/.test(hash));
  expect(new Set(hashes).size).toBeGreaterThan(60);
});

async function expectNodesBits(served: Served, backend: string, reason: RegExp): Promise<void> {
  const { page, worker }: Found = await served.found;
  for (const where of [page, worker]) {
    expect(where.backend).toBe(backend);
    expect(String(where.reason)).toMatch(reason);
    expect(where.engines).toEqual([backend]);
    expect(where.hashes).toEqual(inNode.hashes);
  }
}

const firefox = findFirefox();
const none = "none is installed (FIREFOX_PATH, PATH and the usual places have none that starts)";

for (const [policy, backend, reason] of [
  ["script-src 'self' 'wasm-unsafe-eval'", "simd", /^null$/],
  ["script-src 'self'", "portable", /WebAssembly.*(Content Security Policy|unsafe-eval|CSP)/],
] as const) {
  test(`with ${policy}, the page and its worker have Node's bits, by the ${backend} backend`, async ({ page }) => {
    const served = await serve(files, policy);
    try {
      await page.goto(served.url);
      await expectNodesBits(served, backend, reason);
    } finally {
      await served.close();
    }
  });

  test(`so they have in Firefox, with ${policy}`, async () => {
    if (!firefox) console.warn(`Firefox was not run: ${none}`);
    test.skip(!firefox, none);
    const served = await serve(files, policy);
    const opened = openFirefox(firefox!, served.url);
    try {
      await expectNodesBits(served, backend, reason);
    } finally {
      await opened.close();
      await served.close();
    }
  });
}
