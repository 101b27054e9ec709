import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/rmsprop.json" with { type: "json" };
import { describe, expect, it, test } from "vitest";
import { rmsprop } from "./index.ts";

conformance(rmsprop, { symmetries: { sign: true, scale: { eps: 0 } } });
trajectories(rmsprop, golden);

describe("centered", () => {
  it.each([Float32Array, Float64Array as unknown as Float32ArrayConstructor])(
    "stays finite where rounding would have a variance below 0, in %o",
    (type) => {
      for (const gradient of [0.1, -0.3, 1e-4, 7]) {
        const w = { value: type.of(1), grad: type.of(gradient) };
        const optimizer = rmsprop({ w }, { centered: true, lr: 1e-6 }, { nonFiniteState: "throw" });
        for (let t = 0; t < 5000; t++) optimizer.step();
        expect(w.value[0]).toBeTypeOf("number");
        expect(Number.isFinite(w.value[0])).toBe(true);
      }
    },
  );
});

test("momentum that is switched on late starts from nothing, and its buffer is left alone while it is off", () => {
  const w = { value: Float64Array.of(0), grad: Float64Array.of(1) };
  const optimizer = rmsprop({ w }, { rho: 0, eps: 0, lr: 1 }); // each step's d / root is 1
  const moved = (momentum: number) => {
    const before = w.value[0]!;
    optimizer.hyper.momentum = momentum;
    optimizer.step();
    return before - w.value[0]!;
  };
  expect([moved(0), moved(0), moved(0.5), moved(0.5), moved(0), moved(0.5)]).toEqual([1, 1, 1, 1.5, 1, 1.75]);
});

test("the mean is the gradients', and ε alone divides where rounding has the variance below 0", () => {
  const w = { value: Float64Array.of(0), grad: Float64Array.of(7) };
  const optimizer = rmsprop({ w }, { centered: true, lr: 1, eps: 0.25, rho: 0.9 });
  let below = 0;
  for (let t = 1; t <= 400; t++) {
    const before = w.value[0]!;
    optimizer.step();
    const { cache, mean } = optimizer.state().parameters.w as Record<string, Float64Array>;
    expect(mean![0]).toBeCloseTo(7 * (1 - 0.9 ** t), 12);
    if (cache![0]! - mean![0]! * mean![0]! >= 0) continue;
    below++;
    expect(before - w.value[0]!).toBeCloseTo(7 / 0.25, 9);
  }
  expect(below).toBeGreaterThan(0);
});
