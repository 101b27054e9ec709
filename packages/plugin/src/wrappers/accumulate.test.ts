import { adam, clip, lookahead, polyakSgd, sgd } from "@downhill/catalog";
import { expectEqual } from "@downhill/config/testing/equal.ts";
import { conformance } from "@downhill/conformance";
import { describe, expect, it } from "vitest";
import { accumulate, type FloatArray, type Parameter, type Plugin } from "../index.ts";

conformance(accumulate(sgd), {
  hyper: { every: 2 },
  ungrouped: ["every"],
  identities: [{ name: "one at a time, it is its inner optimizer", hyper: { every: 1 }, with: sgd }],
});

const gradient = (type: typeof Float32Array | typeof Float64Array, call: number): FloatArray =>
  new type(300).map((_: number, i: number) => (((i + 17 * call) * 7919) % 997) / 499 - 1) as FloatArray;

function run(plugin: Plugin, gradients: readonly FloatArray[], hyper = {}) {
  const w = { value: new (gradients[0]!.constructor as typeof Float64Array)(300).fill(1), grad: gradients[0]! };
  const optimizer = plugin({ w } as never, { lr: 0.1, ...hyper });
  const values = gradients.map((grad) => {
    w.grad = grad;
    optimizer.step();
    return w.value.slice();
  });
  return { values, optimizer };
}

describe.each([Float32Array, Float64Array])("accumulate, %o", (type) => {
  const gradients = [0, 1, 2, 3, 4, 5].map((call) => gradient(type, call));
  const sums = [0, 3].map((from) =>
    gradients[from]!.map((g, i) => {
      const two = type === Float32Array ? Math.fround(g + gradients[from + 1]![i]!) : g + gradients[from + 1]![i]!;
      return two + gradients[from + 2]![i]!;
    }),
  );

  const inners: readonly Plugin[] = [adam, clip(adam), lookahead(sgd)];

  it.each(inners.map((inner) => [inner.name, inner] as const))(
    "steps on the mean or the sum of every third gradient, %s",
    (_, inner) => {
      for (const average of [0, 1]) {
        const whole = run(inner, average ? sums.map((sum) => sum.map((x) => x / 3)) : sums);
        const pieces = run(accumulate(inner), gradients, { every: 3, average });
        const start = new type(300).fill(1);
        const [first, second] = whole.values;
        expectEqual(pieces.values, [start, start, first, first, first, second]);
        expect(pieces.optimizer.state().shared).toMatchObject({ steps: 2, calls: 0 });
        expectEqual(pieces.optimizer.weights(), whole.optimizer.weights());
      }
    },
  );

  it("is the inner one where each call is a step", () => {
    expectEqual(run(accumulate(adam), gradients, { every: 1 }).values, run(adam, gradients).values);
  });

  it("keeps what a parameter has that rests at the call that steps, until one that moves it", () => {
    const w = { value: type.of(0), grad: type.of(1) as FloatArray | null };
    const v = { value: type.of(0), grad: type.of(1) };
    const optimizer = accumulate(sgd)({ w, v } as never, { lr: 1, every: 2, average: false });
    optimizer.step();
    w.grad = null;
    optimizer.step();
    expect([w.value[0], v.value[0]]).toEqual([0, -2]);
    optimizer.step();
    w.grad = type.of(4);
    optimizer.step();
    expect([w.value[0], v.value[0]]).toEqual([-5, -4]);
  });

  it("steps at once where fewer calls are asked for than there were", () => {
    const w = { value: type.of(0), grad: type.of(1) };
    const optimizer = accumulate(sgd)({ w }, { lr: 1, every: 5, average: false });
    optimizer.step();
    optimizer.step();
    optimizer.hyper.every = 2;
    optimizer.step();
    expect(w.value[0]).toBe(-3);
    expect(() => accumulate(sgd)({ w }, { every: 0 })).toThrow("accumulate(sgd): every must be at least 1, got 0");
  });
});

it("divides by all calls where a parameter has rested at some", () => {
  const w: Parameter = { value: Float64Array.of(0), grad: Float64Array.of(6) };
  const other: Parameter = { value: Float64Array.of(0), grad: Float64Array.of(6) };
  const optimizer = accumulate(sgd)({ w, other }, { lr: 1, every: 3 });
  const gradient = w.grad;
  w.grad = null;
  optimizer.step();
  optimizer.step();
  w.grad = gradient;
  optimizer.step();
  expect([w.value[0], other.value[0]]).toEqual([-2, -6]);
});

it.each([
  [true, [-4, -5]],
  [false, [-4, -5]],
])(
  "gives an inner one that reads the loss the mean of its calls' losses, or their sum: average %s",
  (average, seen) => {
    const w = { value: Float64Array.of(0), grad: Float64Array.of(1) };
    const optimizer = accumulate(polyakSgd)({ w }, { lr: 9, every: 2, average });
    const reached = [];
    for (const loss of [3, 5, -1, 3]) {
      optimizer.step(() => loss);
      reached.push(w.value[0]);
    }
    // Of gradients of 1 the step is the mean of the losses; of their sum, 2, the losses' sum times 2 / 2².
    expect(reached).toEqual([0, seen[0], seen[0], seen[1]]);
  },
);

it.each([Number.NaN, Number.POSITIVE_INFINITY])("takes a loss of %d as one that was not told", (bad) => {
  const w = { value: Float64Array.of(0), grad: Float64Array.of(1) };
  const optimizer = accumulate(polyakSgd)({ w }, { every: 2 });
  optimizer.step(() => bad);
  expect(optimizer.state().shared).toMatchObject({ calls: 1, loss: 0, losses: 0 });
  expect(() => optimizer.step(() => 3)).toThrow("polyak-sgd: step() needs the loss");
  expect(w.value[0]).toBe(0);
});

it("tells no loss of which a call was not told", () => {
  const w = { value: Float64Array.of(0), grad: Float64Array.of(1) };
  const optimizer = accumulate(polyakSgd)({ w }, { every: 2 });
  optimizer.step(() => 3);
  expect(() => optimizer.step()).toThrow(/loss/);
  expect(w.value[0]).toBe(0);
});
