import { wideExp } from "@downhill/plugin/math";

/**
 * The functions behind the losses and GELU: float64 in, float64 out, the same bits in every engine, and within
 * 2^-29 of their value, relatively, so that rounding them to float32 gives at most 0.54 ulp. Each is `wideExp`, a
 * division and a short polynomial, without tables of its own, so that a SIMD kernel can repeat it bit by bit. (Below -104
 * `wideExp` is 0: what would come of it is less than any normal float32, and that is written as 0.)
 */

/** ln(1 + u) for 0 ≤ u ≤ 1: 2·artanh s with s = u / (2 + u) ≤ 1/3, to s¹⁹. */
export function wideLog1p(u: number): number {
  const s = u / (2 + u);
  const z = s * s;
  const upper = 1 / 11 + z * (1 / 13 + z * (1 / 15 + z * (1 / 17 + z * (1 / 19))));
  return 2 * s * (1 + z * (1 / 3 + z * (1 / 5 + z * (1 / 7 + z * (1 / 9 + z * upper)))));
}

/** σ(x) = 1 / (1 + e⁻ˣ), by the power that cannot overflow. */
export function wideSigmoid(x: number): number {
  const e = wideExp(-Math.abs(x));
  return (x < 0 ? e : 1) / (1 + e);
}

/** From normal-cdf.py: Φ(-a)·e^(a²/2) = t·P(t), t = 1 / (1 + a/5), within 2^-33 for a up to 15. */
const P0 = 0.07978724911996635;
const P1 = 0.07982575012801402;
const P2 = 0.07609295678887312;
const P3 = 0.0741761025448909;
const P4 = 0.0407642187620206;
const P5 = 0.12085351781458276;
const P6 = -0.137699844341527;
const P7 = 0.3306995613735136;
const P8 = -0.3528359750333137;
const P9 = 0.2991867721992356;
const P10 = -0.13350936993214166;
const P11 = 0.02265906061423608;

/**
 * Φ(x) = ½·(1 + erf(x / √2)), the share of a standard normal distribution that is below x.
 * @param bell e^(-x²/2), which who needs Φ mostly needs as well
 */
export function wideNormalCdf(x: number, bell: number): number {
  const t = 1 / (1 + 0.2 * Math.abs(x));
  const upper = P6 + t * (P7 + t * (P8 + t * (P9 + t * (P10 + t * P11))));
  const tail = bell * t * (P0 + t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * (P5 + t * upper))))));
  return x < 0 ? tail : 1 - tail;
}
