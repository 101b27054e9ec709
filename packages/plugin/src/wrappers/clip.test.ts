import { adam, sgd } from "@downhill/catalog";
import { expectEqual } from "@downhill/config/testing/equal.ts";
import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/clip.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { clip, type FloatArray } from "../index.ts";

conformance(clip(adam), { coupled: "the norm is that of all gradients together", scratch: 1 });
trajectories(clip(sgd), golden);

const array = (type: typeof Float32Array | typeof Float64Array, length: number, seed: number): FloatArray =>
  new type(length).map((_: number, i: number) => (((i + seed) * 7919) % 997) / 499 - 1) as FloatArray;

/** What sgd with rate 1 has taken from weights of 0, so that it is to the bit the gradient that it has seen. */
function seen(hyper: object, type: typeof Float32Array | typeof Float64Array = Float64Array, options = {}) {
  const make = (length: number, seed: number) => ({
    value: new type(length),
    grad: array(type, length, seed) as never,
  });
  const parameters = { a: make(2000, 1), b: make(3, 5), c: make(0, 1) };
  clip(sgd)(parameters, { lr: 1, ...hyper }, options).step();
  const given = [...parameters.a.grad, ...parameters.b.grad] as number[];
  return { given, got: [...parameters.a.value, ...parameters.b.value].map((x) => 0 - x), parameters };
}

const norms: Record<number, (x: readonly number[]) => number> = {
  1.5: (x) => x.reduce((sum, each) => sum + Math.abs(each) ** 1.5, 0) ** (1 / 1.5),
  1: (x) => x.reduce((sum, each) => sum + Math.abs(each), 0),
  2: (x) => Math.sqrt(x.reduce((sum, each) => sum + each * each, 0)),
  Infinity: (x) => x.reduce((most, each) => Math.max(most, Math.abs(each)), 0),
};

describe("clip", () => {
  it.each([1, 1.5, 2, Infinity])(
    "limits the norm of order %s over all parameters, and leaves smaller ones to the bit",
    (normType) => {
      for (const type of [Float32Array, Float64Array]) {
        const { given, got } = seen({ maxNorm: 0.5, normType }, type);
        expect(norms[normType]!(given)).toBeGreaterThan(0.5);
        expect(norms[normType]!(got)).toBeCloseTo(0.5, 5);
        const ratio = got[3]! / given[3]!;
        expect(
          given.flatMap((x, i) => (Math.abs(got[i]! - x * ratio) < 5e-6 ? [] : { i, is: got[i], was: x })),
        ).toEqual([]);
        const within = seen({ maxNorm: 1e6, normType }, type);
        expectEqual(within.got, within.given);
      }
    },
  );

  it("limits elements before norms, each parameter alone if it is told to, and nothing where limits are 0", () => {
    const values = seen({ maxNorm: 0, maxValue: 0.25 });
    expectEqual(
      values.got,
      values.given.map((x) => Math.max(-0.25, Math.min(0.25, x))),
    );
    const both = seen({ maxNorm: 0.5, maxValue: 0.25, clipEps: 0 });
    expect(norms[2]!(both.got)).toBeCloseTo(0.5, 12);
    expect(norms[Infinity]!(both.got) / norms[Infinity]!(both.given)).toBeLessThan(0.25);
    const off = seen({ maxNorm: 0 });
    expectEqual(off.got, off.given);
    const group = { groups: [{ match: "b", hyper: { maxNorm: 0.25 } }] };
    const { a, b } = seen({ maxNorm: 1e6, perParameter: true, clipEps: 0 }, Float64Array, group).parameters;
    expect(norms[2]!([...b.value])).toBeCloseTo(0.25, 12);
    expect(a.value.map((x) => 0 - x)).toEqual(a.grad);
  });

  it("counts only what has a gradient", () => {
    const make = (grad: number) =>
      ({ value: Float64Array.of(0), grad: Float64Array.of(grad) as Float64Array | null }) as never;
    const parameters = { a: make(3), b: make(4) } as Record<
      "a" | "b",
      { value: Float64Array; grad: Float64Array | null }
    >;
    const optimizer = clip(sgd)(parameters as never, { lr: 1, maxNorm: 1, clipEps: 0 });
    optimizer.step();
    expect(parameters.a.value[0]).toBeCloseTo(-3 / 5, 15);
    parameters.b.grad = null;
    optimizer.step();
    expect(parameters.a.value[0]).toBeCloseTo(-3 / 5 - 1, 15);
  });

  it("refuses norms that it does not have", () => {
    for (const normType of [0, -1])
      expect(() => seen({ normType })).toThrow(`clip(sgd): normType must be above 0, got ${normType}`);
  });
});
