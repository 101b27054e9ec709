import { copy } from "./copy";
import { steps, written } from "./epilogue";
import { rounded } from "./lanes";
import { TILE } from "./scratch";

/**
 * Up to four rows of the product, over `depth` steps of the inner dimension: a tile of 4 × 4 sums in registers for each
 * of the panels, the products and the sums in float64. The rows of A are interleaved, A and B promoted to float64.
 *
 * @param sums where sums that are not complete wait, 128 bytes for each tile
 * @param first whether the sums start at 0
 * @param last whether they are complete, to be rounded to `out`
 */
export function band64(
  out: usize, outDown: usize, a: usize, b: usize, sums: usize, depth: i32, rows: i32, columns: i32, first: bool, last: bool,
): void {
  const flags = steps;
  for (; columns > 0; columns -= 4, out += 16, sums += 128) {
    let c00 = f64x2.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
    if (!first) {
      c00 = v128.load(sums), c01 = v128.load(sums, 16), c10 = v128.load(sums, 32), c11 = v128.load(sums, 48);
      c20 = v128.load(sums, 64), c21 = v128.load(sums, 80), c30 = v128.load(sums, 96), c31 = v128.load(sums, 112);
    }
    let p = a;
    for (const end = b + (<usize>depth << 5); b != end; b += 32, p += 32) {
      const left = v128.load(b);
      const right = v128.load(b, 16);
      let x = v128.load64_splat(p);
      c00 = f64x2.add(c00, f64x2.mul(x, left));
      c01 = f64x2.add(c01, f64x2.mul(x, right));
      x = v128.load64_splat(p, 8);
      c10 = f64x2.add(c10, f64x2.mul(x, left));
      c11 = f64x2.add(c11, f64x2.mul(x, right));
      x = v128.load64_splat(p, 16);
      c20 = f64x2.add(c20, f64x2.mul(x, left));
      c21 = f64x2.add(c21, f64x2.mul(x, right));
      x = v128.load64_splat(p, 24);
      c30 = f64x2.add(c30, f64x2.mul(x, left));
      c31 = f64x2.add(c31, f64x2.mul(x, right));
    }
    if (!last) {
      v128.store(sums, c00), v128.store(sums, c01, 16), v128.store(sums, c10, 32), v128.store(sums, c11, 48);
      v128.store(sums, c20, 64), v128.store(sums, c21, 80), v128.store(sums, c30, 96), v128.store(sums, c31, 112);
      continue;
    }
    const whole = rows >= 4 && columns >= 4;
    const to = whole ? out : TILE;
    const down = whole ? outDown : 16;
    v128.store(to, written(rounded(c00, c01), flags));
    v128.store(to + down, written(rounded(c10, c11), flags));
    v128.store(to + (down << 1), written(rounded(c20, c21), flags));
    v128.store(to + down + (down << 1), written(rounded(c30, c31), flags));
    if (!whole) copy(out, outDown, TILE, 16, rows, min(columns, 4));
  }
}
