import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/adabelief.json" with { type: "json" };
import { expect, test } from "vitest";
import { adabelief } from "./index.ts";

conformance(adabelief, {
  settings: {
    amsgrad: { rectify: 0, beta2: 0.5 },
    fixedDecay: { weightDecay: 0.1 },
    decoupledDecay: { weightDecay: 0.1 },
    degeneratedToSgd: { weightDecay: 0.1 },
  },
  moves: "fixedDecay leaves the rate out",
  symmetries: { sign: true },
});
trajectories(adabelief, golden);

test("keeps the largest deviations only where it divides by them", () => {
  for (const [hyper, kept] of [
    [{ amsgrad: 1, rectify: 0 }, true],
    [{ amsgrad: 1, rectify: 1 }, false],
    [{ amsgrad: 0, rectify: 0 }, false],
  ] as const) {
    const w = { value: new Float64Array(1), grad: Float64Array.of(1) };
    const optimizer = adabelief({ w }, hyper);
    optimizer.step();
    expect("sMax" in optimizer.state().parameters.w!).toBe(kept);
  }
});
