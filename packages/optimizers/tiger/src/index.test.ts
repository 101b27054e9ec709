import { signum } from "@downhill/catalog";
import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/tiger.json" with { type: "json" };
import { expect, test } from "vitest";
import { tiger } from "./index.ts";

conformance(tiger, {
  identities: [
    {
      name: "without decay it is signum",
      hyper: { weightDecay: 0 },
      with: signum,
      same: { lr: 1e-3, momentum: 0.965 },
    },
  ],
  moves: "fixedDecay leaves the rate out",
  symmetries: { sign: true, scale: {} },
});
trajectories(tiger, golden);

test("its momentum is an average", () => {
  const w = { value: Float64Array.of(0), grad: Float64Array.of(8) };
  const optimizer = tiger({ w }, { beta: 0.75 });
  optimizer.step();
  expect((optimizer.state().parameters.w as { m: Float64Array }).m[0]).toBe(2);
});
