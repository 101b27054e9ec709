import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/adabound.json" with { type: "json" };
import { expect, it } from "vitest";
import { adabound } from "./index.ts";

conformance(adabound, {
  settings: {
    decoupledWeightDecay: { weightDecay: 0.1 },
    amsbound: { beta2: 0.5 },
    finalLr: { gamma: 1 },
    gamma: { gamma: 1 },
  },
  moves: "the decoupled decay leaves the rate out",
  symmetries: { sign: true },
});
trajectories(adabound, golden);

it("stands still while its rate is 0, scales its bounds with it from the first that is not, and may have bounds that never close", () => {
  const w = { value: Float64Array.of(1), grad: Float64Array.of(1e-9) };
  const optimizer = adabound({ w }, { lr: 0, beta1: 0, finalLr: 0.5, gamma: 1e6 });
  optimizer.step();
  expect(w.value[0]).toBe(1);
  const moved = (lr: number) => {
    const before = w.value[0]!;
    optimizer.hyper.lr = lr;
    optimizer.step();
    return (before - w.value[0]!) / 1e-9;
  };
  expect(moved(0.1)).toBeCloseTo(0.5, 5);
  expect(moved(0.3)).toBeCloseTo(1.5, 5);
  const { value } = w;
  adabound({ w }, { finalLr: 0, gamma: 0 }).step();
  adabound({ w }, { gamma: 0, eps: 0 }).step();
  expect(Number.isFinite(value[0])).toBe(true);
});

it("has no bounds from above at gamma 0", () => {
  const w = { value: Float64Array.of(0), grad: Float64Array.of(1) };
  adabound({ w }, { gamma: 0, lr: 0.5 }).step();
  expect(w.value[0]).toBeCloseTo(-0.5, 6);
});
