import type { Schedule, State } from "@downhill/plugin";
import { ABOVE_0, BELOW_1, checkNumber, checkOptions, checkWhole, refuse } from "@downhill/plugin/arguments";
import { pow } from "@downhill/plugin/math";
import { numpyRandom, type Random } from "@downhill/plugin/random";
import type { Loss } from "../losses/loss.ts";
import { engineOf } from "../model/engine.ts";
import type { Model } from "../model/model.ts";
import { Batches, type Data } from "./batches.ts";
import { checkFit } from "./check.ts";
import type { Clip } from "./clip.ts";
import { hasNonFinite } from "./divergence.ts";
import type { Stepper } from "./options.ts";
import { epochStreams } from "./shuffle.ts";
import { StepGradients } from "./step-gradients.ts";
import { trainedBy } from "./trained.ts";

/** Hyperparameters of an optimizer, or of a group of its parameters. */
interface Rated {
  readonly hyper: { lr?: number };
  readonly schedules: { lr?: Schedule | undefined };
}

/** What `findRate` needs of an optimizer: a rate that can be set, and a state that can be restored. */
export interface RatedStepper extends Stepper, Rated {
  readonly groups: readonly Rated[];
  state(): State;
  load(state: State): void;
}

export interface FindRateOptions<O extends RatedStepper = RatedStepper, L extends Loss = Loss> {
  readonly loss: L;
  readonly optimizer: O;
  /** The first rate. Default 1e-7. */
  readonly least?: number | undefined;
  /** The last one. Default 10. */
  readonly most?: number | undefined;
  /** How many steps, each with a rate of its own. Default 100. */
  readonly steps?: number | undefined;
  /** How much of the smoothed loss the losses before make. Default 0.98; 0 leaves them as they are. */
  readonly smoothing?: number | undefined;
  /** Ends where the smoothed loss is above the least so far times this. Default 4; Infinity: never. */
  readonly stopAt?: number | undefined;
  /** As of `fit`. */
  readonly batchSize?: number | undefined;
  /** As of `fit`, but no stream, which would move on. Default: seed 0 where there are several batches, or else `false`. */
  readonly shuffle?: number | false | ((epoch: number) => Random) | undefined;
  /** As of `fit`. */
  readonly accumulate?: number | undefined;
  /** As of `fit`. */
  readonly clip?: Clip | undefined;
}

/** The losses of a sweep of rates, one for each: as far as they were finite, and below the limit. */
export interface RateSweep {
  readonly rates: readonly number[];
  /** Of the step's samples, before its step at that rate. */
  readonly losses: readonly number[];
  readonly smoothed: readonly number[];
  /**
   * The rate at which the smoothed loss falls fastest with the rate's logarithm, the first ten and the last left out, as
   * `lightning.pytorch.tuner.Tuner.lr_find`; undefined where it falls nowhere. Look at the curve as well.
   */
  readonly suggestion: number | undefined;
}

const OPTIONS = [
  ...(["loss", "optimizer", "least", "most", "steps", "smoothing", "stopAt"] as const),
  ...(["batchSize", "shuffle", "accumulate", "clip"] as const),
];
/** Losses at both ends that suggest nothing. */
const [FIRST, LAST] = [10, 1];

/**
 * The learning rate range test: trains with a rate that grows from step to step, evenly in its logarithm, and records the
 * loss. A good rate is where the loss falls fast, well before it rises. The smoothed loss is an exponential moving average
 * without its bias towards 0. Groups that override `lr` keep their share of it.
 *
 * Model (gradients included) and optimizer are as before afterwards, to the bit, schedules and random streams too: dropout
 * draws from another stream meanwhile.
 * @throws RangeError or TypeError as `fit`, and for an optimizer whose `hyper` has no `lr`
 * Source: Smith 2017, section 3.3, arXiv:1506.01186; as in fastai and PyTorch Lightning, whose defaults these are.
 */
