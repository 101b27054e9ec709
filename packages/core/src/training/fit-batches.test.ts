import { elementwise, rate } from "@downhill/plugin";
import { describe, expect, test } from "vitest";
import { stream } from "../../test/stream.ts";
import {
  batchNorm,
  type ClassificationLoss,
  type Data,
  dense,
  dropout,
  embedding,
  type FitOptions,
  fit,
  flatten,
  type Labels,
  type Layer,
  type Loss,
  type Model,
  meanSquaredError,
  metric,
  relu,
  type Shuffle,
  sequential,
  softmaxCrossEntropy,
  type Tensor,
  tensor,
} from "../index.ts";

const momentum = elementwise({
  name: "momentum",
  doc: "Gradient descent with momentum.",
  paper: "Polyak 1964",
  reference: "torch.optim.SGD",
  hyper: { lr: rate(0.1, "step size") },
  state: ["v"],
  rule({ w, g, v }, { lr }) {
    v = 0.9 * v + g;
    w = w - lr * v;
    return { w, v };
  },
});

const SAMPLES = 22;
const random = stream(1);
const x = tensor(
  Array.from({ length: SAMPLES * 3 }, () => random.normal()),
  [SAMPLES, 3],
);
const classes = Uint8Array.from({ length: SAMPLES }, (_, i) => Number(x.data[3 * i]! + x.data[3 * i + 1]! > 0));

const plain = () => sequential([dense(8), relu(), dense(2)], { input: 3, random: stream(2) });
const noisy = () =>
  sequential([dense(8), batchNorm(), relu(), dropout(0.3), dense(2)], { input: 3, random: stream(2) });

type Rest = Partial<FitOptions<ReturnType<typeof momentum>>>;

function train(model: Model, epochs: number, rest: Rest = {}, optimizer = momentum(model.parameters())) {
  return fit(model, { x, y: classes }, { loss: softmaxCrossEntropy(), optimizer, epochs, ...rest });
}

/** Fails at the end of an epoch. */
function failing(): number {
  throw new Error("no such thing");
}

/** Fails at the third batch. */
const failingThen = metric(() => {
  let calls = 0;
  return {
    add: () => {
      if (++calls === 3) throw new Error("no such thing");
    },
    value: () => 0,
  };
});

/** The gradients of each step, one array for each. */
function gradients(model: Model, rest: Rest): Float32Array[] {
  const seen: Float32Array[] = [];
  const all = () => Float32Array.from(Object.values(model.parameters()).flatMap(({ grad }) => [...grad]));
  train(model, 1, { ...rest, onBatch: () => seen.push(all()) });
  return seen;
}

