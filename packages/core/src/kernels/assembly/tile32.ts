import { biases, epilogue, store4, store8 } from "./epilogue";
import { loadLanes } from "./lanes";

/**
 * Up to four rows of the product, over `depth` steps of the inner dimension: tiles of 4 × 8 sums in registers, then,
 * where four columns or fewer are left, of 4 × 4. Each sum adds its products one by one, each rounded to float32.
 *
 * @param a0 the four rows of A, a `Step` (f32 or v128) from one element to the next; past the last row, the last one again
 * @param b a panel of eight columns of B (or four), `bStep` bytes from one step to the next, `bPanel` to the next panel
 * @param first whether the sums start at 0 and not at what `out` holds
 * @param last whether the sums are complete
 */
// @ts-ignore: decorator
@inline
export function tiles32<Step>(
  out: usize,
  outDown: usize,
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  b: usize,
  bStep: usize,
  bPanel: usize,
  depth: i32,
  rows: i32,
  column: i32,
  columns: i32,
  first: bool,
  last: bool,
): void {
  const flags = epilogue(last);
  const length = <usize>depth * bStep;
  const out1 = rows > 1 ? out + outDown : out;
  const out2 = rows > 2 ? out1 + outDown : out1;
  const out3 = rows > 3 ? out2 + outDown : out2;
  let at: usize = 0;
  while (columns > 4) {
    let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
    if (!first) {
      if (columns >= 8) {
        c00 = v128.load(out + at), c01 = v128.load(out + at, 16);
        c10 = v128.load(out1 + at), c11 = v128.load(out1 + at, 16);
        c20 = v128.load(out2 + at), c21 = v128.load(out2 + at, 16);
        c30 = v128.load(out3 + at), c31 = v128.load(out3 + at, 16);
      } else {
        c00 = v128.load(out + at), c01 = loadLanes(out + at + 16, columns - 4);
        c10 = v128.load(out1 + at), c11 = loadLanes(out1 + at + 16, columns - 4);
        c20 = v128.load(out2 + at), c21 = loadLanes(out2 + at + 16, columns - 4);
        c30 = v128.load(out3 + at), c31 = loadLanes(out3 + at + 16, columns - 4);
      }
    }
    let p0 = a0, p1 = a1, p2 = a2, p3 = a3;
    let q = b;
    for (const end = b + length; q != end; q += bStep) {
      const left = v128.load(q);
      const right = v128.load(q, 16);
      let x = v128.load32_splat(p0);
      c00 = f32x4.add(c00, f32x4.mul(x, left));
      c01 = f32x4.add(c01, f32x4.mul(x, right));
      x = v128.load32_splat(p1);
      c10 = f32x4.add(c10, f32x4.mul(x, left));
      c11 = f32x4.add(c11, f32x4.mul(x, right));
      x = v128.load32_splat(p2);
      c20 = f32x4.add(c20, f32x4.mul(x, left));
      c21 = f32x4.add(c21, f32x4.mul(x, right));
      x = v128.load32_splat(p3);
      c30 = f32x4.add(c30, f32x4.mul(x, left));
      c31 = f32x4.add(c31, f32x4.mul(x, right));
      p0 += sizeof<Step>(), p1 += sizeof<Step>(), p2 += sizeof<Step>(), p3 += sizeof<Step>();
    }
    const bias = biases(flags, column, 4);
    const biasRight = biases(flags, column + 4, columns - 4);
    if (columns >= 8) {
      store8(out + at, c00, c01, flags, bias, biasRight);
      if (rows > 1) store8(out1 + at, c10, c11, flags, bias, biasRight);
      if (rows > 2) store8(out2 + at, c20, c21, flags, bias, biasRight);
      if (rows > 3) store8(out3 + at, c30, c31, flags, bias, biasRight);
    } else {
      store4(out + at, c00, 4, flags, bias);
      store4(out + at + 16, c01, columns - 4, flags, biasRight);
      if (rows > 1) {
        store4(out1 + at, c10, 4, flags, bias);
        store4(out1 + at + 16, c11, columns - 4, flags, biasRight);
      }
      if (rows > 2) {
        store4(out2 + at, c20, 4, flags, bias);
        store4(out2 + at + 16, c21, columns - 4, flags, biasRight);
      }
      if (rows > 3) {
        store4(out3 + at, c30, 4, flags, bias);
        store4(out3 + at + 16, c31, columns - 4, flags, biasRight);
      }
    }
    b += bPanel;
    at += 32;
    column += 8;
    columns -= 8;
  }
  if (columns <= 0) return;
  let c0 = f32x4.splat(0), c1 = c0, c2 = c0, c3 = c0;
  if (!first) {
    c0 = loadLanes(out + at, columns);
    c1 = loadLanes(out1 + at, columns);
    c2 = loadLanes(out2 + at, columns);
    c3 = loadLanes(out3 + at, columns);
  }
  let right: v128;
  const end = b + (<usize>depth << 4);
  for (const even = end - (<usize>(depth & 1) << 4); b != even; b += 32) {
    right = v128.load(b);
    c0 = f32x4.add(c0, f32x4.mul(v128.load32_splat(a0), right));
    c1 = f32x4.add(c1, f32x4.mul(v128.load32_splat(a1), right));
    c2 = f32x4.add(c2, f32x4.mul(v128.load32_splat(a2), right));
    c3 = f32x4.add(c3, f32x4.mul(v128.load32_splat(a3), right));
    right = v128.load(b, 16);
    c0 = f32x4.add(c0, f32x4.mul(v128.load32_splat(a0, sizeof<Step>()), right));
    c1 = f32x4.add(c1, f32x4.mul(v128.load32_splat(a1, sizeof<Step>()), right));
    c2 = f32x4.add(c2, f32x4.mul(v128.load32_splat(a2, sizeof<Step>()), right));
    c3 = f32x4.add(c3, f32x4.mul(v128.load32_splat(a3, sizeof<Step>()), right));
    a0 += sizeof<Step>() << 1, a1 += sizeof<Step>() << 1, a2 += sizeof<Step>() << 1, a3 += sizeof<Step>() << 1;
  }
  if (b != end) {
    right = v128.load(b);
    c0 = f32x4.add(c0, f32x4.mul(v128.load32_splat(a0), right));
    c1 = f32x4.add(c1, f32x4.mul(v128.load32_splat(a1), right));
    c2 = f32x4.add(c2, f32x4.mul(v128.load32_splat(a2), right));
    c3 = f32x4.add(c3, f32x4.mul(v128.load32_splat(a3), right));
  }
  const bias = biases(flags, column, columns);
  store4(out + at, c0, columns, flags, bias);
  if (rows > 1) store4(out1 + at, c1, columns, flags, bias);
  if (rows > 2) store4(out2 + at, c2, columns, flags, bias);
  if (rows > 3) store4(out3 + at, c3, columns, flags, bias);
}
