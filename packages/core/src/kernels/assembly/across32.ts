import { BIAS, biasAt, RELU, steps } from "./epilogue";
import { gated } from "./gate";
import { loadLanes, storeLanes } from "./lanes";
import { PANELS, PANELS_BYTES } from "./scratch";

function six(out: usize, outDown: usize, a: usize, aDown: usize, inner: i32, columns: i32): void {
  let c0 = f32x4.splat(0), c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0;
  let b = PANELS, p0 = a, p1 = p0 + aDown, p2 = p1 + aDown, p3 = p2 + aDown, p4 = p3 + aDown, p5 = p4 + aDown;
  for (; inner >= 4; inner -= 4, b += 64) {
    let x = v128.load(b);
    c0 = f32x4.add(c0, f32x4.mul(v128.load32_splat(p0), x));
    c1 = f32x4.add(c1, f32x4.mul(v128.load32_splat(p1), x));
    c2 = f32x4.add(c2, f32x4.mul(v128.load32_splat(p2), x));
    c3 = f32x4.add(c3, f32x4.mul(v128.load32_splat(p3), x));
    c4 = f32x4.add(c4, f32x4.mul(v128.load32_splat(p4), x));
    c5 = f32x4.add(c5, f32x4.mul(v128.load32_splat(p5), x));
    x = v128.load(b, 16);
    c0 = f32x4.add(c0, f32x4.mul(v128.load32_splat(p0, 4), x));
    c1 = f32x4.add(c1, f32x4.mul(v128.load32_splat(p1, 4), x));
    c2 = f32x4.add(c2, f32x4.mul(v128.load32_splat(p2, 4), x));
    c3 = f32x4.add(c3, f32x4.mul(v128.load32_splat(p3, 4), x));
    c4 = f32x4.add(c4, f32x4.mul(v128.load32_splat(p4, 4), x));
    c5 = f32x4.add(c5, f32x4.mul(v128.load32_splat(p5, 4), x));
    x = v128.load(b, 32);
    c0 = f32x4.add(c0, f32x4.mul(v128.load32_splat(p0, 8), x));
    c1 = f32x4.add(c1, f32x4.mul(v128.load32_splat(p1, 8), x));
    c2 = f32x4.add(c2, f32x4.mul(v128.load32_splat(p2, 8), x));
    c3 = f32x4.add(c3, f32x4.mul(v128.load32_splat(p3, 8), x));
    c4 = f32x4.add(c4, f32x4.mul(v128.load32_splat(p4, 8), x));
    c5 = f32x4.add(c5, f32x4.mul(v128.load32_splat(p5, 8), x));
    x = v128.load(b, 48);
    c0 = f32x4.add(c0, f32x4.mul(v128.load32_splat(p0, 12), x));
    c1 = f32x4.add(c1, f32x4.mul(v128.load32_splat(p1, 12), x));
    c2 = f32x4.add(c2, f32x4.mul(v128.load32_splat(p2, 12), x));
    c3 = f32x4.add(c3, f32x4.mul(v128.load32_splat(p3, 12), x));
    c4 = f32x4.add(c4, f32x4.mul(v128.load32_splat(p4, 12), x));
    c5 = f32x4.add(c5, f32x4.mul(v128.load32_splat(p5, 12), x));
    p0 += 16, p1 += 16, p2 += 16, p3 += 16, p4 += 16, p5 += 16;
  }
  for (; inner > 0; inner--, b += 16) {
    const x = v128.load(b);
    c0 = f32x4.add(c0, f32x4.mul(v128.load32_splat(p0), x));
    c1 = f32x4.add(c1, f32x4.mul(v128.load32_splat(p1), x));
    c2 = f32x4.add(c2, f32x4.mul(v128.load32_splat(p2), x));
    c3 = f32x4.add(c3, f32x4.mul(v128.load32_splat(p3), x));
    c4 = f32x4.add(c4, f32x4.mul(v128.load32_splat(p4), x));
    c5 = f32x4.add(c5, f32x4.mul(v128.load32_splat(p5), x));
    p0 += 4, p1 += 4, p2 += 4, p3 += 4, p4 += 4, p5 += 4;
  }
  if (steps & BIAS) {
    const x = loadLanes(biasAt, columns);
    c0 = f32x4.add(c0, x), c1 = f32x4.add(c1, x), c2 = f32x4.add(c2, x), c3 = f32x4.add(c3, x), c4 = f32x4.add(c4, x), c5 = f32x4.add(c5, x);
  }
  if (steps & RELU) c0 = gated(c0, c0), c1 = gated(c1, c1), c2 = gated(c2, c2), c3 = gated(c3, c3), c4 = gated(c4, c4), c5 = gated(c5, c5);
  storeLanes(out + outDown * 0, c0, columns), storeLanes(out + outDown * 1, c1, columns), storeLanes(out + outDown * 2, c2, columns), storeLanes(out + outDown * 3, c3, columns), storeLanes(out + outDown * 4, c4, columns), storeLanes(out + outDown * 5, c5, columns);
}

/** The longest inner dimension for which there is room. */
export const ACROSS: i32 = <i32>(PANELS_BYTES >> 4);

export function across32(out: usize, a: usize, b: usize, rows: i32, inner: i32, columns: i32): void {
  const outDown = <usize>columns << 2, aDown = <usize>inner << 2;
  for (let k = 0, p = b, to = PANELS; k < inner; k++, p += outDown, to += 16) v128.store(to, loadLanes(p, columns));
  for (let i = 0; i < rows; i += 6) {
    const row = min(i, rows - 6);
    six(out + outDown * row, outDown, a + aDown * row, aDown, inner, columns);
  }
}
