import { wideExp } from "./exp";

// The functions of math/wide.ts, two float64 at a time, operation by operation.

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

/** Φ's coefficients from P11 to P0, twice each: V8 makes up a constant vector with three instructions wherever it is used. */
const CDF: usize = memory.data<f64>(
  [
    0.02265906061423608, 0.02265906061423608,
    -0.13350936993214166, -0.13350936993214166,
    0.2991867721992356, 0.2991867721992356,
    -0.3528359750333137, -0.3528359750333137,
    0.3306995613735136, 0.3306995613735136,
    -0.137699844341527, -0.137699844341527,
    0.12085351781458276, 0.12085351781458276,
    0.0407642187620206, 0.0407642187620206,
    0.0741761025448909, 0.0741761025448909,
    0.07609295678887312, 0.07609295678887312,
    0.07982575012801402, 0.07982575012801402,
    0.07978724911996635, 0.07978724911996635,
  ],
  16,
);

/** @param bell e^(-x²/2) */
export function wideNormalCdf(x: v128, bell: v128): v128 {
  const t = f64x2.div(one(), f64x2.add(one(), f64x2.mul(f64x2.splat(0.2), f64x2.abs(x))));
  let series = v128.load(CDF);
  for (let i = 1; i < 12; i++) series = f64x2.add(v128.load(CDF + (<usize>i << 4)), f64x2.mul(t, series));
  const tail = f64x2.mul(f64x2.mul(bell, t), series);
  return v128.bitselect(tail, f64x2.sub(one(), tail), f64x2.lt(x, f64x2.splat(0)));
}

/** The sum of four lanes of float64, in the order of the plain `total`. */
// @ts-ignore: decorator
@inline
export function total(low: v128, high: v128): f64 {
  return f64x2.extract_lane(low, 0) + f64x2.extract_lane(low, 1) + (f64x2.extract_lane(high, 0) + f64x2.extract_lane(high, 1));
}
