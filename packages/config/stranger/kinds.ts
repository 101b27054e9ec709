// A stranger's definitions, one with each definer, of what the published packages offer for it.
import {
  array,
  elementwise,
  modelwise,
  number,
  type Plugin,
  rate,
  scalar,
  shared,
  tensorwise,
  wrapper,
} from "@downhill/plugin";
import { pow } from "@downhill/plugin/math";

const about = { paper: "none", reference: "none" };
const hyper = { lr: rate(1e-1, "step size") };

/** A number of its own that outlives a step, computed outside the rule. */
export const fading = elementwise({
  ...about,
  name: "fading",
  doc: "A velocity that fades as its product of decays does.",
  hyper,
  state: { v: 0, product: scalar(1) },
  scalars({ product }, _, t) {
    const mu = 0.5 * (1 - pow(0.96, t / 4));
    return { mu, product: product * (1 - mu) };
  },
  rule({ w, g, v }, { lr, mu, product }) {
    v = mu * v + g;
    w = w - lr * (1 - product / 2) * v;
    return { w, v };
  },
});

const move = ({ w, g }: Record<"w" | "g", number>, { size }: Record<"size", number>) => ({ w: w - size * g });

/** The norm of a whole tensor, and a maximum for each of its rows. */
export const normed = tensorwise({
  ...about,
  name: "normed",
  doc: "Steps of a length that shrinks with the largest gradient so far.",
  hyper,
  state: { largest: array({ shape: ({ shape }) => shape.slice(0, 1) }), seen: scalar(0) },
  update(tensor, { lr }, _, ops) {
    const { w, g, largest } = tensor;
    tensor.seen = Math.max(tensor.seen, ops.maxAbs(g));
    largest[0] = tensor.seen;
    ops.map(move, { w, g }, { size: lr / Math.max(1, tensor.seen / 4) });
  },
});

/** One number for all tensors, and a second gradient in each step. */
export const lookingTwice = modelwise({
  ...about,
  name: "looking-twice",
  doc: "Halves its step where the loss has risen.",
  hyper: { ...hyper, shrink: number(0.5, "how much a step shrinks", [0.1, 0.9]) },
  state: { size: shared(1) },
  evaluations: 1,
  step(tensors, { lr, shrink }, _, { ops, evaluate, loss, shared }) {
    for (const { w, g } of tensors) ops.map(move, { w, g }, { size: lr * shared.size });
    if (evaluate() > (loss ?? Infinity)) shared.size *= shrink;
  },
});

/** Around any of them. */
export const halved = wrapper({
  ...about,
  name: "halved",
  doc: "Half of the gradient, and an average of the weights.",
  hyper: { share: rate(0.5, "of the gradient", [0.1, 1]) },
  state: { average: { from: "w" } },
  scratch: ["h"],
  gradient(tensors, { share }, _, { ops }) {
    for (const { g, h } of tensors) ops.map(({ g, h }, { share }) => ({ h: share * g + 0 * h }), { g, h }, { share });
    return "h";
  },
  step(tensors, _, __, { inner, ops }) {
    inner();
    for (const { w, average } of tensors)
      ops.map(({ w, average }) => ({ average: average + 0.5 * (w - average) }), { w, average });
  },
  weights: ({ average }) => average,
});

export const kinds: readonly Plugin[] = [
  fading,
  normed,
  lookingTwice,
  halved(fading),
  halved(halved(normed)),
  halved(lookingTwice),
];
