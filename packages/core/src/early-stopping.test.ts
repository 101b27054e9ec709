import { describe, expect, test } from "vitest";
import { dense, type EarlyStoppingOptions, earlyStopping, fit, meanSquaredError, sequential, tensor } from "./index.ts";

const nothing = { uniform: () => 0, normal: () => 0 };

/** A model of one number w, whose step takes the next of `ws`: loss w², of the validation data (w - 3)². */
function run(ws: readonly number[], options: EarlyStoppingOptions, validate = false, batchSize?: number) {
  const model = sequential([dense(1)], { input: 1, random: nothing });
  const { value } = model.parameters()["dense0.weight"]!;
  const x = tensor([1], [1, 1]);
  const stopping = earlyStopping(options);
  let t = 0;
  value[0] = batchSize ? Number.NaN : ws[t++]!;
  const history = fit(
    model,
    { x, y: [0] },
    {
      loss: meanSquaredError(),
      optimizer: { step: () => (value[0] = ws[t++]!) },
      epochs: ws.length,
      callbacks: [stopping],
      ...(batchSize && { batchSize }),
      ...(validate && { validation: { x, y: [3] } }),
    },
  );
  return { epochs: history.loss.length, stopped: history.stopped, w: value[0], best: stopping.best };
}

describe("earlyStopping", () => {
  test("ends after `patience` epochs without an improvement", () => {
    expect(run([5, 4, 4, 3, 3.5, 4, 2, 1], { patience: 2 })).toMatchObject({ epochs: 6, stopped: true, w: 4 });
    expect(run([5, 4, 4, 3, 3.5, 4, 2, 1], { patience: 3 })).toMatchObject({ epochs: 8, stopped: false });
    expect(run([5, 4, 4, 3], { patience: 0 })).toMatchObject({ epochs: 3, best: { epoch: 1, value: 16 } });
  });

  test("restores the best weights, however the training ends", () => {
    const stopped = run([5, 4, 2, 3, 4, 1], { patience: 2, restoreBest: true });
    expect(stopped).toEqual({ epochs: 5, stopped: true, w: 2, best: { epoch: 2, value: 4 } });
    expect(run([5, 4, 2, 3], { patience: 9, restoreBest: true })).toMatchObject({ stopped: false, w: 2 });
    expect(run([5, 4, 2, 3, 7], { patience: 2 })).toMatchObject({ epochs: 5, best: { epoch: 2, value: 4 }, w: 7 });
  });

  test("watches the validation loss where there is one, after the epoch's steps where there are batches", () => {
    const ws = [0, 1, 2.5, 1, 0, 3];
    expect(run(ws, { patience: 2, restoreBest: true }, true)).toMatchObject({ epochs: 5, w: 2.5 });
    expect(run(ws, { patience: 2, restoreBest: true }, true, 1)).toMatchObject({ epochs: 5, w: 2.5 });
    expect(run(ws, { patience: 1, restoreBest: true, monitor: "loss" }, true)).toMatchObject({ epochs: 2, w: 0 });
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

  test("refuses what it cannot do before anything has changed", () => {
    expect(() => earlyStopping({ patience: -1 })).toThrow("earlyStopping: patience must be a whole number ≥ 0, got -1");
    expect(() => earlyStopping({ patience: 1, minDelta: -1 })).toThrow("minDelta must be a number ≥ 0, got -1");
    const monitor = "validationLoss";
    expect(() => run([1, 2], { patience: 1, monitor }, false, 1)).toThrow(
      "earlyStopping: there is no validationLoss to monitor, only loss",
    );
    expect(() => run([1, 2], { patience: 1, monitor: "f1" }, true)).toThrow("only loss, validationLoss");
  });
});
