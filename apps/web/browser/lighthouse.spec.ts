import { expect, test } from "@playwright/test";
import { lighthouse, lighthouseOf } from "./lighthouse.ts";

/** Performance depends on the machine and what else it does: `perf` prints it. */
const CATEGORIES = ["accessibility", "best-practices", "seo"];

for (const form of ["mobile", "desktop"] as const)
  test(`Lighthouse has little to object to, ${form}`, async ({ baseURL }) => {
    test.setTimeout(1_000_000); // of which it takes some seconds, unless it has to be downloaded
    const found = await lighthouse();
    if ("reason" in found) {
      console.warn(`Lighthouse was not run: ${found.reason}`);
      test.skip(true, found.reason);
      return;
    }
    const { scores, faults } = await lighthouseOf(found.path, baseURL!, form, CATEGORIES);
    expect(Object.keys(scores).sort()).toEqual(CATEGORIES);
    for (const [category, score] of Object.entries(scores))
      expect(score, `${category}: ${faults.join("; ")}`).toBeGreaterThanOrEqual(95);
  });
