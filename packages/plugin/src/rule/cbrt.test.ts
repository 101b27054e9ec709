import fc from "fast-check";
import { expect, it } from "vitest";
import { cbrt } from "./cbrt.ts";

const root = (x: number) => cbrt.number(x, x, x);

/** x³ against y, exactly: both are whole numbers times 2^-3300. */
const scale = 3300n;
function exactly(x: number): bigint {
  let [mantissa, exponent] = [Math.abs(x), 0];
  while (mantissa >= 2 ** 53) [mantissa, exponent] = [mantissa / 2, exponent + 1];
  while (!Number.isInteger(mantissa)) [mantissa, exponent] = [mantissa * 2, exponent - 1];
  return BigInt(mantissa) << (scale / 3n + BigInt(exponent));
}
const neighbour = (x: number, step: bigint) => {
  const bits = new BigInt64Array(new Float64Array([x]).buffer);
  bits[0]! += step;
  return new Float64Array(bits.buffer)[0]!;
};

it("is within one unit in the last place of the true root, for numbers of all magnitudes", () => {
  const numbers = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((x) => x !== 0);
  fc.assert(
    fc.property(numbers, (x) => {
      const y = root(x);
      if (Math.sign(y) !== Math.sign(x)) return false;
      const target = exactly(x) << ((scale / 3n) * 2n);
      const size = Math.abs(y);
      return exactly(neighbour(size, -1n)) ** 3n <= target && target <= exactly(neighbour(size, 1n)) ** 3n;
    }),
    { numRuns: 2000 },
  );
});

it("is exact where the root is a number, and near the engine's own everywhere", () => {
  const wrong: string[] = [];
  for (let n = 1; n < 3000; n++) {
    if (root(n ** 3) !== n) wrong.push(`${n}³: ${root(n ** 3)}`);
    if (root(-((n / 64) ** 3)) !== -n / 64) wrong.push(`(-${n}/64)³: ${root(-((n / 64) ** 3))}`);
    const x = n * 1.234567 * 2 ** ((n % 400) - 200);
    if (!(Math.abs(root(x) / Math.cbrt(x) - 1) < 3e-16)) wrong.push(`${x}: ${root(x)}, not ${Math.cbrt(x)}`);
  }
  expect(wrong).toEqual([]);
  for (const x of [0, -0, 1 / 0, -1 / 0, NaN]) expect(root(x)).toBe(x);
  expect(root(5e-324)).toBe(Math.cbrt(5e-324));
});
