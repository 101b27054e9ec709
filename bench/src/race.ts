import { type Name, optimizers } from "@downhill/catalog";
import { evaluate, fit } from "@downhill/core";
import type { NamedParameters, Optimizer, Plugin } from "@downhill/plugin";
import { nnfs } from "@downhill/problems";
import { type CellHyper, type CellName, cells, makeOptimizer } from "./notebook.ts";
import { type Results, type Run, schema } from "./results.ts";

/**
 * As in the notebook's cells; SGD, of which it prints no table, with momentum and decay as its book uses them.
 * An optimizer that is not in the notebook takes part with its published defaults.
 */
const settings: Record<CellName, CellHyper> = { ...cells, sgd: { lr: 1, decay: 1e-3, momentum: 0.9 } };

const isCell = (name: string): name is CellName => Object.hasOwn(settings, name);

function enter(name: Name, parameters: NamedParameters): { optimizer: Optimizer; hyper: Record<string, number> } {
  if (isCell(name)) {
    const hyper = settings[name];
    return { optimizer: makeOptimizer(name, parameters, hyper), hyper: { ...hyper } };
  }
  const optimizer = (optimizers as Record<string, Plugin>)[name]!(parameters);
  return { optimizer, hyper: { ...optimizer.hyper } as Record<string, number> };
}

export interface RaceOptions {
  readonly optimizers: readonly Name[];
  readonly seeds: readonly number[];
  readonly epochs: number;
  /** The accuracy whose first epoch is reported. */
  readonly target: number;
}

/** So long the compilers take to have done what they do, in milliseconds; and so many epochs an optimizer has at a time. */
const [warmTime, warmEpochs] = [600, 200];

/** Trains with every optimizer for a moment, so that what is timed first does not pay for being the first. */
export function warmUp(optimizers: readonly Name[]): void {
  const end = performance.now() + warmTime;
  do for (const name of optimizers) run(name, 0, { epochs: warmEpochs, target: 1 }, () => {});
  while (performance.now() < end);
}

/** Trains each optimizer on the spiral from each seed: for one seed, the same data and the same initial weights. */
export function race(options: RaceOptions, onEpoch: (label: string) => void): Results {
  const created = new Date().toISOString();
  const { optimizers, seeds, epochs, target } = options;
  // Seed by seed, so that whatever else the machine does meanwhile is no one optimizer's loss.
  const bySeed = seeds.map((seed) => optimizers.map((optimizer) => run(optimizer, seed, options, onEpoch)));
  const runs = optimizers.flatMap((_, i) => bySeed.map((each) => each[i]!));
  return {
    schema,
    created,
    problem: {
      name: "spiral",
      description: "3 classes of 100 points, a dense layer of 64, ReLU, a dense layer of 3; full batch, float32",
      epochs,
    },
    target: { accuracy: target },
    environment: { node: process.version, platform: `${process.platform} ${process.arch}` },
    runs,
  };
}

function run(
  name: Name,
  seed: number,
  { epochs, target }: Pick<RaceOptions, "epochs" | "target">,
  onEpoch: (label: string) => void,
): Run {
  const { model, loss, x, y } = nnfs({ seed, matmulPrecision: "float32" });
  const { optimizer, hyper } = enter(name, model.parameters());
  const every = Math.max(1, Math.floor(epochs / 200));
  const curve: Run["curve"] = { epoch: [], loss: [], accuracy: [] };
  let epochsToTarget: number | null = null;
  const record = ({ epoch, loss, accuracy }: { epoch: number; loss: number; accuracy: number }) => {
    onEpoch(`${name}, seed ${seed}`);
    const diverged = !Number.isFinite(loss);
    if (!diverged && accuracy >= target) epochsToTarget ??= epoch;
    if (epoch % every === 0 || epoch === epochs || diverged) {
      curve.epoch.push(epoch);
      curve.loss.push(diverged ? null : loss);
      curve.accuracy.push(accuracy);
    }
  };
  const start = performance.now();
  // An epoch's loss is of the weights before its update; one that diverges has none.
  const onBatch = ({ loss }: { loss: number }) => Number.isFinite(loss);
  const history = fit(model, { x, y }, { loss, optimizer, epochs, onBatch, onEpoch: record });
  // What the last update came to.
  record({ epoch: history.loss.length, ...evaluate(model, { x, y }, { loss, batchSize: y.length }) });
  const milliseconds = performance.now() - start;
  return { optimizer: name, seed, hyper, milliseconds, epochsToTarget, curve };
}
