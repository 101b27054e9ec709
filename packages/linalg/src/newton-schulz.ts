import { AT_LEAST_0, checkNumber, checkNumbers, checkOptions, checkWhole } from "@downhill/plugin/arguments";
import { checkAlike, checkFinite, checkMatrix, checkSize, type Floats, isFloat32 } from "./check.ts";
import { doubleIn } from "./kernels/double.ts";
import type { Polynomials } from "./kernels/interface.ts";
import { polynomialIn } from "./kernels/polynomial.ts";
import { plainProduct, simdGram } from "./products.ts";
import { largest, powerOfTwo } from "./scale.ts";
import { type Reserve, reserve } from "./workspace.ts";

export interface NewtonSchulzOptions {
  /** 5 unless given. */
  readonly steps?: number;
  /** a, b, c of X ← a·X + (b·A + c·A²)·X, A = X·Xᵀ. */
  readonly coefficients?: readonly [number, number, number];
  /** Added to the norm, 1e-7 unless given. */
  readonly eps?: number;
  /** The norm counts as at least this, 0 unless given: PyTorch's ε, with an `eps` of 0. */
  readonly least?: number;
}

/** Of Muon (Jordan et al. 2024): the slope at 0 is as steep as can be, singular values end between 0.7 and 1.2. */
const MUON = [3.4445, -4.775, 2.0315] as const;
const known = ["steps", "coefficients", "eps", "least"] as const;

/** √Σ xᵢ², in float64: element i goes to accumulator i mod 4. */
function norm(x: Floats): number {
  const scale = powerOfTwo(largest(x, 0, x.length));
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = 0; i < x.length; i += 4) {
    a += (x[i]! / scale) * (x[i]! / scale);
    if (i + 1 < x.length) b += (x[i + 1]! / scale) * (x[i + 1]! / scale);
    if (i + 2 < x.length) c += (x[i + 2]! / scale) * (x[i + 2]! / scale);
    if (i + 3 < x.length) d += (x[i + 3]! / scale) * (x[i + 3]! / scale);
  }
  return Math.sqrt(a + b + (c + d)) * scale;
}

/** b = s·a + t·b, from those elements of an array on, in the array's precision. */
function combine(
  kernels: Polynomials | undefined,
  view: Floats,
  b: number,
  a: number,
  length: number,
  s: number,
  t: number,
): void {
  const bytes = view.BYTES_PER_ELEMENT;
  if (kernels) kernels.combine(bytes * b, bytes * a, length, s, t);
  else if (isFloat32(view)) {
    const [p, q] = [Math.fround(s), Math.fround(t)];
    for (let i = 0; i < length; i++)
      view[b + i] = Math.fround(Math.fround(p * view[a + i]!) + Math.fround(q * view[b + i]!));
  } else for (let i = 0; i < length; i++) view[b + i] = s * view[a + i]! + t * view[b + i]!;
}

export function newtonSchulzIn(
  reserve: Reserve,
  out: Floats,
  g: Floats,
  rows: number,
  columns: number,
  { steps = 5, coefficients: [p, q, r] = MUON, eps = 1e-7, least = 0 }: NewtonSchulzOptions = {},
): void {
  const tall = rows > columns;
  const size = Math.min(rows, columns);
  const inner = Math.max(rows, columns);
  const bytes = g.BYTES_PER_ELEMENT;
  const workspace = reserve(bytes * (2 * rows * columns + 2 * size * size));
  const { heap } = workspace;
  const kernels = heap && (isFloat32(g) ? polynomialIn(heap) : doubleIn(heap));
  const view = isFloat32(g) ? workspace.f32 : workspace.f64;
  const arithmetic = isFloat32(g) ? "32" : "Double";
  const layout = tall ? "TN" : "NT";
  let x = workspace.start / bytes;
  let next = x + rows * columns;
  const gram = next + rows * columns;
  const square = gram + size * size;

  const divisor = Math.max(norm(g), least) + eps;
  for (let i = 0; i < g.length; i++) view[x + i] = divisor === 0 ? 0 : g[i]! / divisor;
  for (let step = 0; step < steps; step++) {
    // A = X·Xᵀ and its square: of a tall X, whose transpose this is about, XᵀX.
    if (kernels) simdGram(kernels, layout, gram * bytes, x * bytes, size, inner);
    else plainProduct(layout, arithmetic, view, gram, view, x, view, x, size, inner, size);
    if (kernels) simdGram(kernels, "NT", square * bytes, gram * bytes, size, size);
    else plainProduct("NT", arithmetic, view, square, view, gram, view, gram, size, size, size);
    combine(kernels, view, square, gram, size * size, q, r);
    const left = tall ? x : square;
    const right = tall ? square : x;
    if (kernels) kernels.matmulNN(next * bytes, left * bytes, right * bytes, rows, size, columns);
    else plainProduct("NN", arithmetic, view, next, view, left, view, right, rows, size, columns);
    combine(kernels, view, next, x, rows * columns, p, 1);
    const done = next;
    next = x;
    x = done;
  }
  for (let i = 0; i < out.length; i++) out[i] = view[x + i]!;
}

/**
 * out ≈ U·Vᵀ of G = U·Σ·Vᵀ, `rows × columns`: the nearest orthogonal matrix, by the quintic Newton–Schulz iteration of Muon
 * (Jordan et al. 2024, after Bernstein & Newhouse 2024; with other coefficients Higham, Functions of Matrices, 8.3).
 * X₀ = G/(max(‖G‖, least) + ε) with the Frobenius norm; X ← a·X + (b·A + c·A²)·X with A = X·Xᵀ. A matrix with more rows than columns
 * is treated as its transpose is. In the arrays' own precision, float32 or float64.
 *
 * steps·(3·s²·l + s³) operations, with s the shorter and l the longer side: of A and A², which are symmetric, one half.
 *
 * @param out rows × columns; may be G itself
 * @throws TypeError for what is no array of floats, and for two of different types; RangeError for lengths that do not
 * fit the sizes, an element of G that is not finite, and for options out of range
 */
export function newtonSchulz<Type extends Floats>(
  out: Type,
  g: Type,
  rows: number,
  columns: number,
  options?: NewtonSchulzOptions,
): void {
  const owner = "newtonSchulz";
  checkSize(owner, "rows", rows);
  checkSize(owner, "columns", columns);
  checkOptions<NewtonSchulzOptions>(owner, options, known);
  if (options?.steps !== undefined) checkWhole(owner, "steps", options.steps, 0);
  if (options?.eps !== undefined) checkNumber(owner, "eps", options.eps, AT_LEAST_0);
  if (options?.least !== undefined) checkNumber(owner, "least", options.least, AT_LEAST_0);
  if (options?.coefficients !== undefined) {
    checkNumbers(owner, "coefficients", options.coefficients);
    if (options.coefficients.length !== 3)
      throw new RangeError(`${owner}: coefficients must be three numbers, got ${options.coefficients.length}`);
  }
  checkMatrix(owner, "out", out, rows, columns);
  checkMatrix(owner, "g", g, rows, columns);
  checkAlike(owner, "out", out, "g", g);
  checkFinite(owner, "g", g, columns);
  newtonSchulzIn(reserve, out, g, rows, columns, options);
}
