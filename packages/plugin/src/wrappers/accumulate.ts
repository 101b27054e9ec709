import { scalar, shared } from "../define.ts";
import { flag, whole } from "../hyperparameters.ts";
import { wrapper } from "../wrapper.ts";

/**
 * A step of the inner one at every `every`th call of step, on the mean of the gradients since the last, or their sum:
 * ḡ = (g₁ + … + gₙ) / n. It counts its own steps, as bias corrections need; schedules go by the calls.
 * A call that only accumulates moves no weights. All parameters step at once: a group's own `every` is not looked at.
 *
 * A parameter that rests (`grad: null`) at a call adds nothing, and ḡ still divides by n; one that rests at the call that
 * steps keeps its sum until one that moves it.
 *
 * An inner one that reads the loss gets the losses' mean or sum, as of the gradients: each call must tell its own.
 *
 * The inner one cannot evaluate within its step, since the gradient is that of several calls: `sam(accumulate(sgd))`
 * climbs at each call, `accumulate(sam(sgd))` is refused.
 *
 * Reference: PyTorch's gradients, which add up until `zero_grad()`.
 *
 * When to use it: For a batch that does not fit into memory. One array. With batch normalisation it is not the same as
 * the large batch; where the large batch fits, that is faster.
 */
export const accumulate = /* @__PURE__ */ wrapper({
  name: "accumulate",
  doc: "Takes a step on the gradients of several calls.",
  paper: "none: a large batch in pieces",
  reference: "PyTorch's accumulated gradients: n times (loss / n).backward(), then optimizer.step()",
  hyper: {
    every: /* @__PURE__ */ whole(4, "calls that make a step, n", [1, 64]),
    average: /* @__PURE__ */ flag(1, "divide the sum by n"),
  },
  state: {
    gathered: 0,
    /** How many gradients a parameter's sum is of. */
    added: /* @__PURE__ */ scalar(0),
    calls: /* @__PURE__ */ shared(0),
    /** The sum of the losses, and how many of them were told. */
    loss: /* @__PURE__ */ shared(0),
    losses: /* @__PURE__ */ shared(0),
    steps: /* @__PURE__ */ shared(0),
  },
  counts: "steps",
  once: "the gradients of one step come from several calls, so it cannot evaluate again: accumulate inside, sam(accumulate(sgd))",
  check: ({ every }) => (every > 0 ? undefined : "every must be at least 1, got 0"),
  step(tensors, { every, average }, _, { ops, shared, loss, inner }) {
    const last = ++shared.calls >= every;
    if (loss !== undefined && Number.isFinite(loss)) {
      shared.loss += loss;
      shared.losses++;
    }
    for (const tensor of tensors) {
      const { g, gathered: sum, hyper } = tensor;
      const divisor = last && hyper.average ? every : 1;
      ops.map(tensor.added === 0 ? first : further, { g, sum }, { divisor });
      tensor.added = last ? 0 : tensor.added + 1;
    }
    if (!last) return;
    const whole = shared.losses === shared.calls;
    const together = average ? shared.loss / every : shared.loss;
    shared.calls = 0;
    shared.loss = 0;
    shared.losses = 0;
    inner({ gradient: "gathered", loss: whole ? together : undefined });
  },
});

type Elements = Record<"g" | "sum", number>;

const first = ({ g }: Elements, { divisor }: { divisor: number }) => ({ sum: g / divisor });
const further = ({ g, sum }: Elements, { divisor }: { divisor: number }) => ({ sum: (sum + g) / divisor });
