import { adamw } from "@downhill/catalog";
import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/stable-adamw.json" with { type: "json" };
import { expect, test } from "vitest";
import { stableAdamw } from "./index.ts";

conformance(stableAdamw, { symmetries: { sign: true, scale: { eps: 0 } } });
trajectories(stableAdamw, golden);

const vector = (length: number) => ({ value: new Float64Array(length).fill(1), grad: new Float64Array(length) });

test("it is AdamW until gradients grow, and then steps, decay too, are shorter by their RMS", () => {
  const [w, x] = [vector(2), vector(2)];
  const hyper = { lr: 0.1, beta1: 0, beta2: 0.99, eps: 1e-8, weightDecay: 0.1 };
  const [stable, plain] = [stableAdamw({ w }, hyper), adamw({ x }, hyper)];
  const step = (...grad: number[]) => {
    for (const { grad: g } of [w, x]) g.set(grad);
    stable.step();
    plain.step();
  };
  for (let t = 0; t < 5; t++) step(1, -2);
  for (const i of [0, 1]) expect(w.value[i]).toBeCloseTo(x.value[i]!, 12);
  const before = w.value.slice();
  step(10, -20);
  const v = 0.99 * (1 - 0.99 ** 5) + 0.01 * 100;
  const rms = 10 / Math.sqrt(v / (1 - 0.99 ** 6));
  expect(rms).toBeGreaterThan(1);
  for (const i of [0, 1]) expect(w.value[i]! - before[i]!).toBeCloseTo((x.value[i]! - before[i]!) / rms, 8);
});

test("without ε, an element whose gradients have all been 0 only decays, and is nothing in the RMS", () => {
  for (const type of [Float32Array, Float64Array]) {
    const w = { value: type.of(4, 3), grad: type.of(0, 1) };
    const optimizer = stableAdamw({ w }, { lr: 0.5, beta1: 0, beta2: 0.5, eps: 0, weightDecay: 0.5 });
    optimizer.step();
    expect([...w.value]).toEqual([3, 1.75]);
    w.grad[1] = 3;
    optimizer.hyper.weightDecay = 0;
    optimizer.step();
    // v = (1 + 2·9) / 3, of which 9 is less than twice as much.
    expect(w.value[0]).toBe(3);
    expect(w.value[1]).toBeCloseTo(1.75 - (0.5 * 3) / Math.sqrt(19 / 3), 6);
    w.grad[1] = 1e30;
    optimizer.step();
    expect(w.value.every(Number.isFinite)).toBe(true);
  }
});
