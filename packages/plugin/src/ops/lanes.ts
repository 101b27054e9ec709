import type { FloatArray } from "../contract.ts";

/**
 * Eight float64 accumulators. Element i of a sum is added to accumulator i mod 8, in order of i.
 * This order is what a reduction means here: plain loops and vectors of any even width follow it at full speed.
 */
export type Lanes = number[] | Float64Array;

export const zeros = (): Lanes => [0, 0, 0, 0, 0, 0, 0, 0];

/** The sum of the accumulators, in a fixed order. */
export const total = (a: Lanes): number => a[0]! + a[1]! + (a[2]! + a[3]!) + (a[4]! + a[5]! + (a[6]! + a[7]!));

/** Σ xᵢ by lanes, over the first `n` elements, a multiple of 8, on top of what is in the lanes. */
export function sumLanes(x: FloatArray, n: number, lanes: Lanes): void {
  let [a, b, c, d, e, f, g, h] = lanes as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < n; i += 8) {
    a += x[i]!;
    b += x[i + 1]!;
    c += x[i + 2]!;
    d += x[i + 3]!;
    e += x[i + 4]!;
    f += x[i + 5]!;
    g += x[i + 6]!;
    h += x[i + 7]!;
  }
  const sums = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < 8; i++) lanes[i] = sums[i]!;
}

/** Σ |xᵢ| by lanes, over the first `n` elements, a multiple of 8, on top of what is in the lanes. */
export function sumAbsLanes(x: FloatArray, n: number, lanes: Lanes): void {
  let [a, b, c, d, e, f, g, h] = lanes as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < n; i += 8) {
    a += Math.abs(x[i]!);
    b += Math.abs(x[i + 1]!);
    c += Math.abs(x[i + 2]!);
    d += Math.abs(x[i + 3]!);
    e += Math.abs(x[i + 4]!);
    f += Math.abs(x[i + 5]!);
    g += Math.abs(x[i + 6]!);
    h += Math.abs(x[i + 7]!);
  }
  const sums = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < 8; i++) lanes[i] = sums[i]!;
}

/** Σ xᵢyᵢ by lanes, over the first `n` elements, a multiple of 8, on top of what is in the lanes. */
export function dotLanes(x: FloatArray, y: FloatArray, n: number, lanes: Lanes): void {
  let [a, b, c, d, e, f, g, h] = lanes as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < n; i += 8) {
    a += x[i]! * y[i]!;
    b += x[i + 1]! * y[i + 1]!;
    c += x[i + 2]! * y[i + 2]!;
    d += x[i + 3]! * y[i + 3]!;
    e += x[i + 4]! * y[i + 4]!;
    f += x[i + 5]! * y[i + 5]!;
    g += x[i + 6]! * y[i + 6]!;
    h += x[i + 7]! * y[i + 7]!;
  }
  const sums = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < 8; i++) lanes[i] = sums[i]!;
}
