import { describe, expect, it } from "vitest";
import { everything } from "../test/bits.ts";
import { decay, elementwise, type FloatArray, modelwise, type Plugin, parameter, rate, tensorwise } from "./index.ts";
import { leastNormal } from "./subnormal.ts";

const about = {
  doc: "For tests.",
  paper: "none",
  reference: "none",
  hyper: { lr: rate(0.1, "step size"), mu: decay(0.9, "decay") },
} as const;
/** A rule that is called, since its text says that a tool has rewritten it. */
const cov_1 = () => 0;
const plugins: Plugin[] = [
  elementwise({
    ...about,
    name: "element",
    state: ["m", "v"],
    rule: ({ w, g, m, v }, { lr, mu }) => ({ w: w - lr * m, m: mu * m + g, v: mu * v - g }),
  }),
  elementwise({
    ...about,
    name: "called",
    state: ["m", "v"],
    rule: ({ w, g, m, v }, { lr, mu }) => ({ w: w - lr * m + cov_1(), m: mu * m + g, v: mu * v - g }),
  }),
  tensorwise({
    ...about,
    name: "tensor",
    state: ["m", "v"],
    update({ w, g, m, v }, { lr, mu }, _, ops) {
      ops.map(({ w, m }, { lr }) => ({ w: w - lr * m }), { w, m }, { lr });
      ops.map(({ m, v, g }, { mu }) => ({ m: mu * m + g, v: mu * v - g }), { m, v, g }, { mu });
    },
  }),
  modelwise({
    ...about,
    name: "model",
    state: ["m", "v"],
    step(tensors, { lr, mu }) {
      for (const { w, g, m, v } of tensors)
        for (let i = 0; i < w.length; i++) {
          w[i]! -= lr * m[i]!;
          m[i] = mu * m[i]! + g[i]!;
          v[i] = mu * v[i]! - g[i]!;
        }
    },
  }),
];

const isSubnormal = (x: number, least: number) => x !== 0 && Math.abs(x) < least;

describe.each(plugins.map((plugin) => [plugin.name, plugin] as const))("%s", (_, plugin) => {
  describe.each([Float32Array, Float64Array as unknown as Float32ArrayConstructor])("in $name", (type) => {
    // So small that a decay of 0.9 takes about 200 steps, or 320, to the least normal number.
    const unit = type === Float32Array ? 0.9 ** 640 : 0.9 ** 6400;
    const start = () => ({
      w: {
        value: type.from({ length: 67 }, (_, i) => unit * (1 + i)),
        grad: type.from({ length: 67 }, (_, i) => unit * ((i % 9) - 4)),
      },
    });
    const least = leastNormal(type);

    it("no state stays subnormal when gradients have died, and it was not less than the least normal number before", () => {
      const p = start();
      const optimizer = plugin(p);
      optimizer.step();
      p.w.grad.fill(0);
      let smallest = Infinity;
      const wrong: string[] = [];
      for (let t = 0; t < 512; t++) {
        optimizer.step();
        if (t % 32 !== 30) continue; // the steps that sweep
        for (const array of Object.values(optimizer.state().parameters.w!) as FloatArray[])
          for (const x of array) {
            if (isSubnormal(x, least)) wrong.push(`${x} after ${optimizer.t} steps`);
            if (x !== 0) smallest = Math.min(smallest, Math.abs(x));
          }
      }
      expect(wrong).toEqual([]);
      expect(smallest).toBeLessThan(least * 40);
      for (const array of Object.values(optimizer.state().parameters.w!) as FloatArray[])
        expect(array.every((x) => x === 0)).toBe(true);
    });

    it("keeps its bits where it is resumed between sweeps", () => {
      const [one, two] = [start(), start()];
      const [whole, first] = [plugin(one), plugin(two)];
      const run = (optimizer: typeof whole, p: typeof one, to: number) => {
        while (optimizer.t < to) {
          if (optimizer.t === 1) p.w.grad.fill(0);
          optimizer.step();
        }
      };
      const middle = type === Float32Array ? 205 : 345;
      run(whole, one, middle + 200);
      run(first, two, middle);
      const second = plugin(two);
      second.load(structuredClone(first.state()));
      run(second, two, middle + 200);
      expect(second.state()).toEqual(whole.state());
      expect(two).toEqual(one);
    });

    it("weights have the bits that they had, subnormal ones too", () => {
      const value = type.of(least / 4, -least / 2, 1);
      const p = { w: { value: value.slice(), grad: new type(3) } };
      const optimizer = plugin(p);
      for (let t = 0; t < 100; t++) optimizer.step();
      expect(p.w.value).toEqual(value);
    });
  });
});

it("both backends clear the same numbers, to 0 of their sign", () => {
  const [simd, portable] = (["simd", "portable"] as const).map((backend) => {
    const w = parameter(Array.from({ length: 1003 }, (_, i) => Math.fround(Math.sin(i))));
    w.grad.set(w.value.map((x, i) => (i % 3 ? x : x * 1e-30)));
    const p = { w };
    const optimizer = plugins[0]!(p, {}, { backend });
    for (let t = 0; t < 1100; t++) {
      if (t === 3) w.grad.fill(0);
      optimizer.step();
    }
    return [everything(p, optimizer.state()), Object.values(optimizer.state().parameters.w!) as FloatArray[]] as const;
  });
  expect(simd![0]).toEqual(portable![0]);
  expect(simd![1].flatMap((array) => [...array]).some((x) => Object.is(x, -0))).toBe(true);
});

it("NaN and infinity stay what they are", () => {
  for (const plugin of plugins) {
    const w = { value: new Float32Array(3), grad: Float32Array.of(NaN, Infinity, -Infinity) };
    const optimizer = plugin({ w }, {}, { nonFinite: "apply" });
    optimizer.step();
    w.grad.fill(0);
    for (let t = 0; t < 70; t++) optimizer.step();
    expect([...(optimizer.state().parameters.w!.m as FloatArray)]).toEqual([NaN, Infinity, -Infinity]);
  }
});
