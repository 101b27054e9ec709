import { elementwise, rate } from "@downhill/plugin";
import { describe, expect, test } from "vitest";
import { descent } from "../../test/saved.ts";
import {
  batchNorm,
  constant,
  DivergenceError,
  dense,
  fit,
  fitAsync,
  type Model,
  meanSquaredError,
  sequential,
  tensor,
  training,
} from "../index.ts";

const line = () => sequential([dense(1, { weightInit: constant(1) })], { input: 1 });
const x = tensor([1, 2, 3, 4], [4, 1]);
const data = { x, y: [2, 4, 6, 8] };

function caught(run: () => unknown): DivergenceError {
  try {
    run();
  } catch (error) {
    if (error instanceof DivergenceError) return error;
    throw error;
  }
  throw new Error("it did not diverge");
}

/** Two batches an epoch, and from epoch 2 on a rate far too high. */
const wild = (model: Model) => ({
  loss: meanSquaredError(),
  optimizer: descent(model.parameters(), { lr: (t) => (t < 5 ? 0.01 : 1e30) }),
  epochs: 9,
  batchSize: 2,
  shuffle: false as const,
});

describe("a training that diverges", () => {
  test("says where, what the loss had become, and what it was before; model and optimizer are as before the step", () => {
    const model = line();
    const options = wild(model);
    const losses: [number, number, number][] = [];
    let before: unknown;
    const state = () => ({ weights: model.state(), state: options.optimizer.state() });
    const onBatch = ({ epoch, batch, loss }: { epoch: number; batch: number; loss: number }) => {
      losses.push([epoch, batch, loss]);
      before = state();
    };
    const error = caught(() => fit(model, data, { ...options, onBatch }));
    const [epoch, batch, loss] = losses.at(-1)!;
    const [lastEpoch, lastBatch, last] = losses.findLast(([, , each]) => Number.isFinite(each))!;
    expect(epoch).toBeGreaterThanOrEqual(3);
    expect(loss).toBe(Number.POSITIVE_INFINITY);
    expect(error).toMatchObject({ epoch, batch, loss, lastFinite: { epoch: lastEpoch, batch: lastBatch, loss: last } });
    expect(error.message).toMatch(
      `fit: diverged in epoch ${epoch}, batch ${batch}: the loss has become Infinity, after ${last} in epoch ${lastEpoch}, batch ${lastBatch}: descent: parameter "dense0.weight": gradient[0] is -Infinity`,
    );
    expect(error).toBeInstanceOf(RangeError);
    expect((error.cause as Error).message).toMatch(/^descent: /);
    expect(error.history.loss).toHaveLength(epoch);
    expect(error.history).toMatchObject({ from: 0, stopped: false });
    expect(error.history.loss[0]).toBeCloseTo((losses[0]![2] + losses[1]![2]) / 2, 12);
    expect(state()).toEqual(before);
  });

  test("so do the iterator and fitAsync, by their own names", async () => {
    const [a, b] = [line(), line()];
    const error = caught(() => [...training(a, data, wild(a))]);
    expect(error.message).toMatch(/^training: diverged in epoch \d, batch \d: the loss has become Infinity, after /);
    const later = await fitAsync(b, data, wild(b)).catch((error: unknown) => error as DivergenceError);
    expect(later).toBeInstanceOf(DivergenceError);
    expect((later as DivergenceError).history).toEqual(error.history);
    expect(b.state()).toEqual(a.state());
  });

  test("running statistics do not keep what was not finite", () => {
    const model = sequential([dense(1, { weightInit: constant(1) }), batchNorm()], { input: 1 });
    const buffers = () => Object.values(model.buffers()).map(({ value }) => [...value]);
    let before: unknown;
    const optimizer = {
      step() {
        if (buffers().flat().some(Number.isNaN)) throw new RangeError("not finite");
        model.parameters()["dense0.weight"]!.value[0] = 3e38;
        before = buffers();
      },
    };
    const error = caught(() => fit(model, data, { loss: meanSquaredError(), optimizer, epochs: 9 }));
    expect(error.epoch).toBe(1);
    expect(buffers()).toEqual(before);
  });

  test("a loss that was finite at no step", () => {
    const model = line();
    model.parameters()["dense0.weight"]!.value[0] = Number.POSITIVE_INFINITY;
    const error = caught(() => fit(model, data, wild(model)));
    expect(error.message).toMatch(
      "fit: diverged in epoch 0, batch 0: the loss is Infinity, and was finite at no step: d",
    );
    expect(error.lastFinite).toBeUndefined();
  });

  test("gradients alone, and an evaluation within a step", () => {
    const model = line();
    const grad = model.parameters()["dense0.weight"]!.grad;
    const fails = (does: (evaluate: () => number) => void) =>
      caught(() =>
        fit(model, data, {
          loss: meanSquaredError(),
          optimizer: {
            step(evaluate?: () => number) {
              does(evaluate!);
              throw new RangeError("own");
            },
          },
          epochs: 1,
        }),
      );
    const error = fails(() => grad.fill(Number.POSITIVE_INFINITY));
    expect(error.message).toMatch(/: the loss is [\d.]+, but gradients are not finite: own$/);
    expect(error.lastFinite).toEqual({ epoch: 0, batch: 0, loss: error.loss });
    const { value } = model.parameters()["dense0.weight"]!;
    const probe = fails((evaluate) => {
      value[0] = Number.NaN;
      evaluate();
    });
    expect(probe.message).toMatch(/the loss has become NaN, after [\d.]+ in epoch 0, batch 0: own$/);
  });
});

