/** An element of each of four neighbouring windows, which are `right` apart: nothing between is read beyond the last. */
// @ts-ignore: decorator
@inline
export function across(p: usize, right: i32): v128 {
  if (right == 1) return v128.load(p);
  if (right == 2) return i32x4.shuffle(v128.load(p), v128.load(p, 12), 0, 2, 5, 7);
  const step = <usize>right << 2;
  let v = v128.load32_zero(p);
  v = v128.load32_lane(p + step, v, 1);
  v = v128.load32_lane(p + (step << 1), v, 2);
  return v128.load32_lane(p + step * 3, v, 3);
}

/** One element for each of four images. */
// @ts-ignore: decorator
@inline
export function storeApart(p: usize, apart: usize, v: v128): void {
  v128.store32_lane(p, v, 0), v128.store32_lane(p + apart, v, 1);
  v128.store32_lane(p + (apart << 1), v, 2), v128.store32_lane(p + apart * 3, v, 3);
}

/** The first window that begins inside a row, and the one after the last that ends there. */
// @ts-ignore: decorator
@inline
export function firstInside(before: i32, right: i32): i32 {
  return (before + right - 1) / right;
}

// @ts-ignore: decorator
@inline
export function endInside(width: i32, wide: i32, before: i32, right: i32, outWidth: i32): i32 {
  const room = width - wide + before;
  return room < 0 ? 0 : min(room / right + 1, outWidth);
}