export function findRate<O extends RatedStepper, L extends Loss>(
  model: Model,
  data: Data,
  options: FindRateOptions<O, L>,
): RateSweep {
  const owner = "findRate";
  checkOptions(owner, options, OPTIONS);
  const { loss, optimizer, batchSize, accumulate = 1, clip } = Object(options) as typeof options;
  checkFit(owner, model, data, { loss, optimizer, epochs: 1, batchSize, accumulate, clip });
  const { least = 1e-7, most = 10, steps = 100, smoothing = 0.98, stopAt = 4 } = options;
  checkNumber(owner, "least", least, ABOVE_0);
  checkNumber(owner, "most", most, {
    words: `a finite number > least, ${least}`,
    has: (x) => x > least && x < Infinity,
  });
  checkWhole(owner, "steps", steps);
  if (steps < 2) throw new RangeError(`${owner}: steps must be at least 2, got ${steps}`);
  checkNumber(owner, "smoothing", smoothing, BELOW_1);
  checkNumber(owner, "stopAt", stopAt, { words: "a number > 1", has: (x) => x > 1 });
  if (typeof Object(optimizer.hyper).lr !== "number") refuse(owner, "optimizer", "one with hyper.lr", optimizer);
  const trained = trainedBy(owner, model, optimizer);
  const size = batchSize ?? data.x.shape[0]!;
  const { shuffle = size < data.x.shape[0]! ? 0 : false } = options;
  if (typeof shuffle === "object") refuse(owner, "shuffle", "a seed, false, or a function of the epoch", shuffle);
  const batches = new Batches(data, size, epochStreams(owner, shuffle));
  const gradients = new StepGradients(model, loss, batches, { accumulate, clip, trained });

  const rates: number[] = [];
  const losses: number[] = [];
  const smoothed: number[] = [];
  let average = 0;
  let bias = 1;
  let best = Infinity;
  /** A step; whether there may be another. */
  const step = (n: number): boolean => {
    const turn = n % gradients.count;
    if (turn === 0) batches.shuffle(n / gradients.count);
    const value = gradients.compute(turn);
    if (!Number.isFinite(value)) return false;
    average = smoothing * average + (1 - smoothing) * value;
    bias *= smoothing;
    const smooth = average / (1 - bias);
    losses.push(value);
    smoothed.push(smooth);
    best = Math.min(best, smooth);
    if (smooth > stopAt * best && n > 0) return false;
    try {
      optimizer.step(() => gradients.again(turn), value);
    } catch (error) {
      if (hasNonFinite(trained)) return false;
      throw error;
    }
    return true;
  };
  const restore = remembered(model, optimizer);
  const setRate = rateOf(optimizer);
  const sweep = () => {
    for (let n = 0; n < steps; n++) {
      const rate = least * pow(most / least, n / (steps - 1));
      setRate(rate);
      const goesOn = step(n);
      if (losses.length > n) rates.push(rate);
      if (!goesOn) return;
    }
  };
  try {
    const other = numpyRandom(0);
    engineOf(model).streams.reduce((run, stream) => () => stream.instead(other, run), sweep)();
  } finally {
    gradients.release();
    restore();
  }
  return { rates, losses, smoothed, suggestion: steepest(rates, smoothed) };
}

/** What puts a model and its optimizer back to where they are now. */
function remembered(model: Model, optimizer: RatedStepper): () => void {
  const weights = model.state();
  const grads = Object.values(model.parameters()).map(({ grad }) => [grad, grad.slice()] as const);
  const state = optimizer.state();
  const schedules = [optimizer, ...optimizer.groups].flatMap((rated) => {
    const { lr } = rated.schedules;
    return lr && setsRate(rated) ? [[rated, lr] as const] : [];
  });
  return () => {
    model.load(weights);
    for (const [grad, was] of grads) grad.set(was);
    optimizer.load(state);
    for (const [{ schedules: live }, lr] of schedules) live.lr = lr;
  };
}

/** What sets the rate of all parameters, in the proportions that they have now. */
function rateOf(optimizer: RatedStepper): (rate: number) => void {
  const { hyper, groups } = optimizer;
  const base = hyper.lr!;
  const shares = groups.filter(setsRate).map((group) => [group, base === 0 ? 1 : group.hyper.lr! / base] as const);
  return (rate) => {
    hyper.lr = rate;
    for (const [group, share] of shares) group.hyper.lr = share * rate;
  };
}

/** A group that does not override it has that of all parameters. */
function setsRate({ hyper }: Rated): boolean {
  return Object.keys(hyper).includes("lr");
}

/** Where y falls fastest from element to element, by central differences; one-sided at the ends. */
function steepest(x: readonly number[], y: readonly number[]): number | undefined {
  const end = y.length - LAST - 1;
  let best: number | undefined;
  let least = 0;
  for (let i = FIRST; i <= end; i++) {
    const [a, b] = [Math.max(FIRST, i - 1), Math.min(end, i + 1)];
    const slope = (y[b]! - y[a]!) / (b - a);
    if (slope < least) [best, least] = [x[i], slope];
  }
  return best;
}
