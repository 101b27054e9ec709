/** Finds a Chrome or Chromium that starts, or gets one. */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "@playwright/test";

const names = ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser"];

const defaults: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: ["Google Chrome", "Chromium"].flatMap((app) =>
    ["", process.env.HOME ?? ""].map((home) => `${home}/Applications/${app}.app/Contents/MacOS/${app}`),
  ),
  win32: ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].flatMap((folder) => {
    const path = process.env[folder];
    return path
      ? [join(path, "Google/Chrome/Application/chrome.exe"), join(path, "Chromium/Application/chrome.exe")]
      : [];
  }),
};

const root = process.getuid?.() === 0;

/** Chromium refuses its sandbox to root; the rest keeps it from looking for hosts that tests have no use for. */
export const flags = [
  ...(root ? ["--no-sandbox"] : []),
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** There, and able to start: some distributions have a stub in its place, and a download can lack its libraries. */
function works(path: string): boolean {
  if (!existsSync(path)) return false;
  if (process.platform === "win32") return true; // chrome.exe does not print its version
  return spawnSync(path, ["--version"], { timeout: 30_000 }).status === 0;
}

const installed = (): string[] => [
  ...(process.env.PATH ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name))),
  ...(defaults[process.platform] ?? []),
  chromium.executablePath(),
];

function run(command: string, ...args: string[]): boolean {
  console.error(`no Chrome or Chromium yet: ${[command, ...args].join(" ")}`);
  const shell = process.platform === "win32"; // npx is a .cmd there
  return spawnSync(command, args, { stdio: ["ignore", 2, 2], timeout: 600_000, shell }).status === 0;
}

/**
 * The path of an installed Chrome or Chromium (`CHROME_PATH` first, then PATH, then the usual places), else of
 * Playwright's download, else of the system's package, where this runs as root.
 * @throws Error saying what was tried.
 */
export function findChromium(): string {
  const chosen = process.env.CHROME_PATH;
  if (chosen) {
    if (works(chosen)) return chosen;
    throw new Error(`CHROME_PATH: no Chrome or Chromium that starts at ${chosen}`);
  }
  const found = () => installed().find(works);
  const apt = (...args: string[]) => root && existsSync("/usr/bin/apt-get") && run("apt-get", ...args);
  const path =
    found() ??
    (run("npx", "playwright", "install", "chromium") ? found() : undefined) ??
    (apt("update") && apt("install", "-y", "--no-install-recommends", "chromium") ? found() : undefined);
  if (path) return path;
  throw new Error(
    "no Chrome or Chromium: none on PATH or in the usual places, and none could be downloaded or installed. Install one, or set CHROME_PATH to it.",
  );
}
