import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/sgd.json" with { type: "json" };
import { expect, test } from "vitest";
import { sgd } from "./index.ts";

conformance(sgd, { symmetries: { sign: true } });
trajectories(sgd, golden);

test("momentum that is switched on late starts from the gradient, and goes on from where it was switched off", () => {
  const w = { value: Float64Array.of(0), grad: Float64Array.of(1) };
  const optimizer = sgd({ w }, { lr: 1 });
  const moved = (momentum: number, gradient: number) => {
    const before = w.value[0]!;
    optimizer.hyper.momentum = momentum;
    w.grad[0] = gradient;
    optimizer.step();
    return before - w.value[0]!;
  };
  // torch.optim.SGD, whose buffer is made when momentum is first on, and left alone while it is off
  expect([moved(0, 1), moved(0, 3), moved(0.5, 8), moved(0.5, 4), moved(0, 1), moved(0.5, 2)]).toEqual([
    1, 3, 8, 8, 1, 6,
  ]);
});
