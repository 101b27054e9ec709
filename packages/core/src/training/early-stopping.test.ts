import { describe, expect, test } from "vitest";
import { descent } from "../../test/saved.ts";
import {
  batchNorm,
  constant,
  dense,
  type EarlyStoppingOptions,
  earlyStopping,
  evaluate,
  type FitOptions,
  fit,
  type Loss,
  meanSquaredError,
  sequential,
  tensor,
} from "../index.ts";

/**
 * A model of one number w, each of whose steps takes the next of `ws`: its loss is w², and that of the validation data
 * (w - 3)². An epoch has one step, so its loss is of w before that, and its validation loss of w after it.
 */
function run(ws: readonly number[], options: EarlyStoppingOptions, validate = false) {
  const model = sequential([dense(1)], { input: 1, seed: 0 });
  const { value } = model.parameters()["dense0.weight"]!;
  const x = tensor([1], [1, 1]);
  const stopping = earlyStopping(options);
  let t = 0;
  value[0] = ws[t++]!;
  const { loss, stopped } = fit(
    model,
    { x, y: [0] },
    {
      loss: meanSquaredError(),
      optimizer: { step: () => (value[0] = ws[t++] ?? 100) },
      epochs: ws.length,
      callbacks: [stopping],
      validation: validate ? { x, y: [3] } : undefined,
    },
  );
  return { epochs: loss.length, stopped, w: value[0], best: stopping.best };
}

describe("earlyStopping", () => {
  test("ends after `patience` epochs without an improvement", () => {
    expect(run([5, 4, 4, 3, 3.5, 4, 2, 1], { patience: 2 })).toMatchObject({ epochs: 6, stopped: true, w: 2 });
    expect(run([5, 4, 4, 3, 3.5, 4, 2, 1], { patience: 3 })).toMatchObject({ epochs: 8, stopped: false });
    expect(run([5, 4, 4, 3], { patience: 0 })).toMatchObject({ epochs: 3, best: { epoch: 1, value: 16 } });
  });

  test("restores the weights that had the best loss", () => {
    const stopped = run([5, 4, 2, 3, 4, 1], { patience: 2, restoreBest: true });
    expect(stopped).toEqual({ epochs: 5, stopped: true, w: 2, best: { epoch: 2, value: 4 } });
    expect(run([5, 4, 2, 3], { patience: 9, restoreBest: true })).toMatchObject({ stopped: false, w: 2 });
    expect(run([5, 4, 2, 3, 7, 6], { patience: 2 })).toMatchObject({ epochs: 5, best: { epoch: 2, value: 4 }, w: 6 });
  });

  test("watches the validation loss where there is one, which is of the weights after the epoch", () => {
    const ws = [9, 0, 1, 2.5, 1, 0, 3];
    expect(run(ws, { patience: 2, restoreBest: true }, true)).toMatchObject({ epochs: 5, w: 2.5 });
    expect(run(ws, { patience: 1, restoreBest: true, monitor: "loss" }, true)).toMatchObject({ epochs: 3, w: 0 });
    const monitor = ({ validation }: { validation: { loss: number } | undefined }) => validation!.loss;
    expect(run(ws, { patience: 2, restoreBest: true, monitor }, true)).toMatchObject({ epochs: 5, w: 2.5 });
  });

  test("takes minDelta, mode and a function", () => {
    expect(run([5, 4.99, 4.98, 4], { patience: 2, minDelta: 0.5 }).epochs).toBe(3);
    expect(run([1, 2, 3, 2, 1], { patience: 2, mode: "max", restoreBest: true })).toMatchObject({ epochs: 5, w: 3 });
    const monitor = ({ epoch }: { epoch: number }) => (epoch === 1 ? Number.NaN : epoch);
    expect(run([1, 1, 1, 1], { patience: 3, monitor }).best).toEqual({ epoch: 0, value: 0 });
  });

  test("begins with the first number that is not NaN, and ends if there is none", () => {
    expect(run([Number.NaN, 2, 3], { patience: 3, restoreBest: true })).toMatchObject({ epochs: 3, w: 2 });
    expect(run([Number.NaN, Number.NaN, 3], { patience: 2 })).toMatchObject({ epochs: 2, best: undefined });
  });

  test.each<[object, string]>([
    [{ patience: -1 }, "earlyStopping: patience must be a whole number ≥ 0, got -1"],
    [{}, "earlyStopping: patience must be a whole number ≥ 0, got undefined"],
    [{ patience: 1, minDelta: -1 }, "earlyStopping: minDelta must be a finite number ≥ 0, got -1"],
    [{ patience: 1, minDelta: null }, "earlyStopping: minDelta must be a finite number ≥ 0, got null"],
    [{ patience: 1, monitor: 3 }, "earlyStopping: monitor must be a name or a function, got 3"],
    [{ patience: 1, mode: "least" }, 'earlyStopping: mode must be "min" or "max", got "least"'],
    [{ patience: 1, restoreBest: "no" }, 'earlyStopping: restoreBest must be true or false, got "no"'],
    [{ patience: 1, restore: true }, 'earlyStopping: unknown option "restore"'],
  ])("refuses %j", (options, message) => {
    expect(() => earlyStopping(options as EarlyStoppingOptions)).toThrow(message);
  });

  test("refuses what the epochs do not have before anything has changed", () => {
    expect(() => earlyStopping(undefined as never)).toThrow(
      "earlyStopping: options must be { patience, … }, got undef",
    );
    const monitor = "validationLoss";
    expect(() => run([1, 2], { patience: 1, monitor })).toThrow(
      "earlyStopping: there is no validationLoss to monitor, only loss",
    );
    expect(() => run([1, 2], { patience: 1, monitor: "f1" }, true)).toThrow("only loss, validationLoss");
    const nothing = (() => undefined) as unknown as () => number;
    expect(() => run([1, 2], { patience: 1, monitor: nothing })).toThrow("what monitor returns must be a number");
  });
});

