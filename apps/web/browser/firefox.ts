/** Firefox, where one is installed: any that starts, opened on a page as a user would. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const defaults: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: ["/Applications/Firefox.app/Contents/MacOS/firefox"],
  win32: ["PROGRAMFILES", "PROGRAMFILES(X86)"].map((name) =>
    join(process.env[name] ?? "", "Mozilla Firefox/firefox.exe"),
  ),
};

/** There, and able to start: some distributions have a stub in its place. */
const works = (path: string): boolean =>
  existsSync(path) && spawnSync(path, ["--version"], { timeout: 30_000 }).status === 0;

/** The path of an installed Firefox, `FIREFOX_PATH` first; undefined where there is none. */
export function findFirefox(): string | undefined {
  const chosen = process.env.FIREFOX_PATH;
  if (chosen) return chosen;
  const folders = (process.env.PATH ?? "").split(delimiter);
  const onPath = folders.flatMap((folder) => ["firefox", "firefox-esr"].map((name) => join(folder, name)));
  return [...onPath, ...(defaults[process.platform] ?? [])].find(works);
}

/** No first-run pages, and nothing asked of other hosts. */
const preferences = {
  "app.update.enabled": false,
  "browser.aboutwelcome.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.homepage_override.mstone": "ignore",
  "datareporting.policy.dataSubmissionEnabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "toolkit.telemetry.reportingpolicy.firstRun": false,
};

/** Opens the page without a window, in a profile of its own. `close` ends that Firefox, and forgets the profile. */
export function openFirefox(path: string, url: string): { close(): Promise<void> } {
  const profile = mkdtempSync(join(tmpdir(), "downhill-firefox-"));
  const lines = Object.entries(preferences).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`);
  writeFileSync(join(profile, "user.js"), lines.join("\n"));
  const args = ["--headless", "--no-remote", "--profile", profile, url];
  const child: ChildProcess = spawn(path, args, { stdio: "ignore" });
  const ended = new Promise((resolve) => child.once("close", resolve));
  return {
    async close() {
      child.kill();
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
