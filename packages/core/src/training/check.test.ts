import { describe, expect, test } from "vitest";
import {
  type Data,
  dense,
  fit,
  type Loss,
  meanSquaredError,
  sequential,
  softmaxCrossEntropy,
  tensor,
} from "../index.ts";
import { Batches } from "./batches.ts";

const still = { step: () => {} };

/** Of a loss of one's own: how many outputs it was shown at a time. */
function spied(): { loss: Loss; sizes: number[] } {
  const { forward, backward } = meanSquaredError();
  const sizes: number[] = [];
  const loss: Loss = {
    name: "own",
    forward(outputs, y) {
      sizes.push(outputs.data.length);
      return forward(outputs, y);
    },
    backward,
  };
  return { loss, sizes };
}

describe("what is checked before the first step takes no more memory than a batch, or than is nothing", () => {
  const SAMPLES = 3000;
  const [x, y] = [tensor({ shape: [SAMPLES, 1] }), tensor({ shape: [SAMPLES, 100] })];
  test.each<[number, number]>([
    [64, 65_600],
    [700, 70_000],
    [SAMPLES, 300_000],
  ])("batches of %i", (batchSize, most) => {
    const { loss, sizes } = spied();
    const model = sequential([dense(100)], { input: 1 });
    const data: Data = { x, y };
    fit(model, data, { loss, optimizer: still, epochs: 1, batchSize, validation: data, onBatch: () => false });
    expect(Math.max(...sizes)).toBe(most);
    // All samples were shown, those of the training and of the validation, and one batch was trained on.
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(2 * 300_000 + 100 * batchSize);
  });

  test("a loss that tells of labels alone is not run at all", () => {
    const model = sequential([dense(2)], { input: 1 });
    const { name, kind, check, backward } = softmaxCrossEntropy();
    let calls = 0;
    const loss: Loss = { name, kind, check, backward, forward: () => ++calls };
    const labels = new Uint8Array(SAMPLES).with(2999, 2);
    expect(() => fit(model, { x, y: labels }, { loss, optimizer: still, epochs: 1, batchSize: 2 })).toThrow(
      "softmaxCrossEntropy: label 2 of sample 2999 is outside 0 to 1",
    );
    expect(calls).toBe(0);
  });

  test("an error of a loss of one's own says where its samples begin", () => {
    const { loss } = spied();
    const model = sequential([dense(100)], { input: 1 });
    const wrong = tensor({ shape: [SAMPLES, 100] });
    wrong.data[2999 * 100] = Number.NaN;
    const options = { loss, optimizer: still, epochs: 1, batchSize: 64 };
    expect(() => fit(model, { x, y: wrong }, options)).toThrow(/^fit: from sample 2624 on: .* of sample 375 is not a/);
    expect(() => fit(model, { x, y }, { ...options, validation: { x, y: wrong } })).toThrow(
      /^fit: validation: from sample 2624 on: .* of sample 375 is not a/,
    );
  });

  test("batches in their own order keep no views but of the first", () => {
    const batches = new Batches({ x, y: new Uint8Array(SAMPLES) }, 1);
    expect(batches.at(3)).toBe(batches.at(3));
    expect(batches.at(2999)).not.toBe(batches.at(2999));
    expect(batches.at(2999)).toEqual(batches.at(2999));
  });
});
