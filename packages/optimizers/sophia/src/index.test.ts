import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/sophia.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { sophia } from "./index.ts";

conformance(sophia, { settings: { updateInterval: { updateInterval: 2 } } });
trajectories(sophia, golden);

/** ½ Σ cᵢwᵢ² + ½ (Σ wᵢ)²: its Hessian's diagonal is c + 1. */
const curvatures = [3, 0.5, 7, 1];
function bowl(type: typeof Float32Array | typeof Float64Array) {
  const w = { value: type.of(1, -2, 0.5, 3), grad: new type(4) };
  const evaluate = () => {
    const sum = Array.from(w.value).reduce((a, x) => a + x);
    for (const [i, x] of w.value.entries()) w.grad[i] = curvatures[i]! * x + sum;
    return 0.5 * Array.from(w.value).reduce((a, x, i) => a + curvatures[i]! * x * x, sum * sum);
  };
  return { w, evaluate };
}

describe("the Hessian's diagonal", () => {
  it.each([
    [Float32Array, 2],
    [Float64Array, 5],
  ])("comes from gradients along seeded signs, and averages to what it is, in %o", (type, digits) => {
    const sums = [0, 0, 0, 0];
    const wrong: string[] = [];
    for (let seed = 0; seed < 400; seed++) {
      const { w, evaluate } = bowl(type as typeof Float64Array);
      const optimizer = sophia({ w }, { lr: 0, beta2: 0 }, { seed });
      const before = w.value.slice();
      optimizer.step(evaluate);
      if (w.value.some((x, i) => x !== before[i])) expect(w.value).toEqual(before);
      const { h } = optimizer.state().parameters.w as { h: Float64Array };
      // u ⊙ Hu for signs u: c + uᵢ Σ uⱼ, which is one of five numbers.
      for (const [i, x] of h.entries()) {
        sums[i]! += x / 400;
        const rest = x - curvatures[i]!;
        if (![-2, 0, 2, 4].some((k) => Math.abs(rest - k) < 10 ** -digits)) wrong.push(`h[${i}] of seed ${seed}: ${x}`);
      }
    }
    expect(wrong).toEqual([]);
    for (const [i, mean] of sums.entries()) expect(Math.abs(mean - curvatures[i]! - 1)).toBeLessThan(0.35);
  });

  it("is given by options.hessian, and no gradient is evaluated then", () => {
    const { w, evaluate } = bowl(Float64Array);
    const calls: string[] = [];
    const hessian = (name: string) => {
      calls.push(name);
      return [1, 2, 3, 4];
    };
    const optimizer = sophia({ w }, { updateInterval: 3, beta2: 0.5 }, { hessian });
    evaluate();
    for (let t = 0; t < 4; t++) optimizer.step();
    expect(calls).toEqual(["w", "w"]);
    expect(optimizer.evaluations).toBe(0);
    expect([...(optimizer.state().parameters.w as { h: Float64Array }).h]).toEqual([0.75, 1.5, 2.25, 3]);
  });

  it("is refused by name where it is not as long as the parameter, or not finite, and nothing has moved", () => {
    for (const [diagonal, message] of [
      [[1, 2, 3], 'sophia: hessian("w") must give 4 finite numbers, got 3 numbers'],
      [[Number.POSITIVE_INFINITY, 2, 3, 4], 'sophia: hessian("w") must give 4 finite numbers, got Infinity at 0'],
      [[1, Number.NaN, 3, 4], 'sophia: hessian("w") must give 4 finite numbers, got NaN at 1'],
    ] as const) {
      const { w, evaluate } = bowl(Float64Array);
      evaluate();
      const before = w.value.slice();
      const optimizer = sophia({ w }, {}, { hessian: () => diagonal });
      expect(() => optimizer.step()).toThrow(message);
      expect([w.value, optimizer.t]).toEqual([before, 0]);
    }
  });

  it.each([
    [Float32Array, 2 ** -12],
    [Float64Array, 2 ** -26],
  ])("takes its second gradient a small part of the largest weight away, where the signs say, in %o", (type, part) => {
    for (const [values, size] of [
      [[1, -5, 0.5], 5],
      [[6, -2, 0.5], 6],
      [[0.5, -0.25, 0], 1],
    ] as const) {
      const w = { value: type.from(values) as Float64Array, grad: new type(3) as Float64Array };
      const seen: unknown[] = [];
      const evaluate = () => {
        seen.push(w.value.slice());
        return 0;
      };
      sophia({ w }, {}, { random: () => [0.3, -2, 0] }).step(evaluate);
      expect(seen).toEqual(
        [values, values.map((x, i) => x + (i === 1 ? -size : size) * part)].map((x) => type.from(x)),
      );
    }
  });

  it("draws its signs by the parameters' names, in whatever order they are", () => {
    const parameter = () => ({ value: Float64Array.of(1), grad: Float64Array.of(1) });
    for (const parameters of [
      { a: parameter(), b: parameter(), c: parameter() },
      { c: parameter(), b: parameter(), a: parameter() },
      { b: parameter(), c: parameter(), a: parameter() },
    ]) {
      const drawn: string[] = [];
      const random = (name: string) => {
        drawn.push(name);
        return [1];
      };
      sophia(parameters, {}, { random }).step(() => 0);
      expect(drawn).toEqual(["a", "b", "c"]);
    }
  });

  it("takes one gradient more where it is due, none where it is given", () => {
    expect(sophia.evaluations({ updateInterval: 1 })).toBe(1);
    expect(sophia.evaluations({ updateInterval: 10 })).toEqual({ most: 1 });
    expect(sophia.evaluations({ updateInterval: 1 }, { hessian: () => [] })).toBe(0);
  });
});
