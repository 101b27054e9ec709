import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/prodigy.json" with { type: "json" };
import { expect, test } from "vitest";
import { prodigy } from "./index.ts";

conformance(prodigy, {
  coupled: "one d for all parameters",
  ungrouped: ["beta3", "d0", "dCoef"],
  symmetries: { sign: true },
});
trajectories(prodigy, golden);

test("finds a step size for a problem of any size, from the same d₀", () => {
  for (const distance of [1e-2, 1, 1e3])
    for (const type of [Float32Array, Float64Array]) {
      const w = { value: type.of(0, 0), grad: new type(2) };
      const optimizer = prodigy({ w });
      for (let i = 0; i < 400; i++) {
        w.grad.set([w.value[0]! - distance, 10 * (w.value[1]! + distance)]);
        optimizer.step();
      }
      expect(w.value[0]! / distance).toBeCloseTo(1, 1);
      expect(w.value[1]! / distance).toBeCloseTo(-1, 1);
      expect(optimizer.state().shared.d).toBeGreaterThan(0.01 * distance);
    }
});

test("while all gradients have been 0 it rests, with ε and without, and then begins as if at step 1", () => {
  for (const eps of [1e-8, 0])
    for (const type of [Float32Array, Float64Array]) {
      const w = { value: type.of(2, -4), grad: new type(2) };
      const optimizer = prodigy({ w }, { eps });
      for (let i = 0; i < 3; i++) optimizer.step();
      expect([...w.value]).toEqual([2, -4]);
      expect(optimizer.state().shared).toEqual({ d: 1e-6, r: 0 });
      for (let i = 0; i < 200; i++) {
        w.grad.set(w.value);
        optimizer.step();
      }
      expect(Math.hypot(...w.value)).toBeLessThan(1);
    }
});

test("refuses to start from d₀ = 0, which nothing could grow from", () => {
  const w = { value: Float32Array.of(1), grad: Float32Array.of(1) };
  expect(() => prodigy({ w }, { d0: 0 })).toThrow("prodigy: d0 must be above 0, got 0");
});
