import { expect, test } from "vitest";
import { curveFit, leastSquares } from "./index.ts";

/** y = a + b·x by the textbook's formulas, with weights. */
function line(x: readonly number[], y: readonly number[], weights = x.map(() => 1)) {
  const sum = (values: readonly number[]) => values.reduce((total, each, i) => total + each * weights[i]!, 0);
  const [s, sx, sy] = [sum(x.map(() => 1)), sum(x), sum(y)];
  const [sxx, sxy] = [sum(x.map((each) => each * each)), sum(x.map((each, i) => each * y[i]!))];
  const determinant = s * sxx - sx * sx;
  const [a, b] = [(sxx * sy - sx * sxy) / determinant, (s * sxy - sx * sy) / determinant];
  const value = sum(x.map((each, i) => (a + b * each - y[i]!) ** 2));
  return { a, b, value, inverse: [sxx, -sx, -sx, s].map((each) => each / determinant) };
}

const x = [0, 1, 2, 3, 4, 5];
const y = [1.1, 2.9, 5.2, 7.1, 8.8, 11.2];
const sigma = [0.1, 0.2, 0.1, 0.4, 0.1, 0.3];
const model = (x: number, [a, b]: Float64Array) => a! + b! * x;
const close = (found: ArrayLike<number>, expected: readonly number[], share = 1e-9) =>
  expected.forEach((each, i) => {
    expect(Math.abs(found[i]! - each)).toBeLessThanOrEqual(share * Math.abs(each));
  });

test.each([
  ["differences", {}],
  ["derivatives", { gradient: (x: number) => [1, x] }],
])("a straight line, with %s, has the textbook's deviations and covariance", (_, options) => {
  const weights = sigma.map((each) => 1 / each ** 2);
  const expected = line(x, y, weights);
  for (const absoluteSigma of [false, true]) {
    const fit = curveFit(model, { x, y, sigma }, [0, 0], { ...options, absoluteSigma });
    const variance = absoluteSigma ? 1 : expected.value / (x.length - 2);
    close(fit.parameters, [expected.a, expected.b]);
    close([fit.value], [expected.value]);
    const covariance = expected.inverse.map((each) => each * variance);
    close(
      fit.covariance.flatMap((row) => [...row]),
      covariance,
      1e-7,
    );
    close(fit.standardDeviations, [Math.sqrt(covariance[0]!), Math.sqrt(covariance[3]!)], 1e-7);
  }
});

test("units of parameters and of residuals change nothing but the units", () => {
  const plain = curveFit(model, { x, y }, [0.5, 0.5]);
  const scaled = curveFit(
    (x, [a, b]) => 1e6 * (1e-9 * a! + 1e7 * b! * x),
    { x, y: y.map((v) => 1e6 * v) },
    [5e8, 5e-8],
  );
  close(scaled.parameters, [1e9 * plain.parameters[0]!, 1e-7 * plain.parameters[1]!], 1e-8);
  close(scaled.standardDeviations, [1e9 * plain.standardDeviations[0]!, 1e-7 * plain.standardDeviations[1]!], 1e-6);
});

test("a parameter whose best value is 0 is found, by differences too", () => {
  const fit = curveFit(model, { x: [-2, -1, 1, 2], y: [1e6 + 1, 1e6 - 1, 1e6 - 1, 1e6 + 1] }, [1, 1]);
  close(fit.parameters.subarray(0, 1), [1e6], 1e-12);
  expect(Math.abs(fit.parameters[1]!)).toBeLessThan(1e-8);
  close(fit.standardDeviations, [Math.sqrt(2 / 4), Math.sqrt(2 / 10)], 1e-6);
});

test("bounds hold at every evaluation, and what they hold has no deviation", () => {
  const seen: number[] = [];
  const expected = y.reduce((sum, each, i) => sum + each - 1.5 * x[i]!, 0) / 6;
  const bounded = (x: number, p: Float64Array) => {
    seen.push(p[1]!);
    return model(x, p);
  };
  const fit = curveFit(bounded, { x, y }, [0, 1], { lower: [-Infinity, 0.5], upper: [Infinity, 1.5] });
  close(fit.parameters, [expected, 1.5], 1e-8);
  expect(Math.max(...seen)).toBe(1.5);
  expect(Math.min(...seen)).toBeGreaterThanOrEqual(0.5);
  expect(fit.standardDeviations[1]).toBe(0);
  expect(fit.covariance[0]![1]).toBe(0);
  close(fit.standardDeviations, [Math.sqrt(fit.value / 5 / 6)], 1e-7);
  expect(fit.reason).not.toBe("stuck");
});

