import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/polyak-sgd.json" with { type: "json" };
import { expect, test } from "vitest";
import { polyakSgd } from "./index.ts";

conformance(polyakSgd, {
  settings: { spsPlus: { lowerBound: 12 } },
  coupled: "one norm for all parameters",
  ungrouped: ["lowerBound", "eps", "spsPlus"],
  symmetries: { sign: true },
});
trajectories(polyakSgd, golden);

test("goes half the way to the minimum of a parabola at each step, since that is where its tangent meets 0", () => {
  const w = { value: Float64Array.of(8, -4), grad: new Float64Array(2) };
  const optimizer = polyakSgd({ w }, { lr: 1e9 });
  for (let t = 1; t <= 10; t++) {
    w.grad.set(w.value.map((x) => 6 * x));
    optimizer.step(
      undefined,
      w.value.reduce((sum, x) => sum + 3 * x * x, 0),
    );
    expect([...w.value]).toEqual([8 / 2 ** t, -4 / 2 ** t]);
  }
});

test("a loss below its bound leads uphill, whatever lr, and nowhere with spsPlus", () => {
  const moved = (hyper: object) => {
    const w = { value: Float64Array.of(1), grad: Float64Array.of(2) };
    polyakSgd({ w }, { lowerBound: 5, ...hyper }).step(undefined, 3);
    return w.value[0];
  };
  expect(moved({})).toBe(2);
  expect(moved({ lr: 0 })).toBe(2);
  expect(moved({ spsPlus: true })).toBe(1);
});
