// Rules that use all of the rule language, in the ways that minifiers like to rewrite.
import { decay, elementwise, flag, rate } from "@downhill/plugin";

const about = { doc: "For tests.", paper: "none", reference: "none" };

const arrow = elementwise({
  ...about,
  name: "arrow",
  hyper: { lr: rate(1e-2, "step size"), β: decay(0.9, "decay") },
  state: ["m"],
  rule: ({ w, g, m }, { lr, β }) => ({ w: w - lr * (β * m + g), m: β * m + g }),
});

const conditions = elementwise({
  ...about,
  name: "conditions",
  hyper: {
    lr: rate(1e-2, "step size"),
    beta: decay(0.9, "decay"),
    on: flag(1, "a switch"),
    off: flag(0, "another"),
    other: rate(0, "a rate that stands in for another if it is not 0"),
  },
  state: ["m", "v"],
  rule({ w, g, m, v }, { lr, beta, on, off, other }, t) {
    const first = t === 1;
    let calm = g > -0.5 && !(g >= 0.5) && true;
    calm = calm || (off === 1 && g !== 0);
    m *= beta;
    m += (1 - beta) * g;
    v = first ? g * g : v - 1;
    v = v + 1;
    const signed = (g > 0 ? 1 : 0) - (g < 0 ? 1 : 0);
    const size = Math.min(Math.max(Math.abs(m), 1e-3), 1_000) / (0x10 ** 2 / 3);
    let step = on ? (calm ? m : Math.sign(m) * signed * signed) : signed;
    step = off ? 2 * step : step;
    step = w === 0 ? step : step * (on === 1 ? 1 : 0.5);
    const scale = ((other ? other : lr) * Math.sqrt(1 - beta ** t)) / (1 + (1 / 3) * (t - 1));
    const both = on ? off : on;
    w = w - scale * (step - -size) * (calm ? 1 : 0.5) + 1e-3 * g ** 3 + (both ? 0.25 : 0);
    return { w, m, v };
  },
});

const counts = elementwise({
  ...about,
  name: "counts",
  hyper: { lr: rate(1e-2, "step size"), on: flag(1, "whether to count") },
  state: ["up", "down"],
  // biome-ignore lint/complexity/useArrowFunction: it is one more way to write a rule
  rule: function ({ w, g, up, down }, { lr, on }) {
    up = up + 1;
    down = down - 1;
    down -= 1;
    w = on === 0 ? w : w - lr * g;
    up = on ? 2 * up : up;
    g = w * down;
    w = w - (1 - lr);
    w = w + (1 - lr);
    return { w: w, up, down };
  },
});

export const language = { arrow, conditions, counts };