test("a parameter between equal bounds stays", () => {
  const fit = curveFit(model, { x, y }, [1, 3], { lower: [-10, 3], upper: [10, 3] });
  expect(fit.parameters[1]).toBe(3);
  close(fit.parameters, [y.reduce((sum, each, i) => sum + each - 3 * x[i]!, 0) / 6], 1e-8);
});

test("bounds that a curved problem runs along: the least value within them", () => {
  // Rosenbrock's function, whose minimum in b ≤ 0.25 is at a = 0.5 or so.
  const rosenbrock = ([a, b]: Float64Array) => [10 * (b! - a! * a!), 1 - a!];
  const { x, value } = leastSquares(rosenbrock, [-1.2, 0], { upper: [Infinity, 0.25] });
  expect(x[1]).toBe(0.25);
  const slope = -400 * x[0]! * (0.25 - x[0]! ** 2) - 2 * (1 - x[0]!);
  expect(Math.abs(slope)).toBeLessThan(1e-5);
  expect(value).toBeLessThan(0.3);
});

test("what the residuals do not determine has infinite deviations", () => {
  const twice = leastSquares(([a, b]) => x.map((each, i) => (a! + b!) * each - y[i]!), [0.3, 0.7]);
  expect([...twice.standardDeviations]).toEqual([Infinity, Infinity]);
  const products = x.map((each, i) => each * y[i]!);
  const slope = products.reduce((sum, each) => sum + each) / x.reduce((sum, each) => sum + each * each);
  close([twice.x[0]! + twice.x[1]!], [slope]);
  const few = leastSquares(([a, b]) => [a! + b! - 3], [0, 0]);
  expect(few.value).toBeLessThan(1e-20);
  expect([...few.standardDeviations]).toEqual([Infinity, Infinity]);
  const exact = leastSquares(([a]) => [a! - 3], [0]);
  expect(exact.x[0]).toBe(3);
  expect([...exact.standardDeviations]).toEqual([Infinity]);
});

test("a start that is the solution, and one at zero", () => {
  const at = leastSquares(([a, b]) => [a! - 1, b! + 2], [1, -2]);
  expect(at).toMatchObject({ value: 0, iterations: 0, reason: "gradient" });
  // Linear in |a|: it gets to where the square underflows.
  expect(leastSquares(([a]) => [Math.abs(a!)], [1])).toMatchObject({ value: 0, reason: "gradient" });
  close(leastSquares(([a, b]) => [a! - 1e-8, b! * 1e6 + 2e6], [0, 0]).x, [1e-8, -2], 1e-9);
});

test("residuals that are not finite only shorten steps", () => {
  // √ and log end at 0, whereto full steps lead.
  const fit = leastSquares(([a]) => [Math.log(a!) - 1, 0.1 * Math.sqrt(a!)], [20]);
  const a = fit.x[0]!;
  expect(Math.abs((Math.log(a) - 1) / a + 0.005)).toBeLessThan(1e-9);
  const wall = leastSquares(([a]) => (a! > 2 ? [NaN] : [a! - 3]), [0]);
  expect(wall.x[0]).toBeGreaterThan(1.9);
  expect(wall.x[0]).toBeLessThanOrEqual(2);
  expect(wall.reason).toMatch(/^(?:nonFinite|stuck)$/);
});

test("a start where nothing is finite says so", () => {
  const none = leastSquares(() => [NaN, 1], [5]);
  expect(none).toMatchObject({ value: NaN, reason: "nonFinite", evaluations: 1, iterations: 0 });
  expect([...none.x]).toEqual([5]);
  expect([...none.standardDeviations]).toEqual([Infinity]);
  const slopes = leastSquares(([a]) => [a!], [5], { jacobian: () => [[Infinity]] });
  expect(slopes).toMatchObject({ value: 25, reason: "nonFinite", jacobianEvaluations: 1 });
});

