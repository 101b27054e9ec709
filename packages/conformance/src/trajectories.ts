import type { Plugin } from "@downhill/plugin";
import { describe, expect, it } from "vitest";
import { compare } from "./deviation.ts";
import type { Golden, GoldenCase } from "./golden.ts";

/** Element-scaled. The references agree with independent code to 1e-13 and better; summation orders differ. */
const float64Tolerance = 1e-10;
const float32Tolerance = 2e-5;

/**
 * Tests that `plugin` follows its reference in float64, and stays near it in float32, on both backends.
 * Of a wrapper's golden it follows the cases of its inner optimizer: `trajectories(lookahead(sgd), golden)`.
 */
export function trajectories(plugin: Plugin, golden: Golden): void {
  const cases = casesOf(plugin, golden);
  describe(`${plugin.name} follows its reference`, () => {
    it("has golden cases of its own", () => {
      const names = new Set(golden.cases.map(({ base }) => nameOf(golden, base)));
      expect([...names]).toContain(plugin.name);
    });
    for (const example of cases) it(`${example.reference}: ${example.id}`, () => follows(plugin, example));
  });
}

/** The cases that are this optimizer's: of a wrapper's, those with its inner one. */
export const casesOf = (plugin: Plugin, golden: Golden): GoldenCase[] =>
  golden.cases.filter(({ base }) => plugin.name === nameOf(golden, base));

function nameOf({ optimizer }: Golden, base: string | undefined) {
  return base === undefined ? optimizer : `${optimizer}(${base})`;
}

/** @throws AssertionError where the optimizer strays from a case */
export function follows(plugin: Plugin, example: GoldenCase) {
  for (const backend of ["auto", "portable"] as const) {
    const exact = compare(plugin, example, Float64Array, backend);
    expect(exact.deviation, `float64, ${backend}: ${exact.where}`).toBeLessThan(
      Math.max(example.tolerance ?? 0, float64Tolerance),
    );
    if (example.functionEvals) expect(exact.evaluations, "evaluations").toBe(example.functionEvals.at(-1));
    if (example.float32Tolerance === null) continue;
    const near = compare(plugin, example, Float32Array, backend);
    expect(near.deviation, `float32, ${backend}: ${near.where}`).toBeLessThan(
      example.float32Tolerance ?? float32Tolerance,
    );
  }
}
