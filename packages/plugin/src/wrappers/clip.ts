import type { FloatArray } from "../contract.ts";
import { epsilon, flag, number, rate } from "../hyperparameters.ts";
import { pow } from "../math/pow.ts";
import type { Ops } from "../ops.ts";
import { wrapper } from "../wrapper.ts";

/**
 * Gradients whose norm is limited: ĝ = g · min(1, maxNorm / (‖g‖ + ε)), where ‖g‖ is that of all parameters together,
 * or with `perParameter` that of each alone. With `maxValue`, elements are
 * limited to [-maxValue, maxValue] before that. 0 limits nothing.
 *
 * The inner one sees ĝ, also where it evaluates again within its step; the user's gradients are not written. What the
 * inner one adds to the gradient, such as coupled decay, is not clipped.
 *
 * Reference: `torch.nn.utils.clip_grad_norm_`: where ‖g‖ = maxNorm shrinks g too, by
 * ε / ‖g‖ of it; Optax has no ε.
 *
 * When to use it: Around any optimizer, where gradients sometimes explode: recurrent networks, transformers (a norm of
 * 1), reinforcement learning. One array to work in. It says nothing of why they explode, and around sign methods
 * without momentum a limit on the norm changes nothing.
 */
export const clip = /* @__PURE__ */ wrapper({
  name: "clip",
  doc: "Limits the gradients' norm, or their elements.",
  paper: "Pascanu, Mikolov & Bengio 2013, Algorithm 1, arXiv:1211.5063",
  reference: "torch.nn.utils.clip_grad_norm_, torch.nn.utils.clip_grad_value_",
  hyper: {
    maxNorm: /* @__PURE__ */ rate(1, "largest norm; 0: any"),
    maxValue: /* @__PURE__ */ rate(0, "largest magnitude of an element; 0: any", [1e-3, 10], { search: false }),
    normType: /* @__PURE__ */ number(2, "order of the norm: 1, 2, Infinity are fast", [1, Infinity], { search: false }),
    perParameter: /* @__PURE__ */ flag(0, "limit the norm of each parameter alone"),
    clipEps: /* @__PURE__ */ epsilon(1e-6, "added to the norm, ε"),
  },
  scratch: ["h"],
  check: ({ normType }) => (normType > 0 ? undefined : `normType must be above 0, got ${normType}`),
  gradient(tensors, { normType, perParameter, clipEps }, _, { ops }) {
    const factor = (norm: number, most: number) => (most === 0 ? 1 : Math.min(1, most / (norm + clipEps)));
    const norms = tensors.map(({ g, h, hyper: { maxValue } }) => {
      if (maxValue > 0) ops.map(limit, { g, h }, { c: maxValue });
      return normOf(ops, maxValue > 0 ? h : g, normType);
    });
    const all = together(norms, normType);
    for (const [i, { g, h, hyper }] of tensors.entries()) {
      const by = factor(perParameter ? norms[i]! : all, hyper.maxNorm);
      if (hyper.maxValue > 0) ops.map(shrink, { h }, { by });
      else ops.map(scale, { g, h }, { by });
    }
    return "h";
  },
});

type Elements = Record<"g" | "h", number>;

const limit = ({ g }: Elements, { c }: { c: number }) => ({ h: Math.max(-c, Math.min(c, g)) });
const scale = ({ g }: Elements, { by }: { by: number }) => ({ h: by * g });
const shrink = ({ h }: { h: number }, { by }: { by: number }) => ({ h: by * h });

function normOf(ops: Ops, x: FloatArray, type: number): number {
  if (type === 2) return ops.norm(x);
  if (type === 1) return ops.sumAbs(x);
  if (type === Infinity) return ops.maxAbs(x);
  return together(x, type);
}

/** The norm of numbers, or of arrays that have these norms. */
function together(x: Iterable<number>, type: number): number {
  let result = 0;
  if (type === Infinity) for (const each of x) result = Math.max(result, Math.abs(each));
  else for (const each of x) result += pow(Math.abs(each), type);
  return type === Infinity ? result : pow(result, 1 / type);
}
