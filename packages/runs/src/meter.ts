import type { Optimizer } from "@downhill/plugin";

/** What a run has come to. */
export type Outcome = "going on" | "diverged" | "spent";

/** An optimizer whose gradients are counted, and which goes no further than the budget. */
export interface Meter {
  /** Steps taken, and gradients computed. A step that was not finished has cost its gradients. */
  readonly steps: number;
  readonly evaluations: number;
  readonly outcome: Outcome;
  /** The loss before the last step. */
  readonly loss: number;
  /** What the engine's training, or a loop, has for an optimizer. */
  readonly stepper: {
    readonly parameters: Optimizer["parameters"];
    weights: Optimizer["weights"];
    /** @returns false where nothing has moved: the run is at its end. */
    step(evaluate?: () => number, loss?: number): boolean;
  };
}

const SPENT = new Error("the budget is spent");

/**
 * @param hasDiverged whether a loss is none to go on from
 * @param from what has been counted before
 */
export function meter(
  optimizer: Optimizer,
  budget: number,
  hasDiverged: (loss: number) => boolean,
  from: Pick<Meter, "steps" | "evaluations" | "loss"> = { steps: 0, evaluations: 0, loss: Number.NaN },
): Meter {
  let { steps, evaluations, loss: last } = from;
  let outcome: Outcome = "going on";
  let lost = false;

  const counted = (evaluate: () => number) => () => {
    if (evaluations === budget) throw SPENT;
    evaluations++;
    const loss = evaluate();
    // A line search may look there and come back: it is the step's end that tells.
    if (!Number.isFinite(loss)) lost = true;
    return loss;
  };

  function step(evaluate: () => number, loss: number): boolean {
    evaluations++;
    last = loss;
    lost = hasDiverged(loss);
    if (!lost) {
      try {
        lost = !optimizer.step(counted(evaluate), loss);
      } catch (error) {
        if (error !== SPENT && !lost) throw error;
        if (error === SPENT) {
          outcome = "spent";
          return false;
        }
      }
    }
    if (lost) outcome = "diverged";
    else steps++;
    return !lost;
  }

  return {
    get steps() {
      return steps;
    },
    get evaluations() {
      return evaluations;
    },
    get outcome() {
      return outcome;
    },
    get loss() {
      return last;
    },
    stepper: {
      parameters: optimizer.parameters,
      weights: () => optimizer.weights(),
      step: (evaluate, loss) => step(evaluate!, loss!),
    },
  };
}