describe("mini-batches", () => {
  test("make steps of their own, and the epoch's loss is the samples' mean", () => {
    const seen: [number, number, number, number][] = [];
    const history = train(plain(), 2, {
      batchSize: 8,
      onBatch: ({ epoch, batch, batches, loss }) => seen.push([epoch, batch, batches, loss]),
    });
    expect(seen.map(([epoch, batch, batches]) => [epoch, batch, batches])).toEqual([
      ...[0, 1, 2].map((batch) => [0, batch, 3]),
      ...[0, 1, 2].map((batch) => [1, batch, 3]),
    ]);
    const losses = seen.map(([, , , loss]) => loss);
    expect(history.loss[0]).toBeCloseTo((8 * losses[0]! + 8 * losses[1]! + 6 * losses[2]!) / 22, 12);
    expect(history.accuracy).toHaveLength(2);
  });

  test("whose samples weigh differently: the epoch's loss is the mean, or the sum, of all samples' losses", () => {
    const still = { step: () => {} };
    const epoch = (make: () => ClassificationLoss, batchSize: number) => {
      const model = plain();
      const { loss, accuracy } = fit(
        model,
        { x, y: classes },
        { loss: make(), optimizer: still, epochs: 1, batchSize },
      );
      return { loss: loss[0]!, accuracy: accuracy[0]! };
    };
    for (const make of [
      () => softmaxCrossEntropy({ classWeights: [0.1, 5] }),
      () => softmaxCrossEntropy({ ignoreIndex: 1 }),
      () => softmaxCrossEntropy({ reduction: "sum" }),
    ]) {
      const whole = epoch(make, SAMPLES);
      const parts = epoch(make, 5);
      expect(Math.abs(parts.loss / whole.loss - 1)).toBeLessThan(1e-6);
      expect(parts.accuracy).toBe(whole.accuracy);
    }
  });

  test("as large as the data are the full batch", () => {
    const [whole, batch] = [plain(), plain()];
    const full = train(whole, 5);
    const { loss } = train(batch, 5, { batchSize: 22 });
    expect(loss).toEqual(full.loss);
    expect(batch.state()).toEqual(whole.state());
  });

  test("of a seed are the same to the bit", () => {
    const run = (seed: number) => {
      const model = noisy();
      const { loss } = train(model, 6, { batchSize: 5, shuffle: stream(seed) });
      return { loss, weights: model.state() };
    };
    expect(run(1)).toEqual(run(1));
    expect(run(1).weights).not.toEqual(run(2).weights);
  });

  test.each<[string, () => Shuffle]>([
    ["it is a seed", () => 7],
    ["it is left out", () => undefined as never],
    ["it is off", () => false],
    ["its stream goes on", () => stream(7)],
    ["each epoch has its own", () => (epoch) => stream(epoch)],
  ])("resume in the middle to the bit, where %s", (_, shuffler) => {
    const whole = plain();
    const { loss } = train(whole, 6, { batchSize: 5, shuffle: shuffler() });

    const shuffle = shuffler();
    const first = plain();
    const early = momentum(first.parameters());
    let stored: { weights: Record<string, Float32Array>; state: ReturnType<typeof early.state>; next: number };
    train(
      first,
      6,
      {
        batchSize: 5,
        shuffle,
        onEpoch: ({ epoch, model, optimizer }) => {
          const next = epoch + 1;
          if (epoch === 2) stored = structuredClone({ weights: model.state(), state: optimizer.state(), next });
          return epoch < 2;
        },
      },
      early,
    );
    const second = plain();
    const late = momentum(second.parameters());
    second.load(stored!.weights);
    late.load(stored!.state);
    const history = train(second, 6 - stored!.next, { batchSize: 5, shuffle, from: stored!.next }, late);
    expect(history.loss).toEqual(loss.slice(3));
    expect(second.state()).toEqual(whole.state());
  });

  test("stop without the step when onBatch returns false", () => {
    const model = plain();
    const history = train(model, 9, { batchSize: 8, onBatch: ({ epoch, batch }) => epoch < 1 || batch < 1 });
    expect(history.stopped).toBe(true);
    expect(history.loss).toHaveLength(1);
    const four = plain();
    const optimizer = momentum(four.parameters());
    train(four, 1, { batchSize: 8 }, optimizer);
    train(four, 1, { batchSize: 8, from: 1, onBatch: ({ batch }) => batch < 1 }, optimizer);
    expect(optimizer.t).toBe(4);
    expect(model.state()).toEqual(four.state());
  });
});

