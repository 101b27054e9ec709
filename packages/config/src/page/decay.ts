import type { Plugin } from "@downhill/plugin";

/** What a weight decay turns out to be when it is tried. */
export type Decay = "coupled" | "before" | "after" | "proximal" | "whole";

const [lr, lambda] = [2 ** -4, 0.25];
const most = 4;

/** A matrix: what has a decay of its own for some tensors has it for these. */
const start = Float64Array.from({ length: 12 }, (_, i) => (((i + 3) * 7919) % 997) / 498 - 1);
const slope = (step: number) => start.map((_, i) => (((i + 41 * step + 5) * 6997) % 991) / 495 - 1);

/** The weights before and after each step; `penalty` joins the gradient, which is times `scale`. */
function run(plugin: Plugin, weightDecay: number, penalty = 0, scale = 1): Float64Array[] {
  const w = { value: start.slice(), grad: new Float64Array(12), shape: [3, 4], role: "weight" as const };
  const optimizer = plugin({ w }, { ...("lr" in plugin.hyper ? { lr } : {}), weightDecay });
  const all = [start];
  for (let step = 0; step < most; step++) {
    const g = slope(step);
    const evaluate = () => {
      for (const [i, x] of w.value.entries()) w.grad[i] = scale * g[i]! + penalty * x;
      return 1;
    };
    optimizer.step(evaluate);
    all.push(w.value.slice());
  }
  return all;
}

const same = (a: Float64Array, b: Float64Array) =>
  a.every((x, i) => Math.abs(x - b[i]!) <= 1e-10 * (1 + Math.abs(b[i]!)));

/**
 * How `weightDecay` acts by default: found by steps with and without it on a matrix. Undefined where there is none, or it
 * is none of these, as where it enters a norm.
 */
export function decayOf(plugin: Plugin): Decay | undefined {
  if (!("weightDecay" in plugin.hyper)) return undefined;
  const decayed = run(plugin, lambda);
  if (run(plugin, 0, lambda).every((w, i) => same(w, decayed[i]!))) return "coupled";
  const plain = run(plugin, 0);
  const moved = plain.findIndex((w, i) => i > 0 && !same(w, start));
  const [w, found] = [plain[moved]!, decayed[moved]!];
  const candidates: Record<Exclude<Decay, "coupled">, Float64Array> = {
    before: w.map((x, i) => x - lr * lambda * start[i]!),
    after: w.map((x) => (1 - lr * lambda) * x),
    proximal: w.map((x) => x / (1 + lr * lambda)),
    whole: w.map((x, i) => x - lambda * start[i]!),
  };
  const kind = (Object.keys(candidates) as (keyof typeof candidates)[]).find((kind) => same(candidates[kind], found));
  return kind && isLasting(plugin, kind) ? kind : undefined;
}

/** Whether gradients of zeros leave weights that lose the same share at each step: a decay that no momentum remembers. */
function isLasting(plugin: Plugin, kind: Exclude<Decay, "coupled">): boolean {
  const norms = run(plugin, lambda, 0, 0).map((w) => Math.hypot(...w));
  const share = kind === "whole" ? 1 - lambda : kind === "proximal" ? 1 / (1 + lr * lambda) : 1 - lr * lambda;
  // Yogi's momentum does not start at 0.
  return norms.every((norm, i) => i < 2 || Math.abs(norm / norms[i - 1]! / share - 1) < 1e-3);
}

const words: Readonly<Record<Decay, string>> = {
  coupled: "is coupled: λw joins the gradient, as an L2 penalty's would",
  before: "is decoupled, times lr, of the weights before the step: w loses lr·λ·w",
  after: "is decoupled, times lr, of the weights after the step: they are multiplied by 1 - lr·λ",
  proximal: "is decoupled and proximal: the weights after the step are divided by 1 + lr·λ",
  whole: "is decoupled, not times lr, of the weights before the step: w loses λ·w",
};

/** The same as a sentence; nothing where only the author's text can tell. */
export function decaySentence(plugin: Plugin): string {
  if (!("weightDecay" in plugin.hyper)) return "There is no weight decay.";
  const kind = decayOf(plugin);
  const chosen = Object.keys(plugin.hyper).some((name) => /^(decoupled.*|fixedDecay|noProx)$/.test(name));
  return kind ? `${chosen ? "By default, `" : "`"}weightDecay\` ${words[kind]}.` : "";
}