test("evaluations are counted and limited, and the best point so far is returned", () => {
  let calls = 0;
  const residuals = ([a, b]: Float64Array) => {
    calls++;
    return [10 * (b! - a! * a!), 1 - a!];
  };
  const whole = leastSquares(residuals, [-1.2, 1]);
  expect(whole.evaluations).toBe(calls);
  for (let most = 1; most <= calls; most++) {
    calls = 0;
    const { evaluations, value, reason } = leastSquares(residuals, [-1.2, 1], { maxEvaluations: most });
    expect(calls).toBeLessThanOrEqual(most);
    expect(evaluations).toBe(calls);
    if (most < whole.evaluations) expect(reason).toBe("maxEvaluations");
    expect(value).toBeLessThanOrEqual(24.2 + 1e-9);
  }
});

test("callbacks see each iteration, and end the search; so does a signal", () => {
  const values: number[] = [];
  const residuals = ([a, b]: Float64Array) => [10 * (b! - a! * a!), 1 - a!];
  const stopped = leastSquares(residuals, [-1.2, 1], {
    callback({ x, value, iterations }) {
      values.push(value);
      x.fill(NaN); // a copy
      return iterations < 3;
    },
  });
  expect(stopped).toMatchObject({ reason: "callback", iterations: 3 });
  expect(values).toHaveLength(4);
  expect(values).toEqual([...values].sort((a, b) => b - a));
  const controller = new AbortController();
  const callback = ({ iterations }: { iterations: number }) => iterations === 2 && controller.abort();
  const aborted = leastSquares(residuals, [-1.2, 1], {
    signal: controller.signal,
    callback: (at) => void callback(at),
  });
  expect(aborted).toMatchObject({ reason: "aborted", iterations: 2 });
  expect(leastSquares(residuals, [-1.2, 1], { signal: controller.signal })).toMatchObject({
    reason: "aborted",
    evaluations: 0,
  });
  expect(() => leastSquares(residuals, [-1.2, 1], { callback: async () => true })).toThrow(/must not be async/);
});

test("what the function throws comes out, and its arrays and ours stay apart", () => {
  const fault = new Error("mine");
  expect(() =>
    leastSquares(() => {
      throw fault;
    }, [1]),
  ).toThrow(fault);
  const start = [3, 4];
  const shared = new Float64Array(2);
  const fit = leastSquares((x) => {
    shared.set([x[0]! - 1, x[1]! - 2]);
    x.fill(NaN);
    return shared;
  }, start);
  close(fit.x, [1, 2]);
  expect(start).toEqual([3, 4]);
});

test.each([
  [() => leastSquares(() => [], [1]), "leastSquares: residuals(x) must have at least one number, got none"],
  [() => leastSquares((x) => (x[0] === 1 ? [1, 2] : [1]), [1]), "as many numbers at each x, got 2, then 1"],
  [() => leastSquares((x) => x, []), "leastSquares: x0 must have at least one number, got none"],
  [() => leastSquares((x) => x, [1, NaN]), "leastSquares: x0[1] must be a finite number, got NaN"],
  [() => leastSquares((x) => x, [1], { lower: 2 }), "leastSquares: x0[0] must lie in [2, Infinity], got 1"],
  [() => leastSquares((x) => x, [1], { lower: 2, upper: 1 }), "lower[0] must be at most upper[0], got 2 and 1"],
  [() => leastSquares((x) => x, [1], { lower: [1, 2] }), "lower must be a number, or a list of 1, got 2"],
  [() => leastSquares((x) => x, [1], { jacobian: () => [[1, 2]] }), "jacobian(x)[0] must be a row of 1 numbers"],
  [() => leastSquares((x) => x, [1], { jacobean: 1 } as object), 'unknown option "jacobean"'],
  [() => curveFit(model, { x: [1], y: [1, 2] }, [1, 1]), "curveFit: x must be as long as y, 2, got 1"],
  [
    () => curveFit(model, { x: [1], y: [1], sigma: [0] }, [1, 1]),
    "curveFit: sigma[0] must be a finite number > 0, got 0",
  ],
  [() => curveFit(model, { x: [1], y: [1] }, [1, 1], { absoluteSigma: true }), "absoluteSigma needs sigma"],
  [
    () => curveFit(model, { x: [1], y: [1] }, [1, 9], { upper: 2 }),
    "curveFit: start[1] must lie in [-Infinity, 2], got 9",
  ],
])("%s says what is wrong", (call, message) => {
  expect(call).toThrow(message);
});
