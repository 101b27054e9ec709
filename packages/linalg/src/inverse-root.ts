import { AT_LEAST_0, checkNumber, type Domain } from "@downhill/plugin/arguments";
import { checkFinite, checkMatrix, checkSize, type Floats } from "./check.ts";
import { eigenIn } from "./eigh.ts";
import { plainProduct, simdGram } from "./products.ts";
import { root } from "./root.ts";
import { type Reserve, reserve } from "./workspace.ts";

const DEGREES: Domain = {
  words: "a whole number from 1 to 100",
  has: (p) => Number.isInteger(p) && p >= 1 && p <= 100,
};

export function inverseRootIn(reserve: Reserve, out: Floats, a: Floats, n: number, p: number, ridge: number): void {
  const { workspace, values, vectors, scratch } = eigenIn(reserve, a, n);
  const { f64, doubles } = workspace;
  let least = Infinity;
  for (let k = 0; k < n; k++) least = Math.min(least, Math.max(f64[values + k]!, 0) + ridge);
  if (least === 0)
    throw new RangeError(
      `inverseRoot: a is singular (an eigenvalue is not above 0), so ridge must be > 0, got ${ridge}`,
    );
  // The sum of λ^(-1/p)·v·vᵀ is the product of the vectors, each times λ^(-1/(2p)), with their own transpose.
  for (let k = 0; k < n; k++) {
    const factor = 1 / root(Math.max(f64[values + k]!, 0) + ridge, 2 * p);
    for (let i = vectors + k * n; i < vectors + (k + 1) * n; i++) f64[i] = f64[i]! * factor;
  }
  if (doubles) simdGram(doubles, "TN", scratch * 8, vectors * 8, n, n);
  else plainProduct("TN", "Double", f64, scratch, f64, vectors, f64, vectors, n, n, n);
  for (let i = 0; i < n * n; i++) out[i] = f64[scratch + i]!;
}

/**
 * out = (A + ε·I)^(-1/p) of a symmetric positive semi-definite A, `n × n`, of which only the lower triangle is read: Shampoo's
 * preconditioners (Gupta, Koren & Singer 2018, algorithms 1 and 2), p = 4 for a matrix's. Exactly symmetric.
 *
 * By `eigh`, in float64, rounded once; eigenvalues below 0, which are rounding's, count as 0. Some 12·n³ operations.
 *
 * @param out n × n; may be A itself, and of another type
 * @param p from 1 to 100
 * @param ridge ε; 0 will do for a matrix that is not singular
 * @throws TypeError for what is no array of floats; RangeError for lengths that do not fit n, an element of A that is not
 * finite, and a singular A without a ridge. `out` is as it was then.
 */
export function inverseRoot(out: Floats, a: Floats, n: number, p: number, ridge = 0): void {
  checkSize("inverseRoot", "n", n);
  checkNumber("inverseRoot", "p", p, DEGREES);
  checkNumber("inverseRoot", "ridge", ridge, AT_LEAST_0);
  checkMatrix("inverseRoot", "out", out, n, n);
  checkMatrix("inverseRoot", "a", a, n, n);
  checkFinite("inverseRoot", "a", a, n);
  inverseRootIn(reserve, out, a, n, p, ridge);
}