describe("accumulate", () => {
  test("of n batches of b is a batch of n·b, a shorter rest included", () => {
    const shuffle = () => stream(5);
    const whole = gradients(plain(), { batchSize: 12, shuffle });
    const parts = gradients(plain(), { batchSize: 4, accumulate: 3, shuffle });
    expect(parts).toHaveLength(2);
    for (const [step, gradient] of parts.entries()) {
      for (const [i, g] of gradient.entries()) expect(g).toBeCloseTo(whole[step]![i]!, 6);
    }
    const [one, three] = [plain(), plain()];
    const { loss } = train(one, 10, { batchSize: 12 });
    const history = train(three, 10, { batchSize: 4, accumulate: 3 });
    for (const [epoch, value] of history.loss.entries()) expect(value).toBeCloseTo(loss[epoch]!, 5);
  });

  test.each<[string, () => ClassificationLoss]>([
    ["weighs samples as the loss does", () => softmaxCrossEntropy({ classWeights: [0.1, 5] })],
    ["does not count what is ignored", () => softmaxCrossEntropy({ ignoreIndex: 0 })],
    ["adds what is summed", () => softmaxCrossEntropy({ reduction: "sum" })],
  ])("%s, and regularises once", (_, make) => {
    const penalised = () => {
      const regularization = { weight: { l2: 0.3 } };
      return sequential([dense(8, { regularization }), relu(), dense(2)], { input: 3, random: stream(2) });
    };
    const steps = (rest: Rest) => {
      const losses: number[] = [];
      const model = penalised();
      const all = () => Float32Array.from(Object.values(model.parameters()).flatMap(({ grad }) => [...grad]));
      const seen: Float32Array[] = [];
      const onBatch = ({ loss }: { loss: number }) => losses.push(loss) + seen.push(all());
      const { loss } = train(model, 1, { loss: make(), onBatch, ...rest });
      return { losses, gradients: seen, loss };
    };
    const whole = steps({ batchSize: 12 });
    const parts = steps({ batchSize: 2, accumulate: 6 });
    for (const [step, gradient] of parts.gradients.entries()) {
      expect(parts.losses[step]).toBeCloseTo(whole.losses[step]!, 5);
      for (const [i, g] of gradient.entries()) expect(g).toBeCloseTo(whole.gradients[step]![i]!, 5);
    }
    expect(parts.loss[0]).toBeCloseTo(whole.loss[0]!, 5);
  });

  test("lets the step evaluate all of its batches again", () => {
    const values: number[] = [];
    fit(
      plain(),
      { x, y: classes },
      {
        loss: softmaxCrossEntropy(),
        epochs: 1,
        batchSize: 4,
        accumulate: 3,
        shuffle: stream(1),
        onBatch: ({ loss }) => values.push(loss),
        optimizer: { step: (evaluate) => values.push(evaluate!()) },
      },
    );
    expect(values).toHaveLength(4);
    expect([values[1], values[3]]).toEqual([values[0], values[2]]);
  });
});

describe("clipping", () => {
  test("limits the gradients that a step sees", () => {
    const norm = (g: Float32Array) => Math.hypot(...g);
    const [free] = gradients(plain(), {});
    const [limited] = gradients(plain(), { clip: { norm: 0.1 } });
    expect(norm(free!)).toBeGreaterThan(0.2);
    expect(norm(limited!)).toBeCloseTo(0.1, 5);
    const [small] = gradients(plain(), { clip: { value: 0.01 } });
    expect(Math.max(...small!.map(Math.abs))).toBe(Math.fround(0.01));
  });
});

