/** Functions to minimise, with their gradients. */

export function rosenbrock(x: Float64Array, gradient: Float64Array): number {
  gradient.fill(0);
  let value = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const [a, b] = [x[i + 1]! - x[i]! * x[i]!, 1 - x[i]!];
    value += 100 * a * a + b * b;
    gradient[i]! += -400 * x[i]! * a - 2 * b;
    gradient[i + 1]! += 200 * a;
  }
  return value;
}

export function beale([x, y]: Float64Array, gradient: Float64Array): number {
  const [a, b] = [x!, y!];
  const terms = [1.5 - a + a * b, 2.25 - a + a * b * b, 2.625 - a + a * b * b * b];
  const [t1, t2, t3] = terms as [number, number, number];
  gradient[0] = 2 * (t1 * (b - 1) + t2 * (b * b - 1) + t3 * (b * b * b - 1));
  gradient[1] = 2 * (t1 * a + 2 * t2 * a * b + 3 * t3 * a * b * b);
  return t1 * t1 + t2 * t2 + t3 * t3;
}

export function powell(x: Float64Array, gradient: Float64Array): number {
  const [a, b, c, d] = x as unknown as [number, number, number, number];
  const [p, q, r, s] = [a + 10 * b, c - d, b - 2 * c, a - d];
  gradient.set([2 * p + 40 * s ** 3, 20 * p + 4 * r ** 3, 10 * q - 8 * r ** 3, -10 * q - 40 * s ** 3]);
  return p * p + 5 * q * q + r ** 4 + 10 * s ** 4;
}

/** Σ k²·xₖ²/2 */
export function quadratic(x: Float64Array, gradient: Float64Array): number {
  let value = 0;
  for (let i = 0; i < x.length; i++) {
    gradient[i] = (i + 1) ** 2 * x[i]!;
    value += (x[i]! * gradient[i]!) / 2;
  }
  return value;
}
