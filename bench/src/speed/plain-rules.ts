import type { FloatArray } from "@downhill/plugin";

/**
 * What one writes by hand in plain JavaScript: one loop over all elements, the scalars computed before it.
 * `t` is the number of the step, from 1. The rules are those of PyTorch, as the catalog's are.
 */
export type PlainRule = (
  w: FloatArray,
  g: FloatArray,
  state: readonly FloatArray[],
  hyper: Readonly<Record<string, number>>,
  t: number,
) => void;

const sgd: PlainRule = (w, g, state, hyper) => {
  const v = state[0]!;
  const lr = hyper.lr!;
  const momentum = hyper.momentum!;
  for (let i = 0; i < w.length; i++) {
    const vi = momentum * v[i]! + g[i]!;
    v[i] = vi;
    w[i]! -= lr * vi;
  }
};

const adagrad: PlainRule = (w, g, state, hyper) => {
  const sum = state[0]!;
  const lr = hyper.lr!;
  const eps = hyper.eps!;
  for (let i = 0; i < w.length; i++) {
    const gi = g[i]!;
    const s = sum[i]! + gi * gi;
    sum[i] = s;
    w[i]! -= (lr * gi) / (Math.sqrt(s) + eps);
  }
};

const rmsprop: PlainRule = (w, g, state, hyper) => {
  const cache = state[0]!;
  const lr = hyper.lr!;
  const rho = hyper.rho!;
  const eps = hyper.eps!;
  const fresh = 1 - rho;
  for (let i = 0; i < w.length; i++) {
    const gi = g[i]!;
    const c = rho * cache[i]! + fresh * gi * gi;
    cache[i] = c;
    w[i]! -= (lr * gi) / (Math.sqrt(c) + eps);
  }
};

const adam: PlainRule = (w, g, state, hyper, t) => {
  const m = state[0]!;
  const v = state[1]!;
  const beta1 = hyper.beta1!;
  const beta2 = hyper.beta2!;
  const fresh1 = 1 - beta1;
  const fresh2 = 1 - beta2;
  const correction = Math.sqrt(1 - beta2 ** t);
  const rate = (hyper.lr! * correction) / (1 - beta1 ** t);
  const eps = hyper.eps! * correction;
  for (let i = 0; i < w.length; i++) {
    const gi = g[i]!;
    const mi = beta1 * m[i]! + fresh1 * gi;
    const vi = beta2 * v[i]! + fresh2 * gi * gi;
    m[i] = mi;
    v[i] = vi;
    w[i]! -= (rate * mi) / (Math.sqrt(vi) + eps);
  }
};

/** Keyed by the catalog's names, with how many arrays of state each keeps. */
export const plainRules: Readonly<Record<string, { readonly rule: PlainRule; readonly states: number }>> = {
  sgd: { rule: sgd, states: 1 },
  adagrad: { rule: adagrad, states: 1 },
  rmsprop: { rule: rmsprop, states: 1 },
  adam: { rule: adam, states: 2 },
};
