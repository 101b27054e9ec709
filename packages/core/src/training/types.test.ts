import { elementwise, type Plugin, rate } from "@downhill/plugin";
import { expect, expectTypeOf, test } from "vitest";
import {
  type Bytes,
  type ClassificationLoss,
  type Data,
  dense,
  type EarlyStoppingOptions,
  type EvaluateOptions,
  earlyStopping,
  evaluate,
  findRate,
  fit,
  fitAsync,
  type History,
  type Loss,
  load,
  meanSquaredError,
  numpyRandom,
  type PredictOptions,
  type Shuffle,
  save,
  sequential,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
  type Tensor,
  tensor,
  training,
} from "../index.ts";

const plugin = elementwise({
  name: "descent",
  doc: "Gradient descent.",
  paper: "Cauchy 1847",
  reference: "torch.optim.SGD",
  hyper: { lr: rate(0.1, "step size") },
  rule: ({ w, g }, { lr }) => ({ w: w - lr * g }),
});
const model = sequential([dense(1)], { input: 1 });
const optimizer = plugin(model.parameters());
const data: Data = { x: tensor({ shape: [2, 1] }), y: [0, 0] };
const options = { optimizer, epochs: 0 };

test("an accuracy is of a loss over classes, or of a binary one", () => {
  const classes = fit(model, data, { ...options, loss: softmaxCrossEntropy() });
  const binary = fit(model, data, { ...options, loss: sigmoidCrossEntropy() });
  const values = fit(model, data, { ...options, loss: meanSquaredError() });
  const unknown = fit(model, data, { ...options, loss: meanSquaredError() as Loss });
  expectTypeOf(classes.accuracy).toEqualTypeOf<readonly number[]>();
  expectTypeOf(binary.accuracy).toEqualTypeOf<readonly number[]>();
  expectTypeOf(values.accuracy).toEqualTypeOf<undefined>();
  expectTypeOf(unknown.accuracy).toEqualTypeOf<readonly number[] | undefined>();
  expectTypeOf<NonNullable<typeof binary.validation>["accuracy"]>().toEqualTypeOf<readonly number[]>();
  expectTypeOf(evaluate(model, data, { loss: softmaxCrossEntropy() }).accuracy).toEqualTypeOf<number>();
  expectTypeOf(evaluate(model, data, { loss: sigmoidCrossEntropy() }).accuracy).toEqualTypeOf<number>();
  expectTypeOf(evaluate(model, data, { loss: meanSquaredError() }).accuracy).toEqualTypeOf<undefined>();
  expectTypeOf<History>().toEqualTypeOf<History<ClassificationLoss>>();
});

test("callbacks see it, the optimizer and the metrics", () => {
  fit(model, data, {
    ...options,
    loss: sigmoidCrossEntropy(),
    metrics: { largest: (outputs) => outputs.data[0]! },
    validation: data,
    onEpoch({ accuracy, metrics, validation, optimizer, epoch }) {
      expectTypeOf(accuracy).toEqualTypeOf<number>();
      expectTypeOf(metrics).toEqualTypeOf<{ readonly largest: number }>();
      expectTypeOf(validation!.metrics.largest).toEqualTypeOf<number>();
      expectTypeOf(optimizer.hyper.lr).toEqualTypeOf<number>();
      expectTypeOf(epoch).toEqualTypeOf<number>();
    },
    callbacks: [earlyStopping({ patience: 1 }), { onBatch: ({ loss }) => loss < 9 }],
  });
  fit(model, data, {
    ...options,
    loss: meanSquaredError(),
    // @ts-expect-error A loss of values has none.
    onEpoch: ({ accuracy }) => accuracy.toFixed(),
    callbacks: [earlyStopping({ patience: 1 })],
  });
});

