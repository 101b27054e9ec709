import { describe, expect, test } from "vitest";
import { adam } from "../../test/saved.ts";
import { stream } from "../../test/stream.ts";
import {
  batchNorm,
  type ClassificationLoss,
  dense,
  dropout,
  earlyStopping,
  type FitOptions,
  fit,
  numpyRandom,
  type Random,
  relu,
  sequential,
  softmaxCrossEntropy,
  type TrainingOptions,
  tensor,
  training,
} from "../index.ts";
import { engineOf } from "../model/engine.ts";

const SAMPLES = 22;
const numbers = stream(1);
const x = tensor(
  Array.from({ length: 3 * SAMPLES }, () => numbers.normal()),
  [SAMPLES, 3],
);
const data = { x, y: Uint8Array.from({ length: SAMPLES }, (_, i) => Number(x.data[3 * i]! > 0)) };

/** A network that draws, and has running statistics. */
function begin(random: Random = numpyRandom(4)) {
  const model = sequential([dense(6), batchNorm(), relu(), dropout(0.2), dense(2)], { input: 3, random });
  return { model, random, optimizer: adam(model.parameters(), { lr: 0.02 }) };
}
type Begun = ReturnType<typeof begin>;
type Rest = Partial<TrainingOptions<Begun["optimizer"], ClassificationLoss>>;

const optionsOf = ({ optimizer }: Begun, epochs: number, rest: Rest = {}) => ({
  ...{ loss: softmaxCrossEntropy(), optimizer, epochs },
  ...rest,
});
const stored = ({ model, optimizer }: Begun) => structuredClone({ weights: model.state(), state: optimizer.state() });

const cases: [string, Rest][] = [
  ["full batches", {}],
  ["mini-batches", { batchSize: 5 }],
  ["accumulated ones, validated", { batchSize: 4, accumulate: 2, validation: data, clip: { norm: 1 } }],
];

describe.each(cases)("training: %s", (_, rest) => {
  test("fit and the iterator, by epochs and by batches, give the same bits", () => {
    const whole = begin();
    const told: unknown[] = [];
    const history = fit(whole.model, data, {
      ...optionsOf(whole, 6, rest),
      onEpoch: ({ epoch, loss, accuracy, validation }) => told.push([epoch, loss, accuracy, validation]),
    } as FitOptions<Begun["optimizer"]>);
    for (const every of ["epoch", "batch"] as const) {
      const other = begin();
      const steps = training(other.model, data, { ...optionsOf(other, 6, rest), every });
      const seen: unknown[] = [];
      let result = steps.next();
      for (; !result.done; result = steps.next()) {
        const ended = "epochEnd" in result.value ? result.value.epochEnd : result.value;
        if (ended) seen.push([ended.epoch, ended.loss, ended.accuracy, ended.validation]);
      }
      expect(result.value).toEqual(history);
      expect(seen).toEqual(told);
      expect(stored(other)).toEqual(stored(whole));
      expect(other.random.uniform()).toBe(numpyAfter(whole));
    }
  });

  /** The next of a stream, which is put back. */
  function numpyAfter({ random }: Begun): number {
    const numpy = random as ReturnType<typeof numpyRandom>;
    const place = numpy.state();
    const next = numpy.uniform();
    numpy.load(place);
    return next;
  }

  test("left at any step, and gone on with from there in a fresh model, it is the whole to the bit", () => {
    const whole = begin();
    const { loss } = fit(whole.model, data, optionsOf(whole, 3, rest));
    const steps = Math.ceil(Math.ceil(SAMPLES / (rest.batchSize ?? SAMPLES)) / (rest.accumulate ?? 1));
    for (let leave = 0; leave < 3 * steps; leave++) {
      const first = begin();
      let at: { epoch: number; batch: number } | undefined;
      let taken = 0;
      for (const { epoch, batch } of training(first.model, data, { ...optionsOf(first, 3, rest), every: "batch" })) {
        at = { epoch, batch };
        if (taken++ === leave) break;
      }
      expect(first.optimizer.t).toBe(leave + 1);
      const { weights, state } = stored(first);
      const second = begin(numpyRandom(99));
      second.model.load(weights);
      second.optimizer.load(state);
      (second.random as ReturnType<typeof numpyRandom>).load((first.random as ReturnType<typeof numpyRandom>).state());
      const { epoch, batch } = at!;
      const from = { epoch, batch: batch + 1 };
      const history = fit(second.model, data, optionsOf(second, 3 - epoch, { ...rest, from }));
      expect(stored(second)).toEqual(stored(whole));
      // Epochs that are whole have the whole's losses.
      const full = batch + 1 === steps ? epoch + 1 : epoch + (batch + 1 > 0 ? 1 : 0);
      expect(history.loss.slice(history.from === full ? 0 : 1)).toEqual(loss.slice(full));
      expect(history.loss.length).toBe(3 - history.from);
    }
  });
});

