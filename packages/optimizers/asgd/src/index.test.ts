import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/asgd.json" with { type: "json" };
import { expect, it } from "vitest";
import { asgd } from "./index.ts";

conformance(asgd, {
  settings: { t0: { t0: 3 } },
  symmetries: { sign: true },
});
trajectories(asgd, golden);

it("evaluates at the mean of the weights since t₀ + 2, and acts on a rate one step late", () => {
  const w = { value: Float64Array.of(1), grad: Float64Array.of(1) };
  const optimizer = asgd({ w }, { lr: 0.1, lambd: 0, t0: 2 });
  expect(optimizer.weights().w![0]).toBe(1);
  const values: number[] = [];
  for (let t = 1; t <= 6; t++) {
    optimizer.hyper.lr = t < 4 ? 0.1 : 0.2;
    optimizer.step();
    values.push(w.value[0]!);
    const since = t < 5 ? values.slice(-1) : values.slice(3);
    expect(optimizer.weights().w![0]).toBeCloseTo(since.reduce((a, x) => a + x) / since.length, 12);
  }
  for (const [i, x] of [0.9, 0.8, 0.7, 0.6, 0.4, 0.2].entries()) expect(values[i]).toBeCloseTo(x, 12);
});
