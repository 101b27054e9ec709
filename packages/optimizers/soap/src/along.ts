import { type Floats, gramColumns, gramRows, matmulNN, matmulNT, matmulTN } from "@downhill/linalg";
import type { Axis } from "./axes.ts";

/** The tensor with that axis as rows and everything else as columns; `back` undoes it. */
function unfold(out: Floats, x: Floats, { before, size, behind }: Axis, back: boolean): void {
  for (let p = 0; p < before; p++)
    for (let i = 0; i < size; i++)
      for (let q = 0; q < behind; q++) {
        const [folded, unfolded] = [(p * size + i) * behind + q, (i * before + p) * behind + q];
        if (back) out[folded] = x[unfolded]!;
        else out[unfolded] = x[folded]!;
      }
}

/**
 * out = X·Xᵀ of the tensor x, unfolded along an axis.
 * @param scratch as long as x
 */
export function gramAlong(out: Floats, x: Floats, axis: Axis, scratch: Floats): void {
  const { before, size, behind } = axis;
  if (before === 1) gramRows(out, x, size, behind);
  else if (behind === 1) gramColumns(out, x, before, size);
  else {
    unfold(scratch, x, axis, false);
    gramRows(out, scratch, size, before * behind);
  }
}

/**
 * Multiplies the tensor x along an axis by Qᵀ (`into` the basis Q) or by Q (back from it), in place.
 * @param one, other as long as x
 */
export function rotateAlong(x: Floats, q: Floats, axis: Axis, into: boolean, one: Floats, other: Floats): void {
  const { before, size, behind } = axis;
  if (before === 1) {
    (into ? matmulTN : matmulNN)(one, q, x, size, size, behind);
    x.set(one);
  } else if (behind === 1) {
    (into ? matmulNN : matmulNT)(one, x, q, before, size, size);
    x.set(one);
  } else {
    unfold(one, x, axis, false);
    (into ? matmulTN : matmulNN)(other, q, one, size, size, before * behind);
    unfold(x, other, axis, true);
  }
}
