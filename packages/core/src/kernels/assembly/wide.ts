import { wideExp } from "./exp";

// The functions of math/wide.ts, two float64 at a time, operation by operation.

const SMALL: f64 = 0.0625;

// @ts-ignore: decorator
@inline
export function one(): v128 {
  return f64x2.splat(1);
}

// @ts-ignore: decorator
@inline
export function times(x: v128, y: v128): v128 {
  return f64x2.mul(x, y);
}

/** eˣ - 1; x ≤ 0. */
export function wideExpm1(x: v128): v128 {
  let series = f64x2.splat(1.0 / 720);
  series = f64x2.add(f64x2.splat(1.0 / 120), f64x2.mul(x, series));
  series = f64x2.add(f64x2.splat(1.0 / 24), f64x2.mul(x, series));
  series = f64x2.add(f64x2.splat(1.0 / 6), f64x2.mul(x, series));
  series = f64x2.add(f64x2.splat(1.0 / 2), f64x2.mul(x, series));
  series = f64x2.add(f64x2.splat(1), f64x2.mul(x, series));
  return v128.bitselect(f64x2.mul(x, series), f64x2.sub(wideExp(x), one()), f64x2.gt(x, f64x2.splat(-SMALL)));
}

/** ln(1 + u); u from 0 to 1. */
export function wideLog1p(u: v128): v128 {
  const s = f64x2.div(u, f64x2.add(f64x2.splat(2), u));
  const z = f64x2.mul(s, s);
  let series = f64x2.splat(1.0 / 19);
  series = f64x2.add(f64x2.splat(1.0 / 17), f64x2.mul(z, series));
  series = f64x2.add(f64x2.splat(1.0 / 15), f64x2.mul(z, series));
  series = f64x2.add(f64x2.splat(1.0 / 13), f64x2.mul(z, series));
  series = f64x2.add(f64x2.splat(1.0 / 11), f64x2.mul(z, series));
  series = f64x2.add(f64x2.splat(1.0 / 9), f64x2.mul(z, series));
  series = f64x2.add(f64x2.splat(1.0 / 7), f64x2.mul(z, series));
  series = f64x2.add(f64x2.splat(1.0 / 5), f64x2.mul(z, series));
  series = f64x2.add(f64x2.splat(1.0 / 3), f64x2.mul(z, series));
  series = f64x2.add(f64x2.splat(1), f64x2.mul(z, series));
  return f64x2.mul(f64x2.mul(f64x2.splat(2), s), series);
}

export function wideSigmoid(x: v128): v128 {
  const e = wideExp(f64x2.neg(f64x2.abs(x)));
  return f64x2.div(v128.bitselect(e, one(), f64x2.lt(x, f64x2.splat(0))), f64x2.add(one(), e));
}

export function wideSoftplus(x: v128): v128 {
  return f64x2.add(f64x2.pmax(x, f64x2.splat(0)), wideLog1p(wideExp(f64x2.neg(f64x2.abs(x)))));
}

export function wideTanh(x: v128): v128 {
  const z = f64x2.mul(x, x);
  let series = f64x2.splat(-17.0 / 315);
  series = f64x2.add(f64x2.splat(2.0 / 15), f64x2.mul(z, series));
  series = f64x2.add(f64x2.splat(-1.0 / 3), f64x2.mul(z, series));
  series = f64x2.add(f64x2.splat(1), f64x2.mul(z, series));
  const a = f64x2.abs(x);
  const e = wideExp(f64x2.mul(f64x2.splat(-2), a));
  const y = f64x2.div(f64x2.sub(one(), e), f64x2.add(one(), e));
  const signed = v128.bitselect(f64x2.neg(y), y, f64x2.lt(x, f64x2.splat(0)));
  return v128.bitselect(f64x2.mul(x, series), signed, f64x2.lt(a, f64x2.splat(SMALL)));
}

/** @param bell e^(-x²/2) */
export function wideNormalCdf(x: v128, bell: v128): v128 {
  const t = f64x2.div(one(), f64x2.add(one(), f64x2.mul(f64x2.splat(0.2), f64x2.abs(x))));
  let series = f64x2.splat(0.02265906061423608);
  series = f64x2.add(f64x2.splat(-0.13350936993214166), f64x2.mul(t, series));
  series = f64x2.add(f64x2.splat(0.2991867721992356), f64x2.mul(t, series));
  series = f64x2.add(f64x2.splat(-0.3528359750333137), f64x2.mul(t, series));
  series = f64x2.add(f64x2.splat(0.3306995613735136), f64x2.mul(t, series));
  series = f64x2.add(f64x2.splat(-0.137699844341527), f64x2.mul(t, series));
  series = f64x2.add(f64x2.splat(0.12085351781458276), f64x2.mul(t, series));
  series = f64x2.add(f64x2.splat(0.0407642187620206), f64x2.mul(t, series));
  series = f64x2.add(f64x2.splat(0.0741761025448909), f64x2.mul(t, series));
  series = f64x2.add(f64x2.splat(0.07609295678887312), f64x2.mul(t, series));
  series = f64x2.add(f64x2.splat(0.07982575012801402), f64x2.mul(t, series));
  series = f64x2.add(f64x2.splat(0.07978724911996635), f64x2.mul(t, series));
  const tail = f64x2.mul(f64x2.mul(bell, t), series);
  return v128.bitselect(tail, f64x2.sub(one(), tail), f64x2.lt(x, f64x2.splat(0)));
}

/** The sum of four lanes of float64, in the order of the plain `total`. */
// @ts-ignore: decorator
@inline
export function total(low: v128, high: v128): f64 {
  return f64x2.extract_lane(low, 0) + f64x2.extract_lane(low, 1) + (f64x2.extract_lane(high, 0) + f64x2.extract_lane(high, 1));
}
