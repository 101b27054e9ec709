import type { FloatArray } from "@downhill/plugin";

interface Tensor {
  readonly g: FloatArray;
  readonly m: FloatArray;
  /** The numbers of each axis, one axis after the other. */
  readonly mu: FloatArray;
  readonly shape: readonly number[];
}

/** Room for the next μ, and for where in the axes a row is: nothing outlasts a tensor's step in it. */
let room = new Float64Array(0);

/**
 * Moves the momentum, and each axis' μ to the largest ν in its slices, of a tensor of two and more axes. It goes along the
 * last axis, row by row.
 */
export function accumulate(
  { g, m, mu, shape }: Tensor,
  {
    momentum,
    eps,
    beta2,
    fresh,
    largest,
  }: {
    readonly momentum: number;
    readonly eps: number;
    readonly beta2: number;
    readonly fresh: number;
    readonly largest: number;
  },
): void {
  const axes = shape.length - 1;
  const columns = shape[axes]!;
  if (room.length < mu.length + axes) room = new Float64Array(mu.length + axes);
  const next = room.subarray(0, mu.length).fill(0);
  const place = room.subarray(mu.length, mu.length + axes).fill(0);
  const last = mu.length - columns;

  for (let k = 0; k < g.length; ) {
    let least = Infinity;
    for (let axis = 0, first = 0; axis < axes; first += shape[axis++]!)
      least = Math.min(least, mu[first + place[axis]!]!);
    let most = 0;
    for (let c = last; c < last + columns; c++, k++) {
      const nu = Math.min(beta2 * Math.min(mu[c]!, least) + fresh * (g[k]! * g[k]!), largest);
      const u = nu > 0 ? g[k]! / Math.sqrt(nu + eps) : 0;
      m[k] = momentum * m[k]! + (1 - momentum) * u;
      if (nu > next[c]!) next[c] = nu;
      if (nu > most) most = nu;
    }
    for (let axis = 0, first = 0; axis < axes; first += shape[axis++]!) {
      const at = first + place[axis]!;
      next[at] = Math.max(next[at]!, most);
    }
    for (let axis = axes - 1; axis >= 0 && ++place[axis]! === shape[axis]; axis--) place[axis] = 0;
  }
  mu.set(next);
}
