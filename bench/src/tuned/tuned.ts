import { parse } from "@downhill/catalog";
import { evaluate, fit } from "@downhill/core";
import type { Plugin } from "@downhill/plugin";
import { cosine } from "@downhill/plugin/schedules";
import { nnfs } from "@downhill/problems";

/** Who takes part: an optimizer of the catalog, and what it has but for its rate. */
interface Contestant {
  readonly optimizer: string;
  readonly hyper: Readonly<Record<string, number>>;
  /** What is so many times the rate. */
  readonly shares?: Readonly<Record<string, number>>;
}

/**
 * Adam, and those that have to do at least as well. There is nothing to decay on 300 points that are to be learnt by heart.
 * L-BFGS takes steps of its rate, as PyTorch's does by default, with ten pairs: where kinks of ReLUs meet, a search
 * finds nothing lower for ever.
 */
export const contestants = {
  adam: { optimizer: "adam", hyper: {} },
  muon: { optimizer: "muon", hyper: { nesterov: 0, weightDecay: 0, adamWeightDecay: 0 }, shares: { adamLr: 0.5 } },
  soap: { optimizer: "soap", hyper: { weightDecay: 0 } },
  lbfgs: { optimizer: "lbfgs", hyper: { strongWolfe: 0, historySize: 10 } },
  sam: { optimizer: "sam(adam)", hyper: { rho: 0.02 } },
} as const satisfies Record<string, Contestant>;

/** What each may have. */
export const rates = [0.01, 0.02, 0.05, 0.1, 0.2];

/** The seeds that a rate is chosen with, of which none is shown. */
export const tuningSeeds = [100, 101, 102];

export type ContestantName = keyof typeof contestants;

export interface TunedRun {
  readonly seed: number;
  readonly rate: number;
  /** Gradients of the whole data, those within steps counted. */
  readonly gradients: number;
  /** After the last step; 0 and infinite for a run that diverged. */
  readonly accuracy: number;
  readonly loss: number;
}

/** The rate falls to 0 as half a cosine, and with it what is a share of it. */
function hyperOf({ hyper, shares = {} }: Contestant, rate: number, steps: number) {
  const falling = Object.entries({ lr: 1, ...shares }).map(([name, share]) => [
    name,
    cosine({ lr: share * rate, tMax: steps }),
  ]);
  return { ...hyper, ...Object.fromEntries(falling) };
}

/**
 * Trains the seed's network, 2 – 64 – 3 on its spiral, on the whole data, until the next step might take more gradients
 * than there are to be.
 */
export function train(name: ContestantName, rate: number, seed: number, gradients: number): TunedRun {
  const contestant: Contestant = contestants[name];
  const plugin = parse(contestant.optimizer) as Plugin;
  const { model, loss, x, y } = nnfs({ seed });
  const beyond = plugin.evaluations(contestant.hyper);
  const most = 1 + (typeof beyond === "number" ? beyond : beyond.most);
  const steps = Math.floor(gradients / most);
  const optimizer = plugin(model.parameters(), hyperOf(contestant, rate, steps));
  let taken = 0;
  try {
    const onBatch = ({ loss }: { loss: number }) => Number.isFinite(loss) && ++taken > 0;
    fit(model, { x, y }, { loss, optimizer, epochs: steps, onBatch });
    const { accuracy, loss: final } = evaluate(model, { x, y }, { loss, batchSize: y.length });
    return { seed, rate, gradients: taken + optimizer.evaluations, accuracy, loss: final };
  } catch {
    return { seed, rate, gradients: taken + optimizer.evaluations, accuracy: 0, loss: Number.POSITIVE_INFINITY };
  } finally {
    optimizer.dispose();
  }
}

export const mean = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;

/** The rate whose runs on the tuning seeds get the most points right; of several, the one with the least loss. */
export function tune(name: ContestantName, gradients: number, onRun: () => void = () => {}): number {
  const tried = rates.map((rate) => {
    const runs = tuningSeeds.map((seed) => {
      const run = train(name, rate, seed, gradients);
      onRun();
      return run;
    });
    return { rate, accuracy: mean(runs.map(({ accuracy }) => accuracy)), loss: mean(runs.map(({ loss }) => loss)) };
  });
  return tried.sort((a, b) => b.accuracy - a.accuracy || a.loss - b.loss)[0]!.rate;
}
