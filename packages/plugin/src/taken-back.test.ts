import { adam, lbfgs, lookahead, sgd } from "@downhill/catalog";
import { describe, expect, it } from "vitest";
import { array, modelwise, type Plugin, rate, shared, wrapper } from "./index.ts";

/** A step that takes the inner one's twice, and then throws if it is told to. */
const twice = (failing: () => boolean) =>
  wrapper({
    name: "twice",
    doc: "For tests.",
    paper: "none",
    reference: "none",
    hyper: {},
    state: { steps: shared(0) },
    counts: "steps",
    throws: true,
    step(_, __, ___, { inner, evaluate, loss }) {
      inner({ loss });
      evaluate();
      inner();
      if (failing()) throw new Error("twice: not today");
    },
    evaluations: 1,
  });

/** ½xᵀdiag(1, 20, 3)x, not evaluated by halves. */
function problem(plugin: Plugin, hyper: object, options = {}) {
  const x = { value: Float64Array.of(3, -2, 1), grad: new Float64Array(3) };
  const optimizer = plugin({ x }, hyper, options);
  const evaluate = () => {
    const gradient = [1, 20, 3].map((c, i) => c * x.value[i]!);
    x.grad.set(gradient);
    return gradient.reduce((sum, g, i) => sum + (g * x.value[i]!) / 2, 0);
  };
  return { optimizer, evaluate, all: () => structuredClone({ x: x.value, state: optimizer.state() }) };
}

/** More pairs than it remembers, so that each step overwrites some. */
const short = { maxIter: 2, maxEval: 8, historySize: 2, toleranceGrad: 0, toleranceChange: 0, toleranceCurvature: 0 };

describe("a history that is not copied is taken back", () => {
  it("where a wrapper has taken two inner steps and throws", () => {
    let fails = false;
    const { optimizer, evaluate, all } = problem(twice(() => fails)(lbfgs), short);
    optimizer.step(evaluate);
    const before = all();
    expect(before.state.shared.pairs).toBeGreaterThan(2);
    fails = true;
    expect(() => optimizer.step(evaluate)).toThrow("not today");
    expect(all()).toEqual(before);
  });

  it("where evaluate throws in the second of them", () => {
    const { optimizer, evaluate, all } = problem(twice(() => false)(lbfgs), short);
    const counted = (limit: number) => {
      let calls = 0;
      return () => {
        if (calls++ === limit) throw new Error("no gradient");
        return evaluate();
      };
    };
    optimizer.step(evaluate);
    const before = all();
    let limit = 0;
    for (; ; limit++) {
      try {
        optimizer.step(counted(limit));
        break;
      } catch {
        expect(all(), `thrown at call ${limit + 1}`).toEqual(before);
      }
    }
    expect(limit).toBeGreaterThan(4);
  });

  it("where a wrapper starts it anew, and throws", () => {
    const { optimizer, evaluate, all } = problem(lookahead(twice(() => optimizer.t === 2)(lbfgs)), {
      ...short,
      syncPeriod: 2,
      resetState: 1,
    });
    optimizer.step(evaluate);
    optimizer.step(evaluate);
    const before = all();
    expect(() => optimizer.step(evaluate)).toThrow("not today");
    expect(all()).toEqual(before);
  });

  it("where the state is not finite after the step, and that is not to be: the first copy of what is written twice", () => {
    const history = modelwise({
      name: "history",
      doc: "For tests.",
      paper: "none",
      reference: "none",
      hyper: { lr: rate(0.1, "step size") },
      state: { past: array({ shape: ({ shape }) => [2, ...shape], copied: false }), last: 0 },
      step(tensors, _, t, { overwrites }) {
        for (const { past, last, g } of tensors)
          for (const factor of [1, 2]) {
            const row = past.subarray((t % 2) * g.length, ((t % 2) + 1) * g.length);
            overwrites(row);
            row.set(g.map((x) => factor * x));
            last.set(g.map((x) => x * x));
          }
      },
    });
    const { optimizer, all } = problem(history, {}, { nonFiniteState: "throw" });
    const { grad } = optimizer.parameters.x!;
    for (const g of [1, 2, 3]) {
      grad.fill(g);
      optimizer.step();
    }
    const before = all();
    expect(before.state.parameters.x!.past).toEqual(Float64Array.of(4, 4, 4, 6, 6, 6));
    grad.fill(1e200);
    expect(() => optimizer.step()).toThrow("last[0] is Infinity after the step");
    expect(all()).toEqual(before);
    // What was copied then is not for later.
    grad.fill(5);
    optimizer.step();
    const after = all();
    expect(after.state.parameters.x!.past).toEqual(Float64Array.of(10, 10, 10, 6, 6, 6));
    grad.fill(1e200);
    expect(() => optimizer.step()).toThrow("after the step");
    expect(all()).toEqual(after);
  });
});

describe("bytes", () => {
  const parameters = () => ({ w: { value: new Float64Array(1000), grad: new Float64Array(1000) } });
  it("are those of the state, where a step calls nothing that may throw", () => {
    const optimizer = adam(parameters());
    const before = optimizer.bytes;
    optimizer.step();
    optimizer.step(() => 0);
    expect([before, optimizer.bytes]).toEqual([16_000, 16_000]);
  });

  it("and of the copies that a step is taken back by, once there are some", () => {
    const optimizer = adam(parameters(), {}, { nonFiniteState: "throw" });
    expect(optimizer.bytes).toBe(16_000);
    for (let t = 0; t < 3; t++) optimizer.step();
    expect(optimizer.bytes).toBe(16_000 + 24_000);
    expect(sgd(parameters()).bytes).toBe(0);
  });

  it("but not of a history that is too large for that", () => {
    const optimizer = lbfgs(parameters(), { historySize: 50 });
    const before = optimizer.bytes;
    optimizer.step(() => 0);
    // The weights, the last gradient, the direction and the pairs' products.
    expect(optimizer.bytes - before).toBe(3 * 8000 + 50 * 8);
  });
});
