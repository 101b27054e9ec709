/** Products along one axis of a tensor, for methods that keep a matrix for each axis. */

import type { Floats } from "./check.ts";
import { gramColumns, gramRows } from "./gram.ts";
import { matmulNN, matmulNT, matmulTN } from "./matmul.ts";

/** An axis of a row-major tensor: the product of the axes before it, its size, and the product of those behind it. */
export interface TensorAxis {
  readonly before: number;
  readonly size: number;
  readonly behind: number;
}

/** The tensor with that axis as rows and everything else as columns; `back` undoes it. */
function unfold(out: Floats, x: Floats, { before, size, behind }: TensorAxis, back: boolean): void {
  for (let p = 0; p < before; p++)
    for (let i = 0; i < size; i++)
      for (let q = 0; q < behind; q++) {
        const [folded, unfolded] = [(p * size + i) * behind + q, (i * before + p) * behind + q];
        if (back) out[folded] = x[unfolded]!;
        else out[unfolded] = x[folded]!;
      }
}

/**
 * out = X·Xᵀ, `size × size`, of the tensor x unfolded along an axis.
 * @param scratch as long as x
 * @throws as `matmulNN`
 */
export function gramAlong(out: Floats, x: Floats, axis: TensorAxis, scratch: Floats): void {
  const { before, size, behind } = axis;
  if (before === 1) gramRows(out, x, size, behind);
  else if (behind === 1) gramColumns(out, x, before, size);
  else {
    unfold(scratch, x, axis, false);
    gramRows(out, scratch, size, before * behind);
  }
}

/**
 * Multiplies the tensor x along an axis by Q, `size × size`, or by Qᵀ, in place.
 * @param one as long as x
 * @param other as long as x
 * @throws as `matmulNN`
 */
export function multiplyAlong(
  x: Floats,
  q: Floats,
  axis: TensorAxis,
  transposed: boolean,
  one: Floats,
  other: Floats,
): void {
  const { before, size, behind } = axis;
  const multiply = transposed ? matmulTN : matmulNN;
  if (before === 1) {
    multiply(one, q, x, size, size, behind);
    x.set(one);
  } else if (behind === 1) {
    (transposed ? matmulNN : matmulNT)(one, x, q, before, size, size);
    x.set(one);
  } else {
    unfold(one, x, axis, false);
    multiply(other, q, one, size, size, before * behind);
    unfold(x, other, axis, true);
  }
}
