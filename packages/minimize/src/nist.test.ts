import { describe, expect, test } from "vitest";
import { digits, problems } from "../test/nist.ts";
import { curveFit, leastSquares, minimize } from "./index.ts";

const cases = problems.flatMap((problem) => problem.starts.map((start, k) => ({ ...problem, start, k })));

describe.each(cases)(
  "$name from start $k",
  ({ model, gradient, x, y, start, k, certified, deviations, ...problem }) => {
    const residuals = (b: Float64Array) => x.map((each, i) => model(each, ...b) - y[i]!);
    const jacobian = (b: Float64Array) => x.map((each) => gradient(each, ...b));

    test("to nine digits with derivatives", () => {
      const fit = leastSquares(residuals, start, { jacobian });
      expect(digits(fit.x, certified)).toBeGreaterThan(9);
      expect(digits(fit.standardDeviations, deviations)).toBeGreaterThan(9);
      expect(digits([fit.value], [problem.residualSumOfSquares])).toBeGreaterThan(9);
      expect(["gradient", "change"]).toContain(fit.reason);
    });

    test("to six digits with differences", () => {
      const fit = curveFit((each, b) => model(each, ...b), { x, y }, start);
      expect(digits(fit.parameters, certified)).toBeGreaterThan(6);
      expect(digits(fit.standardDeviations, deviations)).toBeGreaterThan(6);
    });

    // Hundreds of evaluations: from the farther start of each, and under `pnpm thorough` from both.
    if (k > 0 && !process.env.DOWNHILL_THOROUGH) return;
    test("as far as SciPy's L-BFGS-B by its sum of squares", () => {
      const f = (b: Float64Array, g: Float64Array) => {
        const r = residuals(b);
        const rows = jacobian(b);
        for (let j = 0; j < b.length; j++) g[j] = 2 * r.reduce((sum, each, i) => sum + each * rows[i]![j]!, 0);
        return r.reduce((sum, each) => sum + each * each, 0);
      };
      const { x: found } = minimize(f, start, { gradientTolerance: 0 });
      // What is certified has eleven digits.
      expect(digits(found, certified)).toBeGreaterThan(Math.min(problem.lbfgsbDigits[k]!, 10.3) - 0.1);
    });
  },
);
