import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/dadapt-adam.json" with { type: "json" };
import { expect, test } from "vitest";
import { dadaptAdam } from "./index.ts";

conformance(dadaptAdam, {
  hyper: { d0: 1e-3 },
  settings: { growthRate: { growthRate: 1.02 }, decoupledWeightDecay: { weightDecay: 0.1 } },
  coupled: "one d for all parameters",
  ungrouped: ["d0", "growthRate"],
  symmetries: { sign: true },
});
trajectories(dadaptAdam, golden);

test("finds a step size for a problem of any size, from the same d₀", () => {
  for (const distance of [1e-2, 1, 1e3])
    for (const type of [Float32Array, Float64Array]) {
      const w = { value: type.of(0, 0), grad: new type(2) };
      const optimizer = dadaptAdam({ w });
      for (let i = 0; i < 1500; i++) {
        w.grad.set([w.value[0]! - distance, 10 * (w.value[1]! + distance)]);
        optimizer.step();
      }
      expect(w.value[0]! / distance).toBeCloseTo(1, 0);
      expect(w.value[1]! / distance).toBeCloseTo(-1, 0);
    }
});

test("steps whose gradients have all been 0 do not count, with ε and without", () => {
  for (const eps of [1e-8, 0]) {
    const [late, prompt] = [0, 1].map(() => ({ value: Float64Array.of(2, -4), grad: new Float64Array(2) }));
    const hyper = { eps, biasCorrection: 1 };
    const [one, other] = [dadaptAdam({ w: late! }, hyper), dadaptAdam({ w: prompt! }, hyper)];
    for (let i = 0; i < 3; i++) one.step();
    expect([...late!.value]).toEqual([2, -4]);
    for (let i = 0; i < 20; i++)
      for (const [w, optimizer] of [[late!, one] as const, [prompt!, other] as const]) {
        w.grad.set([w.value[0]!, 0]);
        optimizer.step();
      }
    expect(late!.value).toEqual(prompt!.value);
    expect(late!.value[0]).not.toBe(2);
    expect(late!.value[1]).toBe(-4);
  }
});
