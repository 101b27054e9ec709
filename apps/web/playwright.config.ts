import { defineConfig } from "@playwright/test";
import { findChromium, flags } from "./browser/find-chromium.ts";

// Each test process reads this file again: the browser is looked for once, and its place handed on.
process.env.CHROME_PATH = findChromium();

const url = `http://127.0.0.1:${process.env.DOWNHILL_WEB_PORT ?? 4179}`;

export default defineConfig({
  testDir: "browser",
  outputDir: "../../test-results/browser",
  reporter: [["list"], ["json", { outputFile: "../../test-results/browser.json" }]],
  workers: 1,
  // For what hangs. No test is of time, and a machine may have much else to do.
  timeout: 300_000,
  expect: { timeout: 90_000 },
  use: {
    baseURL: url,
    launchOptions: { executablePath: process.env.CHROME_PATH, args: flags },
    screenshot: "only-on-failure",
  },
  webServer: {
    command: `vite preview --host 127.0.0.1 --strictPort --port ${new URL(url).port}`,
    url,
    reuseExistingServer: false,
  },
});