describe("restoreBest", () => {
  const x = tensor([1, 2, 3, 4], [4, 1]);
  const y = [2, 4, 6, 8];
  const line = () => sequential([dense(1, { weightInit: constant(1) })], { input: 1 });
  type Rest = Partial<FitOptions<ReturnType<typeof descent>, Loss<"values">>>;

  /** Five steps of 0.01, and then steps of another rate. */
  function train(bad: number, epochs: number, rest: Rest = {}, model = line()) {
    const stop = earlyStopping({ patience: 100, restoreBest: true });
    const optimizer = descent(model.parameters(), { lr: (t) => (t < 5 ? 0.01 : bad) });
    const attempt = () =>
      fit(model, { x, y }, { loss: meanSquaredError(), optimizer, epochs, callbacks: [stop], ...rest });
    return { model, stop, attempt };
  }
  /** By hand, in float64. */
  const expectFifth = ({ model, stop }: ReturnType<typeof train>) => {
    const state = model.state();
    expect(state["dense0.weight"]![0]).toBeCloseTo(1.538380195, 6);
    expect(state["dense0.bias"]![0]).toBeCloseTo(0.178053856, 6);
    expect(evaluate(model, { x, y }, { loss: meanSquaredError() }).loss).toBe(stop.best!.value);
  };
  const five: [string, number, number, Rest][] = [
    ["the training comes to its end", 0.9, 8, {}],
    ["all samples are one batch", 0.5, 8, { batchSize: 4 }],
    ["batches are accumulated", 0.5, 8, { batchSize: 4, accumulate: 3 }],
    ["a callback ends it", 0.9, 50, { onEpoch: ({ epoch }) => epoch < 7 }],
    ["a callback ends it before a step", 0.9, 50, { onBatch: ({ epoch }) => epoch < 7 }],
  ];
  test.each(five)("holds where %s", (_, bad, epochs, rest) => {
    const run = train(bad, epochs, rest);
    run.attempt();
    expectFifth(run);
  });

  const thrower = () => {
    throw new Error("enough");
  };
  const failing: [string, number, Rest, string][] = [
    ["the training diverges", 1e30, {}, "descent"],
    ["a callback throws", 0.9, { onEpoch: ({ epoch }) => (epoch === 7 ? thrower() : true) }, "enough"],
    ["a callback throws before a step", 0.9, { onBatch: ({ epoch }) => (epoch === 7 ? thrower() : true) }, "enough"],
  ];
  test.each(failing)("holds where %s, and the error is thrown", (_, bad, rest, message) => {
    const run = train(bad, 50, rest);
    expect(run.attempt).toThrow(message);
    expectFifth(run);
  });

  test("where what another callback throws at the end is not the error, but ends it for all", () => {
    const calls: string[] = [];
    const model = line();
    const run = train(1e30, 50, {}, model);
    const end = () => {
      calls.push("end");
      throw new Error("later");
    };
    const other = train(1e30, 50, { onEnd: end, callbacks: [{ onEnd: end }, run.stop, { onEnd: end }] }, model);
    expect(other.attempt).toThrow("descent");
    expect(calls).toHaveLength(3);
    expectFifth(run);
  });

  test("keeps the buffers too, and with several batches the weights before the epoch's last step", () => {
    const model = sequential([dense(1), batchNorm()], { input: 1, seed: 1 });
    const states: ReturnType<typeof model.state>[] = [];
    const stop = earlyStopping({ patience: 100, restoreBest: true, monitor: "loss" });
    const optimizer = descent(model.parameters(), { lr: (t) => (t < 9 ? 0.05 : 3) });
    fit(
      model,
      { x, y },
      {
        loss: meanSquaredError(),
        optimizer,
        epochs: 8,
        batchSize: 2,
        callbacks: [stop],
        onBatch: ({ epoch, batch, model }) => {
          if (batch === 1) states[epoch] = model.state();
        },
      },
    );
    expect(stop.best!.epoch).toBeLessThan(7);
    expect(model.state()).toEqual(states[stop.best!.epoch]);
  });
});