test("another error of a step is no divergence, and says where it was", () => {
  const model = line();
  const optimizer = descent(model.parameters(), { lr: (t) => (t < 5 ? 0.01 : Number.NaN) });
  const run = () => fit(model, data, { loss: meanSquaredError(), optimizer, epochs: 9, batchSize: 2 });
  expect(run).toThrow(/^epoch 2, batch 1: descent: lr/);
  expect(run).not.toThrow(DivergenceError);
});

describe('nonFinite: "skip"', () => {
  const plain = elementwise({
    name: "plain",
    doc: "Gradient descent.",
    paper: "Cauchy 1847",
    reference: "torch.optim.SGD",
    hyper: { lr: rate(0.01, "step size") },
    rule: ({ w, g }, { lr }) => ({ w: w - lr * g }),
  });
  /** Batches of two, of which the second in epoch 1 is not finite. */
  const run = (normalised: boolean) => {
    const layers = [dense(1, { weightInit: constant(1) }), ...(normalised ? [batchNorm()] : [])];
    const model = sequential(layers, { input: 1 });
    const optimizer = plain(model.parameters(), {}, { nonFinite: "skip" });
    const own = { x: tensor([1, 2, 3, 4], [4, 1]), y: data.y };
    const options = { loss: meanSquaredError(), optimizer, epochs: 3, batchSize: 2, shuffle: false as const };
    const steps: (readonly [number, number, boolean])[] = [];
    const seen: number[] = [];
    const buffers: number[][] = [];
    const all = training(model, own, { ...options, every: "batch" });
    let result = all.next();
    for (; !result.done; result = all.next()) {
      const { epoch, batch, skipped, epochEnd } = result.value;
      steps.push([epoch, batch, skipped]);
      if (epochEnd) seen.push(epochEnd.skipped);
      buffers.push(Object.values(model.buffers()).flatMap(({ value }) => [...value]));
      own.x.data.set(epoch === 1 && batch === 0 ? [Number.POSITIVE_INFINITY, 1] : [3, 4], 2);
    }
    return { steps, seen, buffers, history: result.value };
  };

  test("steps that are left out are counted, and do not count in the epoch's loss", () => {
    const { steps, seen, history } = run(false);
    expect(steps.filter(([, , skipped]) => skipped)).toEqual([[1, 1, true]]);
    expect(seen).toEqual([0, 1, 0]);
    expect(history.skipped).toEqual([0, 1, 0]);
    expect(history.loss.every(Number.isFinite)).toBe(true);
  });

  test("and leave running statistics as they were", () => {
    const { steps, buffers } = run(true);
    const at = steps.findIndex(([, , skipped]) => skipped);
    expect(at).toBe(3);
    expect(buffers[at]).toEqual(buffers[at - 1]);
    expect(buffers[at]).not.toEqual(buffers[at - 2]);
  });
});
