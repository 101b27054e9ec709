// The loops of the factorisations, over float64. `vectors.ts` has their plain twins.

/** Σ xᵢyᵢ. Element i goes to accumulator i mod 4; (0 + 1) + (2 + 3). */
export function dot(x: usize, y: usize, n: i32): f64 {
  let low = f64x2.splat(0), high = low;
  for (; n >= 4; n -= 4, x += 32, y += 32) {
    low = f64x2.add(low, f64x2.mul(v128.load(x), v128.load(y)));
    high = f64x2.add(high, f64x2.mul(v128.load(x, 16), v128.load(y, 16)));
  }
  let a = f64x2.extract_lane(low, 0), b = f64x2.extract_lane(low, 1), c = f64x2.extract_lane(high, 0);
  if (n > 0) a += load<f64>(x) * load<f64>(y);
  if (n > 1) b += load<f64>(x, 8) * load<f64>(y, 8);
  if (n > 2) c += load<f64>(x, 16) * load<f64>(y, 16);
  return a + b + (c + f64x2.extract_lane(high, 1));
}

/** y += s·x */
export function addScaled(y: usize, x: usize, n: i32, s: f64): void {
  const factor = f64x2.splat(s);
  for (; n >= 2; n -= 2, x += 16, y += 16) v128.store(y, f64x2.add(v128.load(y), f64x2.mul(factor, v128.load(x))));
  if (n > 0) store<f64>(y, load<f64>(y) + s * load<f64>(x));
}

/** row -= v·w + s·u, for one row of a symmetric matrix that changes by v·wᵀ + w·vᵀ */
export function subtractTwo(row: usize, w: usize, v: f64, u: usize, s: f64, n: i32): void {
  const one = f64x2.splat(v), two = f64x2.splat(s);
  for (; n >= 2; n -= 2, row += 16, w += 16, u += 16) {
    const change = f64x2.add(f64x2.mul(one, v128.load(w)), f64x2.mul(two, v128.load(u)));
    v128.store(row, f64x2.sub(v128.load(row), change));
  }
  if (n > 0) store<f64>(row, load<f64>(row) - (v * load<f64>(w) + s * load<f64>(u)));
}

/** x, y = c·x - s·y, s·x + c·y */
export function rotate(x: usize, y: usize, n: i32, c: f64, s: f64): void {
  const cosine = f64x2.splat(c), sine = f64x2.splat(s);
  for (; n >= 2; n -= 2, x += 16, y += 16) {
    const a = v128.load(x), b = v128.load(y);
    v128.store(x, f64x2.sub(f64x2.mul(cosine, a), f64x2.mul(sine, b)));
    v128.store(y, f64x2.add(f64x2.mul(sine, a), f64x2.mul(cosine, b)));
  }
  if (n > 0) {
    const a = load<f64>(x), b = load<f64>(y);
    store<f64>(x, c * a - s * b);
    store<f64>(y, s * a + c * b);
  }
}
