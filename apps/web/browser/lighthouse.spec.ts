import { expect, test } from "@playwright/test";
import { lighthouseOf } from "./lighthouse.ts";

/** Performance depends on the machine and what else it does: `perf` prints it. */
const CATEGORIES = ["accessibility", "best-practices", "seo"];

for (const form of ["mobile", "desktop"] as const)
  test(`Lighthouse has little to object to, ${form}`, async ({ baseURL }) => {
    const { scores, faults } = await lighthouseOf(baseURL!, form, CATEGORIES);
    expect(Object.keys(scores).sort()).toEqual(CATEGORIES);
    for (const [category, score] of Object.entries(scores))
      expect(score, `${category}: ${faults.join("; ")}`).toBeGreaterThanOrEqual(95);
  });