test("the iterator yields reports of epochs or steps, and returns the history", () => {
  const loss = sigmoidCrossEntropy();
  const metrics = { largest: (outputs: Tensor) => outputs.data[0]! };
  for (const epoch of training(model, data, { ...options, loss, metrics })) {
    expectTypeOf(epoch.accuracy).toEqualTypeOf<number>();
    expectTypeOf(epoch.metrics).toEqualTypeOf<{ readonly largest: number }>();
    expectTypeOf(epoch.optimizer.hyper.lr).toEqualTypeOf<number>();
    expectTypeOf(epoch.evaluated()).toEqualTypeOf<Record<string, Float32Array>>();
  }
  for (const step of training(model, data, { ...options, loss, metrics, every: "batch" })) {
    expectTypeOf(step.loss).toEqualTypeOf<number>();
    expectTypeOf(step.optimizer.hyper.lr).toEqualTypeOf<number>();
    expectTypeOf(step.epochEnd!.metrics).toEqualTypeOf<{ readonly largest: number }>();
    // @ts-expect-error A step has none.
    step.accuracy;
  }
  const steps = training(model, data, { ...options, loss: meanSquaredError() });
  expectTypeOf(steps.return().value.accuracy).toEqualTypeOf<undefined>();
  expectTypeOf(steps.return().value).toEqualTypeOf(fit(model, data, { ...options, loss: meanSquaredError() }));
  const every = "epoch" as "epoch" | "batch";
  expectTypeOf(training(model, data, { ...options, loss, every }).next).returns.toExtend<IteratorResult<object>>();
});

test("fitAsync takes callbacks that are async, and an AbortSignal, and promises the history", async () => {
  const loss = meanSquaredError();
  const history = fitAsync(model, data, {
    ...options,
    loss,
    signal: new AbortController().signal,
    async onEpoch({ accuracy, optimizer }) {
      expectTypeOf(accuracy).toEqualTypeOf<undefined>();
      expectTypeOf(optimizer.hyper.lr).toEqualTypeOf<number>();
    },
    callbacks: [earlyStopping({ patience: 1 })],
  });
  expectTypeOf(history).resolves.toEqualTypeOf<History<Loss<"values">>>();
  await history;
});

test("findRate takes what has a rate, a plugin whose hyperparameters nobody knows as well", () => {
  const loss = meanSquaredError();
  const unknown = (plugin as unknown as Plugin)(model.parameters());
  expectTypeOf(findRate(model, data, { loss, optimizer }).suggestion).toEqualTypeOf<number | undefined>();
  findRate(model, data, { loss, optimizer: unknown, least: undefined, shuffle: (epoch) => numpyRandom(epoch) });
  // @ts-expect-error A stream would move on.
  expect(() => findRate(model, data, { loss, optimizer, shuffle: numpyRandom(0) })).toThrow();
  // @ts-expect-error It has no rate.
  expect(() => findRate(model, data, { loss, optimizer: { step() {} } })).toThrow();
});

test("an option that may be left out may be undefined", () => {
  expectTypeOf<{ batchSize: undefined }>().toExtend<PredictOptions>();
  expectTypeOf<{ loss: ClassificationLoss; metrics: undefined; batchSize: undefined }>().toExtend<
    EvaluateOptions<ClassificationLoss>
  >();
  expectTypeOf<{ x: Data["x"]; y: Data["y"]; sampleWeight: undefined }>().toExtend<Data>();
  type Stop = { [K in Exclude<keyof EarlyStoppingOptions, "patience">]-?: undefined } & { patience: number };
  expectTypeOf<Stop>().toExtend<EarlyStoppingOptions>();
  fit(model, data, {
    ...options,
    loss: softmaxCrossEntropy(),
    from: undefined,
    batchSize: undefined,
    shuffle: undefined,
    accumulate: undefined,
    clip: undefined,
    metrics: undefined,
    validation: undefined,
    callbacks: undefined,
    onStart: undefined,
    onBatch: undefined,
    onEpoch: undefined,
    onEnd: undefined,
  });
  save(model, { optimizer: undefined, random: undefined, epoch: undefined, metadata: undefined });
  load(model, save(model), { optimizer: undefined, random: undefined, hyper: undefined });
});

test("what shuffles", () => {
  for (const shuffle of [7, false, numpyRandom(7), (epoch: number) => numpyRandom(epoch)] as const) {
    expectTypeOf(shuffle).toExtend<Shuffle>();
  }
  expectTypeOf<true>().not.toExtend<Shuffle>();
});

test("a file is bytes that are not shared, and so is taken by the web's interfaces", () => {
  const file = save(model, { optimizer, random: numpyRandom(1), epoch: 3 });
  expectTypeOf(file).toEqualTypeOf<Bytes>();
  expectTypeOf(file).toEqualTypeOf<Uint8Array<ArrayBuffer>>();
  expectTypeOf(file.buffer).toEqualTypeOf<ArrayBuffer>();
  const { epoch, metadata } = load(model, file.buffer, { optimizer, hyper: "keep" });
  expectTypeOf(epoch).toEqualTypeOf<number | undefined>();
  expectTypeOf(metadata).toEqualTypeOf<Readonly<Record<string, string>>>();
});