test("500 epochs, left and gone on with for 500 more, are 1,000 to the bit", () => {
  const whole = begin();
  const { loss } = fit(whole.model, data, optionsOf(whole, 1000));
  const parts = begin();
  const losses: number[] = [];
  for (const { epoch, loss } of training(parts.model, data, optionsOf(parts, 1000))) {
    losses.push(loss);
    if (epoch === 499) break;
  }
  expect(losses).toHaveLength(500);
  const rest = training(parts.model, data, optionsOf(parts, 500, { from: 500 }));
  expect([...losses, ...Array.from(rest, ({ loss }) => loss)]).toEqual(loss);
  expect(stored(parts)).toEqual(stored(whole));
});

describe("what is told of a step", () => {
  test("the loss before it, its place, and the gradients computed so far", () => {
    const begun = begin();
    const told: number[] = [];
    const rest: Rest = { batchSize: 8, onBatch: ({ loss }) => told.push(loss) };
    const steps = [...training(begun.model, data, { ...optionsOf(begun, 2, rest), every: "batch" })];
    expect(steps.map(({ epoch, batch, batches }) => [epoch, batch, batches])).toEqual(
      [0, 1].flatMap((epoch) => [0, 1, 2].map((batch) => [epoch, batch, 3])),
    );
    expect(steps.map(({ loss }) => loss)).toEqual(told);
    expect(steps.map(({ evaluations }) => evaluations)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(steps.map(({ epochEnd }) => epochEnd?.epoch)).toEqual([undefined, undefined, 0, undefined, undefined, 1]);
    expect(steps[0]!.optimizer).toBe(begun.optimizer);
  });

  test("evaluations within a step count", () => {
    const { model } = begin();
    const optimizer = { step: (evaluate?: () => number) => evaluate!() + evaluate!() };
    const steps = training(model, data, { loss: softmaxCrossEntropy(), optimizer, epochs: 2, every: "batch" });
    expect(Array.from(steps, ({ evaluations }) => evaluations)).toEqual([3, 6]);
  });
});

describe("a training that is left", () => {
  test("tells onEnd, once, and gives the history so far", () => {
    const begun = begin();
    let ends = 0;
    const steps = training(begun.model, data, optionsOf(begun, 9, { onEnd: () => ends++ }));
    steps.next();
    steps.next();
    expect(ends).toBe(0);
    const { done, value } = steps.return();
    expect([done, value.loss.length, value.stopped, ends]).toEqual([true, 2, true, 1]);
    expect(steps.next()).toEqual({ done: true, value });
    expect(steps.return().value).toBe(value);
    expect(ends).toBe(1);
  });

  test("before it has begun, has changed nothing and tells nothing", () => {
    const begun = begin();
    const before = stored(begun);
    const calls: string[] = [];
    const rest: Rest = { onStart: () => calls.push("start"), onEnd: () => calls.push("end") };
    const steps = training(begun.model, data, optionsOf(begun, 9, rest));
    expect(steps.return().value.loss).toEqual([]);
    expect(calls).toEqual([]);
    expect(stored(begun)).toEqual(before);
  });

  test("by an error throws it, and early stopping restores the best", () => {
    const begun = begin();
    const stop = earlyStopping({ patience: 9, restoreBest: true, monitor: ({ epoch }) => Math.abs(epoch - 1) });
    const steps = training(begun.model, data, optionsOf(begun, 9, { callbacks: [stop] }));
    let best: unknown;
    for (let i = 0; i < 4; i++) {
      steps.next();
      if (i === 1) best = begun.model.state();
    }
    expect(begun.model.state()).not.toEqual(best);
    expect(() => steps.throw(new Error("enough"))).toThrow("enough");
    expect(begun.model.state()).toEqual(best);
  });

  test("holds on to nothing that was drawn", () => {
    let draws = 0;
    const { uniform, normal } = stream(3);
    const counting = { normal, uniform: () => uniform() + 0 * draws++ };
    const begun = begin(counting);
    const steps = training(begun.model, data, { ...optionsOf(begun, 2), every: "batch" });
    steps.next();
    const before = draws;
    const [own] = engineOf(begun.model).streams;
    own!.again(() => own!.uniform());
    expect(draws).toBe(before + 1);
  });

  test("may look at the model, and even train it otherwise, between two steps", () => {
    const [alone, watched] = [begin(), begin()];
    fit(alone.model, data, optionsOf(alone, 3, { batchSize: 8 }));
    const options = { ...optionsOf(watched, 3, { batchSize: 8 }), every: "batch" as const };
    for (const { model, epochEnd } of training(watched.model, data, options)) {
      const before = model.state();
      const place = (watched.random as ReturnType<typeof numpyRandom>).state();
      model.forward(tensor({ shape: [9, 3] }));
      model.load(before);
      (watched.random as ReturnType<typeof numpyRandom>).load(place);
      epochEnd?.evaluated();
    }
    expect(stored(watched)).toEqual(stored(alone));
  });
});

describe("where a callback ends it before a step", () => {
  test.each([["with a state", () => numpyRandom(3)] as const, ["without one", () => stream(3)] as const])(
    "buffers and a stream %s are as after the last step, so that it goes on to the bit",
    (_, draw) => {
      const whole = begin(draw());
      fit(whole.model, data, optionsOf(whole, 2, { batchSize: 8 }));
      const parts = begin(draw());
      fit(
        parts.model,
        data,
        optionsOf(parts, 2, { batchSize: 8, onBatch: ({ epoch, batch }) => 3 * epoch + batch < 4 }),
      );
      expect(parts.optimizer.t).toBe(4);
      fit(parts.model, data, optionsOf(parts, 1, { batchSize: 8, from: { epoch: 1, batch: 1 } }));
      expect(stored(parts)).toEqual(stored(whole));
      expect(parts.random.uniform()).toBe(whole.random.uniform());
    },
  );
});

describe("from", () => {
  const run = (rest: Rest) => () => {
    const begun = begin();
    return fit(begun.model, data, optionsOf(begun, 2, { batchSize: 8, ...rest }));
  };
  test.each<[unknown, string]>([
    [-1, "fit: from must be a whole number ≥ 0, got -1"],
    ["3", 'fit: from must be an epoch\'s number or { epoch, batch }, got "3"'],
    [{ epoch: 1 }, "fit: from.batch must be a whole number ≥ 0, got undefined"],
    [{ epoch: 0.5, batch: 1 }, "fit: from.epoch must be a whole number ≥ 0, got 0.5"],
    [{ epoch: 0, batch: 1, step: 1 }, 'fit: from: unknown option "step"'],
    [{ epoch: 0, batch: 4 }, "fit: from.batch is 4, and an epoch has 3 steps"],
  ])("refuses %j", (from, message) => {
    expect(run({ from: from as number })).toThrow(message);
  });

  test("refuses the midst of an epoch that a stream shuffles: its order cannot be had again", () => {
    expect(run({ from: { epoch: 0, batch: 1 }, shuffle: stream(1) })).toThrow(
      "fit: from.batch is 1, but a stream that shuffles has gone on since",
    );
    expect(run({ from: { epoch: 0, batch: 3 }, shuffle: stream(1) })().from).toBe(1);
  });
});

test("its methods can be taken off it, and it works as reactive state", () => {
  const [a, b] = [begin(), begin()];
  const { next } = training(a.model, data, optionsOf(a, 2));
  const proxied = new Proxy(training(b.model, data, optionsOf(b, 2)), {});
  expect([next(), next(), next()].map(({ done }) => done)).toEqual([false, false, true]);
  expect([...proxied].map(({ epoch }) => epoch)).toEqual([0, 1]);
  expect(stored(b)).toEqual(stored(a));
});

test("what does not fit is told at once, by its own name", () => {
  const begun = begin();
  expect(() => training(begun.model, data, optionsOf(begun, -1))).toThrow(
    "training: epochs must be a whole number ≥ 0",
  );
  const every = "step" as "batch";
  expect(() => training(begun.model, data, { ...optionsOf(begun, 1), every })).toThrow(
    'training: every must be "epoch" or "batch", got "step"',
  );
  expect(() => fit(begun.model, data, { ...optionsOf(begun, 1), every } as never)).toThrow('unknown option "every"');
  const later = async () => {};
  const steps = training(begun.model, data, optionsOf(begun, 1, { onEpoch: later }));
  expect(() => steps.next()).toThrow("training: onEpoch returned a promise");
});
