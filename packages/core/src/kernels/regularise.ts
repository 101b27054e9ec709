/** l1·Σ|w| + l2·Σw², summed in float64. */
export function penalty(w: Float32Array, l1: number, l2: number): number {
  let absolute = 0;
  let squared = 0;
  for (let i = 0; i < w.length; i++) {
    absolute += Math.abs(w[i]!);
    squared += w[i]! * w[i]!;
  }
  return l1 * absolute + l2 * squared;
}

/** dw += l1·sign w + 2·l2·w, where sign 0 is 1. In float64, rounded once. */
export function addPenaltyGradient(dw: Float32Array, w: Float32Array, l1: number, l2: number): void {
  for (let i = 0; i < w.length; i++) dw[i] = dw[i]! + ((w[i]! < 0 ? -l1 : l1) + 2 * l2 * w[i]!);
}