describe("dropLast", () => {
  const ten = { x: tensor(Array.from({ length: 10 }, (_, i) => [i, 1, -i])), y: [0, 1, 0, 1, 0, 1, 0, 1, 0, 1] };
  const labels = (rest: Rest) => {
    const seen: number[][] = [];
    const metrics = {
      samples: (outputs: Tensor, y: Labels) => {
        seen.push(Array.from(y as number[]));
        return outputs.shape[0]!;
      },
    };
    const model = plain();
    const options = { loss: softmaxCrossEntropy(), optimizer: momentum(model.parameters()), metrics, ...rest } as const;
    const { metrics: curves } = fit(model, ten, { epochs: 3, ...options } as FitOptions);
    return { samples: (curves as { samples: number[] }).samples, seen };
  };

  test("leaves the last, smaller batch out", () => {
    expect(labels({ batchSize: 3, dropLast: true, shuffle: false }).samples).toEqual([9, 9, 9]);
    expect(labels({ batchSize: 3, dropLast: false, shuffle: false }).samples).toEqual([10, 10, 10]);
    expect(labels({ batchSize: 3, dropLast: true, shuffle: 1 }).samples).toEqual([9, 9, 9]);
    expect(labels({ batchSize: 6, dropLast: true, shuffle: false })).toMatchObject({
      samples: [6, 6, 6],
      seen: [ten.y.slice(0, 6), ten.y.slice(0, 6), ten.y.slice(0, 6)],
    });
  });

  test("leaves nothing out where batches fill", () => {
    for (const batchSize of [5, 10, undefined]) {
      expect(labels({ batchSize, dropLast: true }).samples).toEqual([10, 10, 10]);
    }
  });

  test("trains as on the data without them", () => {
    const [less, dropped] = [plain(), plain()];
    const nine = { x: tensor(ten.x.data.slice(0, 27), [9, 3]), y: ten.y.slice(0, 9) };
    for (const [model, data, dropLast] of [
      [less, nine, undefined],
      [dropped, ten, true],
    ] as const) {
      const optimizer = momentum(model.parameters());
      const options = { batchSize: 3, accumulate: 2, shuffle: false, dropLast } as const;
      fit(model, data, { loss: softmaxCrossEntropy(), optimizer, epochs: 4, ...options });
    }
    expect(dropped.state()).toEqual(less.state());
  });

  test("is what a last batch of one needs for batchNorm", () => {
    const run = (dropLast: boolean) => {
      const model = sequential([dense(4), batchNorm(), dense(2)], { input: 3, random: stream(2) });
      const optimizer = momentum(model.parameters());
      return fit(model, ten, { loss: softmaxCrossEntropy(), optimizer, epochs: 2, batchSize: 3, dropLast });
    };
    expect(() => run(false)).toThrow(
      "batchNorm: training needs more than 1 number for each feature, and the batch is one sample: " +
        "where it is the last and smaller one, fit's dropLast: true leaves it out",
    );
    expect(run(true).loss).toHaveLength(2);
  });

  test("must leave a batch", () => {
    expect(() => labels({ batchSize: 11, dropLast: true })).toThrow(
      "fit: dropLast leaves no batch of 10 samples: batchSize is 11",
    );
  });
});

describe("validation and metrics", () => {
  const validation = { x: tensor(x.data.slice(0, 12), [4, 3]), y: classes.slice(0, 4) };

  test("do not disturb the training", () => {
    const [watched, alone] = [noisy(), noisy()];
    const { validation: curves, loss } = train(watched, 4, { batchSize: 4, shuffle: stream(1), validation });
    expect(train(alone, 4, { batchSize: 4, shuffle: stream(1) }).loss).toEqual(loss);
    expect(watched.state()).toEqual(alone.state());
    expect([curves!.loss.length, curves!.accuracy.length]).toEqual([4, 4]);
  });

  test("of a regression: no accuracy, but what is asked for", () => {
    const model = sequential([dense(1)], { input: 3, random: stream(2) });
    const y = Float32Array.from({ length: SAMPLES }, (_, i) => x.data[3 * i]! - 2 * x.data[3 * i + 2]!);
    const loss: Loss = meanSquaredError();
    const largest = (outputs: Tensor) => Math.max(...outputs.data);
    const history = fit(
      model,
      { x, y },
      {
        loss,
        optimizer: momentum(model.parameters(), { lr: 0.02 }),
        epochs: 200,
        batchSize: 6,
        metrics: { largest },
        validation: { x, y },
        onEpoch: ({ accuracy, metrics, validation }) => {
          expect(accuracy).toBeUndefined();
          expect(validation!.metrics.largest).toBeGreaterThanOrEqual(-10);
          return metrics.largest < 100;
        },
      },
    );
    expect(history.accuracy).toBeUndefined();
    expect(history.metrics.largest).toHaveLength(200);
    expect(history.validation!.loss[199]).toBeLessThan(1e-3);
    expect(history.validation!.metrics.largest).toHaveLength(200);
  });
});

