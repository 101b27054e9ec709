/** Several optimizers, each with a network of its own, epoch by epoch abreast. */

import { optimizers } from "@downhill/catalog";
import { accuracy } from "@downhill/core";
import type { Plugin } from "@downhill/plugin";
import { nnfs } from "@downhill/problems";
import type { Course, Entrant } from "./protocol.ts";

/** Before the update of that epoch; `null` from where the loss is no longer finite. */
export interface Standing {
  readonly loss: number | null;
  readonly accuracy: number | null;
}

/** What an entrant's optimizer refused. */
export class EntrantError extends Error {
  override readonly name = "EntrantError";
  readonly entrant: string;

  constructor(entrant: string, cause: unknown) {
    const message = cause instanceof Error ? cause.message : String(cause);
    super(message.includes(entrant) ? message : `${entrant}: ${message}`, { cause });
    this.entrant = entrant;
  }
}

/** Full-batch training on the spiral, products summed in float32, since a race is to be fast. */
function runner(seed: number, { name, lr }: Entrant): () => Standing {
  const plugin = (optimizers as Readonly<Record<string, Plugin>>)[name];
  if (!plugin) throw new RangeError(`no optimizer of that name in the catalog: ${name}`);
  const { model, loss, x, y } = nnfs({ seed, matmulPrecision: "float32" });
  const hyper = "lr" in plugin.hyper ? { lr } : {};
  const optimizer = plugin(model.parameters(), hyper, { nonFinite: "apply" });
  /** For methods that take more than one gradient a step. */
  const evaluate = () => {
    const value = loss.forward(model.forward(x), y);
    model.backward(loss.backward());
    return value;
  };
  const several = plugin.evaluations(hyper) !== 0;
  let diverged = false;
  return () => {
    if (diverged) return { loss: null, accuracy: null };
    const outputs = model.forward(x);
    const value = loss.forward(outputs, y);
    diverged = !Number.isFinite(value);
    if (diverged) return { loss: null, accuracy: null };
    const standing = { loss: value, accuracy: accuracy(outputs, y) };
    model.backward(loss.backward());
    optimizer.step(several ? evaluate : undefined, value);
    return standing;
  };
}

/**
 * Yields every entrant's standing, epoch by epoch, all from the same data and initial weights.
 * @throws EntrantError with the optimizer's own message, when the first standing is asked for or later.
 */
export function* lockstep({ seed, epochs, entrants }: Course): Generator<Standing[], void> {
  const attempt = <T>({ name }: Entrant, act: () => T): T => {
    try {
      return act();
    } catch (error) {
      throw new EntrantError(name, error);
    }
  };
  const runners = entrants.map((entrant) => attempt(entrant, () => runner(seed, entrant)));
  for (let epoch = 0; epoch < epochs; epoch++) {
    yield runners.map((run, i) => attempt(entrants[i]!, run));
  }
}
