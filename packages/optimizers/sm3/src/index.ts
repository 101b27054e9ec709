import { array, decay, epsilon, number, rate, tensorwise } from "@downhill/plugin";
import { accumulate } from "./cover.ts";

/**
 * SM3: Adagrad in the memory of one number per row and column: an element's sum of squares is bounded by its axes' least.
 *
 * ν = β₂·min over the axes of μ + g² (with β₂ < 1: times 1 - β₂, an average), each axis' new μ the largest ν in its slice;
 * u = g / √(ν + ε), the momentum is an average of u, and w ← w - lr·m. This is the paper's SM3-II over slices along axes,
 * as in Optax: ε is inside the root, u is 0 where ν is, momentum is not corrected for its bias, and there is no decay. A
 * tensor of one axis, and a number alone (which Optax does not take), has a sum for each element: Adagrad with momentum.
 * `mu` holds the axes' numbers one after the other. Optax's `sm3` has β₂ = 1, ε = 1e-8 and a rate that is a number.
 *
 * Step 1 moves an element by (1 - momentum)·lr at most, in proportion to its gradient's share of the largest in its slices.
 * A gradient of 0 leaves μ at least what it is, and the element goes on along m. Sums beyond what the type has stay at its
 * largest number. Tensors of two and more axes take a loop in float64 with a root and a
 * division for each element, some 3.5 ns a parameter.
 *
 * When to use it: For embeddings and large matrices whose state does not fit, where Adagrad would do. Rows + columns in
 * place of rows × columns, and a momentum. Like Adagrad, its rates only fall; it was never widely adopted.
 */
export const sm3 = tensorwise({
  name: "sm3",
  doc: "Adagrad with one sum for each row and column.",
  paper: "Anil et al. 2019, SM3-II, arXiv:1901.11150",
  reference: "optax.sm3",
  hyper: {
    lr: rate(0.1, "step size"),
    momentum: decay(0.9, "decay of the average of steps"),
    eps: epsilon(1e-8, "keeps the division finite, ε, inside the root"),
    beta2: number(1, "decay of the sums of squares; below 1 they are averages", [0, 1], { search: false }),
  },
  state: {
    m: 0,
    mu: array({ shape: ({ shape }) => (shape.length > 1 ? [shape.reduce((sum, n) => sum + n, 0)] : shape) }),
  },
  check: ({ beta2 }) => (beta2 < 0 || beta2 > 1 ? `beta2 must be from 0 to 1, got ${beta2}` : undefined),
  update({ w, g, m, mu, shape }, { lr, momentum, eps, beta2 }, _, ops) {
    const fresh = beta2 === 1 ? 1 : 1 - beta2;
    const largest = w.BYTES_PER_ELEMENT === 4 ? 3.4e38 : Number.MAX_VALUE;
    if (shape.length < 2) ops.map(alone, { g, m, mu }, { momentum, eps, beta2, fresh, largest });
    else accumulate({ g, m, mu, shape }, { momentum, eps, beta2, fresh, largest });
    ops.map(move, { w, m }, { lr });
  },
});

type Numbers<K extends string> = Record<K, number>;

function alone(
  { g, m, mu }: Numbers<"g" | "m" | "mu">,
  { momentum, eps, beta2, fresh, largest }: Numbers<"momentum" | "eps" | "beta2" | "fresh" | "largest">,
) {
  mu = Math.min(beta2 * mu + fresh * (g * g), largest);
  const u = mu > 0 ? g / Math.sqrt(mu + eps) : 0;
  m = momentum * m + (1 - momentum) * u;
  return { m, mu };
}

const move = ({ w, m }: Numbers<"w" | "m">, { lr }: Numbers<"lr">) => ({ w: w - lr * m });
