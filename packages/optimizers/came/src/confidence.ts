import type { Factors, Lines } from "@downhill/linalg/factored";
import type { FloatArray } from "@downhill/plugin";

/** m ← β₁m + (1 - β₁)u with u = clip·g / √V, and the squares of u - m to the sums of their rows and columns. */
export function average(
  m: FloatArray,
  g: FloatArray,
  { rows, cols, ofRow, ofCol, most }: Factors,
  { beta1, clip }: { readonly beta1: number; readonly clip: number },
  { ofRow: squaresOfRow, ofCol: squaresOfCol }: Lines,
): void {
  const fresh = 1 - beta1;
  for (let r = 0, k = 0; r < ofRow.length; r++) {
    const first = Math.floor(r / rows) * cols;
    const scale = ofRow[r]!;
    let sum = 0;
    for (let c = first; c < first + cols; c++, k++) {
      const u = g[k]! * Math.min(scale * ofCol[c]!, most) * clip;
      m[k] = beta1 * m[k]! + fresh * u;
      const residual = u - m[k]!;
      sum += residual * residual;
      squaresOfCol[c]! += residual * residual;
    }
    squaresOfRow[r] = sum;
  }
}
