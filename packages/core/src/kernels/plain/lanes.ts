/** Four sums in float64, as the SIMD kernels have them: element i of a run is added to lane i mod 4. */
export type Lanes = Float64Array;

export function newLanes(): Lanes {
  return new Float64Array(4);
}

/** The sum of all lanes, which then start afresh. */
export function total(lanes: Lanes): number {
  const sum = lanes[0]! + lanes[1]! + (lanes[2]! + lanes[3]!);
  lanes.fill(0);
  return sum;
}
