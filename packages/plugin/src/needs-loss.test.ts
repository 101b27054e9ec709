import { grokfast, lookahead, polyakSgd, sam, sgd } from "@downhill/catalog";
import { describe, expect, it } from "vitest";
import { accumulate, type Plugin } from "./index.ts";

type Step = [evaluate: (() => number) | undefined, loss?: number];

const start = (plugin: Plugin, hyper = {}) => {
  const w = { value: Float64Array.of(4, -2), grad: Float64Array.of(3, -1) };
  const optimizer = plugin({ w }, hyper);
  return { w, optimizer, all: () => structuredClone({ w: w.value, state: optimizer.state() }) };
};

describe("a method that reads the loss", () => {
  it("says so, also within a wrapper, and others do not", () => {
    expect([polyakSgd, lookahead(polyakSgd), sam(lookahead(polyakSgd))].map(({ needsLoss }) => needsLoss)).toEqual([
      true,
      true,
      true,
    ]);
    expect([sgd, lookahead(sgd)].map(({ needsLoss }) => needsLoss)).toEqual([false, false]);
  });

  it("takes it from evaluate, or is told it: 10 to go at a squared norm of 10 is a rate of 1", () => {
    const steps: readonly Step[] = [[() => 10], [undefined, 10], [() => 0, 10]];
    for (const step of steps) {
      const { w, optimizer } = start(polyakSgd);
      expect(optimizer.step(...step)).toBe(true);
      expect([...w.value]).toEqual([1, -1]);
      expect(optimizer.evaluations).toBe(step.length === 1 ? 1 : 0);
    }
  });

  it.each<[string, Plugin]>([
    ["alone", polyakSgd],
    ["in a wrapper that has written by then", grokfast(polyakSgd)],
    ["in two", lookahead(grokfast(polyakSgd))],
  ])("refuses a step without one, and one that is not finite, with everything as it was: %s", (_, plugin) => {
    const { w, optimizer, all } = start(plugin);
    optimizer.step(undefined, 0.1);
    w.grad.set([1, 2]);
    const before = all();
    expect(() => optimizer.step()).toThrow(
      "polyak-sgd: step() needs the loss: step(evaluate), or step(undefined, loss)",
    );
    expect(() => optimizer.step()).toThrow(TypeError);
    for (const loss of [NaN, Infinity])
      for (const step of [[undefined, loss], [() => loss]] as Step[])
        expect(() => optimizer.step(...step)).toThrow(
          `polyak-sgd: the loss must be a finite number, which the step reads`,
        );
    expect(all()).toEqual(before);
  });

  it("is not asked for the loss where a gradient is not finite, which is to be skipped", () => {
    const w = { value: Float64Array.of(4), grad: Float64Array.of(NaN) };
    const optimizer = polyakSgd({ w }, {}, { nonFinite: "skip" });
    expect(optimizer.step(undefined, NaN)).toBe(false);
  });
});

describe("accumulate, around it", () => {
  const gradients = [
    [3, -1],
    [1, 5],
  ];
  const losses = [7, 2];

  it.each([
    [1, [2, 2], 4.5],
    [0, [4, 4], 9],
  ])("gives it the losses' mean or sum, as of the gradients (average: %d)", (average, gradient, loss) => {
    const [pieces, whole] = [start(accumulate(polyakSgd), { every: 2, average, lr: 9 }), start(polyakSgd, { lr: 9 })];
    for (const round of [0, 1]) {
      for (const i of [0, 1]) {
        pieces.w.grad.set(gradients[i]!);
        pieces.optimizer.step(undefined, losses[i]! / (1 + round));
      }
      whole.w.grad.set(gradient);
      whole.optimizer.step(undefined, loss / (1 + round));
      expect(pieces.w.value).toEqual(whole.w.value);
    }
  });

  it("refuses the step where a call has not told its own", () => {
    const { optimizer, all } = start(accumulate(polyakSgd), { every: 2 });
    optimizer.step();
    const before = all();
    expect(() => optimizer.step(undefined, 3)).toThrow("polyak-sgd: step() needs the loss");
    expect(all()).toEqual(before);
  });
});
