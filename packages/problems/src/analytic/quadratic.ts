import { pow } from "@downhill/core";
import { normals } from "@downhill/plugin/random";
import { define } from "../define.ts";
import { flag, real, whole } from "../option.ts";
import type { Problem } from "../problem.ts";
import { orthonormal } from "./orthonormal.ts";
import { analytic, DISTANCE, START, type Surface, startOf } from "./task.ts";

/** From 1 down to 1 / condition, evenly in their logarithms. */
const spaced = (dimensions: number, condition: number) =>
  Float64Array.from({ length: dimensions }, (_, i) => pow(condition, -i / Math.max(1, dimensions - 1)));

/**
 * ½ (x - 1)ᵀH(x - 1), with H = Qᵀ·diag(h)·Q; without Q, H = diag(h). Its minimum is not at the origin, where a decay of the
 * weights would find it.
 */
function bowl(h: Float64Array, q: Float64Array | undefined): Surface {
  const n = h.length;
  const diagonal: Surface = (x, g) => {
    let f = 0;
    for (let i = 0; i < n; i++) {
      const d = x[i]! - 1;
      g[i] = h[i]! * d;
      f += 0.5 * g[i]! * d;
    }
    return f;
  };
  if (!q) return diagonal;
  return (x, g) => {
    g.fill(0);
    let f = 0;
    for (let i = 0; i < n; i++) {
      let along = 0;
      for (let j = 0; j < n; j++) along += q[i * n + j]! * (x[j]! - 1);
      f += 0.5 * h[i]! * along * along;
      for (let j = 0; j < n; j++) g[j]! += h[i]! * along * q[i * n + j]!;
    }
    return f;
  };
}

/** Of deviation 1 around the minimum. */
const normalPoint = (dimensions: number, random: { normal(): number }) =>
  Float64Array.from({ length: dimensions }, () => 1 + random.normal());

const minimum = (dimensions: number) => new Float64Array(dimensions).fill(1);

interface Bowl {
  readonly condition: number;
  readonly rotated: boolean;
  readonly budget: number;
}

/** A quadratic bowl, along the axes or turned at random: minimum 0 at (1, …, 1). */
export function quadratic(name: string, { condition, rotated, budget }: Bowl): Problem {
  return define({
    name,
    doc: `A quadratic bowl of condition ${condition}, ${rotated ? "turned at random" : "along the axes"}, from a normal point.`,
    source: "½ (x - 1)ᵀH(x - 1) with eigenvalues from 1 down to 1 / condition, evenly in their logarithms",
    group: "analytic",
    precision: "float64",
    budget,
    options: {
      dimensions: whole(20, [2, 1000], "how many there are"),
      condition: real(condition, [1, 1e12], "the largest eigenvalue over the least"),
      rotated: flag(rotated, "whether the axes are turned, at random by the seed"),
      ...START,
    },
    metric: DISTANCE,
    start({ options: { dimensions, condition, rotated, ...start }, random, precision }) {
      const x0 = startOf(normalPoint(dimensions, random), start);
      const q = rotated ? orthonormal(dimensions, dimensions, random) : undefined;
      const f = bowl(spaced(dimensions, condition), q);
      return analytic({ x0, precision, f, minima: [minimum(dimensions)] });
    },
  });
}

/** ½ dᵀHd + σ·ξᵀH^½d with d = x - 1 and normal ξ anew for each step: gradients with noise of covariance σ²H. */
function noisyBowl(h: Float64Array, noise: number, seed: number) {
  const n = h.length;
  const f = bowl(h, undefined);
  const roots = h.map(Math.sqrt);
  let drawn = -1;
  let xi: Float64Array;
  const noisy =
    (step: number): Surface =>
    (x, g) => {
      if (step !== drawn) {
        xi = normals(seed, step * n, n);
        drawn = step;
      }
      let loss = f(x, g);
      for (let i = 0; i < n; i++) {
        const push = noise * roots[i]! * xi[i]!;
        loss += push * (x[i]! - 1);
        g[i]! += push;
      }
      return loss;
    };
  return { f, noisy };
}

const noise = real(0.1, [0, 1e6], "deviation of the gradients' noise, in units of √eigenvalue");

export const noisyQuadratic: Problem = define({
  name: "noisy-quadratic",
  doc: "A quadratic bowl of condition 100 along the axes, with noise in its gradients, from a normal point.",
  source: "Schaul, Zhang & LeCun 2013, No more pesky learning rates, §3; the noise is of covariance σ²H",
  group: "analytic",
  precision: "float64",
  budget: 1000,
  options: {
    dimensions: whole(20, [2, 10_000], "how many there are"),
    condition: real(100, [1, 1e12], "the largest eigenvalue over the least"),
    noise,
  },
  metric: DISTANCE,
  start({ options: { dimensions, condition, noise }, seed, random, precision }) {
    const x0 = normalPoint(dimensions, random);
    const bowl = noisyBowl(spaced(dimensions, condition), noise, seed);
    return analytic({ x0, precision, ...bowl, minima: [minimum(dimensions)] });
  },
});

/** Without a model, but of the learning ones: it stands for the late training of a network. */
export const noisySpectrum: Problem = define({
  name: "noisy-spectrum",
  doc: "A quadratic bowl whose k-th eigenvalue is 1/k, as many a network's are, with noise in its gradients.",
  source: "Zhang et al. 2019, Which algorithmic choices matter at which batch sizes?, §3.1, arXiv:1907.04164",
  group: "learning",
  precision: "float32",
  budget: 1000,
  options: { dimensions: whole(250, [2, 10_000], "how many there are"), noise },
  metric: DISTANCE,
  start({ options: { dimensions, noise }, seed, random, precision }) {
    const x0 = normalPoint(dimensions, random);
    const h = Float64Array.from({ length: dimensions }, (_, i) => 1 / (i + 1));
    return analytic({ x0, precision, ...noisyBowl(h, noise, seed), minima: [minimum(dimensions)] });
  },
});