describe("what does not fit leaves everything as it was", () => {
  const wrong = classes.slice();
  wrong[21] = 2;
  const attempts: [string, object, { x?: Tensor; y?: Labels }, string][] = [
    ["a label of the last batch", {}, { y: wrong }, "softmaxCrossEntropy: label 2 of sample 21 is outside 0 to 1"],
    ["too few labels", {}, { y: classes.slice(1) }, "fit: got 21 labels for 22 samples"],
    ["columns", {}, { x: tensor({ shape: [SAMPLES, 4] }) }, "fit: expected 3 columns, got shape [22, 4]"],
    ["batchSize", { batchSize: 0 }, {}, "fit: batchSize must be a positive whole number, got 0"],
    ["accumulate", { accumulate: 1.5 }, {}, "fit: accumulate must be a positive whole number, got 1.5"],
    ["clip.norm", { clip: { norm: -1 } }, {}, "fit: clip.norm must be a number > 0, got -1"],
    ["clip.value", { clip: { value: "1" } }, {}, 'fit: clip.value must be a number > 0, got "1"'],
    ["clip", { clip: {} }, {}, "fit: clip must be { norm } or { value }, got {  }"],
    ["validation", { validation: { x, y: wrong } }, {}, "fit: validation: softmaxCrossEntropy: label 2 of sample 21"],
    [
      "its samples",
      { validation: { x: tensor({ shape: [2, 2] }), y: [0, 1] } },
      {},
      "fit: validation: expected 3 columns",
    ],
  ];
  test.each(attempts)("%s", (_, rest, data, message) => {
    const model = noisy();
    const optimizer = momentum(model.parameters());
    const before = structuredClone({ weights: model.state(), state: optimizer.state() });
    const attempt = () =>
      fit(
        model,
        { x, y: classes, ...data },
        { loss: softmaxCrossEntropy(), optimizer, epochs: 3, batchSize: 4, ...rest },
      );
    expect(attempt).toThrow(message);
    expect({ weights: model.state(), state: optimizer.state() }).toEqual(before);
  });

  const words = tensor([0, 1, 2, 3, 1, 2, 3, 0, 4, 1], [5, 2]);
  const unknown = { x: words, y: [0, 1, 0, 1, 0] };
  const known = { x: tensor([0, 1, 2, 3, 1, 2, 3, 0, 3, 1], [5, 2]), y: unknown.y };
  test.each<[string, Layer[], Data, Partial<FitOptions>, string]>([
    ["a word of the last batch", [], unknown, {}, "batch 2: embedding: index 4 of sample 0"],
    ["a word of the validation", [], known, { validation: unknown }, "batch 2: embedding: index 4 of sample 0"],
    ["a last batch of one", [batchNorm()], known, {}, "batchNorm: training needs more than 1 number"],
    ["a metric that fails", [], known, { metrics: { failing } as never }, "no such thing"],
    ["one that fails at a batch", [], known, { metrics: { failingThen } as never }, "batch 2: no such thing"],
  ])("%s", (_, layers, data, rest, message) => {
    const model = sequential([embedding(4, 3), flatten(), ...layers, dense(2)], { input: 2, random: stream(2) });
    const optimizer = momentum(model.parameters());
    const before = structuredClone({ weights: model.state(), state: optimizer.state() });
    const options = { loss: softmaxCrossEntropy(), optimizer, epochs: 3, batchSize: 2, shuffle: false } as const;
    expect(() => fit(model, data, { ...options, ...rest } as typeof options)).toThrow(message);
    expect({ weights: model.state(), state: optimizer.state() }).toEqual(before);
  });

  test("but what a callback throws leaves the training as it is", () => {
    const model = plain();
    const optimizer = momentum(model.parameters());
    const onBatch = ({ batch }: { batch: number }) => {
      if (batch === 2) throw new Error("enough");
    };
    expect(() => train(model, 1, { batchSize: 8, onBatch }, optimizer)).toThrow("enough");
    expect(optimizer.t).toBe(2);
  });
});
