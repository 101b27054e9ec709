import type { Tensor } from "../data/tensor.ts";
import type { ModelEngine, Site, Use } from "../layers/engine.ts";
import { Plan, type PlanModel } from "./plan.ts";

/** Plans beside the present one that are kept, so that batches of several sizes, and evaluation, can take turns. */
const KEPT = 5;

/** The plans of a model, by what they are for and how many samples: each use has its own, so that none overwrites another's activations. */
export interface Plans {
  forward(x: Tensor, use: Use): Tensor;
  /** Backward of the last forward that was not inference. */
  backward(gradient: Tensor, inputGradient: boolean): Tensor | undefined;
  /** As of `ModelEngine`. */
  measured(x: Tensor, site: number): Site | undefined;
  sites(rows: number): readonly Site[];
  /** How many forwards there have been that a backward can belong to. */
  forwards(): number;
  /**
   * The samples of the last of them.
   * @throws Error where no backward can follow: there has been none, or a model among the layers has run since
   */
  rows(): number;
  /** Why one of them is out of the kernels' reach; undefined where none is. */
  whyPortable(): string | undefined;
  dispose(): void;
}

/** @param models those among the layers, whose activations are their own */
export function plansFor(model: PlanModel, models: readonly ModelEngine[]): Plans {
  const plans = new Map<string, Plan>();
  let current: Plan | undefined;
  let forwards = 0;
  /** The models' counts after the last forward. */
  const counts = models.map(() => 0);

  /** Before another is made, which may take its place in memory. */
  const dropOldest = () => {
    const [key, plan] = [...plans].find(([, candidate]) => candidate !== current)!;
    plans.delete(key);
    return plan.free();
  };
  const planFor = (use: Use, rows: number): Plan => {
    const key = `${use} ${rows}`;
    const kept = plans.get(key);
    if (kept && kept === current) return kept;
    const spare = !kept && plans.size > KEPT ? dropOldest() : undefined;
    const plan = kept ?? new Plan(model, rows, use, spare);
    // Behind all others: the map is in order of use.
    plans.delete(key);
    plans.set(key, plan);
    return plan;
  };

  return {
    forward(x, use) {
      const plan = planFor(use, x.shape[0]!);
      // A layer may refuse what x holds: then there are no activations that a backward could belong to.
      if (use !== "inference") {
        current = undefined;
        forwards++;
      }
      plan.forward(x.data);
      if (use !== "inference") {
        current = plan;
        for (let m = 0; m < models.length; m++) counts[m] = models[m]!.forwards();
      }
      return plan.output;
    },
    backward: (gradient, inputGradient) => current!.backward(gradient.data, inputGradient),
    measured: (x, site) => planFor("inference", x.shape[0]!).measured(x.data, site),
    sites: (rows) => planFor("inference", rows).sites(),
    forwards: () => forwards,
    rows() {
      if (!current) throw new Error("model.backward: there has been no forward yet");
      for (let m = 0; m < models.length; m++) {
        if (models[m]!.forwards() === counts[m]) models[m]!.rows();
        else throw new Error("model.backward: since the forward, a model among the layers has had one of its own");
      }
      return current.output.shape[0]!;
    },
    whyPortable: () =>
      [...plans.values()].every(({ inHeap }) => inHeap)
        ? undefined
        : "WebAssembly memory for its activations cannot be had",
    dispose() {
      for (const plan of plans.values()) plan.free()?.dispose();
      plans.clear();
      current = undefined;
    },
  };
}
