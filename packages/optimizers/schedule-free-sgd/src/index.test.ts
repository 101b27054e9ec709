import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/schedule-free-sgd.json" with { type: "json" };
import { expect, it } from "vitest";
import { scheduleFreeSgd } from "./index.ts";

conformance(scheduleFreeSgd, {
  settings: { weightLrPower: { warmupSteps: 5 } },
  symmetries: { sign: true },
});
trajectories(scheduleFreeSgd, golden);

it("evaluates at the average of what it has stepped through, and stays finite without β₁", () => {
  const run = (hyper: object) => {
    const w = { value: Float64Array.of(1), grad: Float64Array.of(1) };
    const optimizer = scheduleFreeSgd({ w }, { lr: 0.1, ...hyper });
    const places: number[] = [];
    for (let t = 1; t <= 6; t++) {
      w.grad[0] = Math.cos(t);
      optimizer.step();
      places.push(optimizer.state().parameters.w!.z as never);
    }
    const z = places.map((x) => (x as unknown as Float64Array)[0]!);
    return { mean: z.reduce((a, x) => a + x) / z.length, x: optimizer.weights().w![0]!, y: w.value[0]!, z: z.at(-1)! };
  };
  for (const hyper of [{}, { weightLrPower: 0 }, { beta1: 0.3 }, { lr: 0, weightLrPower: 0 }]) {
    const { mean, x, y, z } = run(hyper);
    const { beta1 } = { beta1: 0.9, ...hyper };
    expect(x).toBeCloseTo(mean, 12);
    expect(y).toBeCloseTo((1 - beta1) * z + beta1 * x, 12);
  }
  const { x, y, z } = run({ beta1: 0 });
  expect(y).toBeCloseTo(z, 12);
  expect(x).toBe(y);
  expect(run({ lr: 0 }).x).toBeCloseTo(1, 12);
});
