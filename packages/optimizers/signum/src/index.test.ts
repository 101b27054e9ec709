import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/signum.json" with { type: "json" };
import { expect, test } from "vitest";
import { signum } from "./index.ts";

conformance(signum, { symmetries: { sign: true, scale: {} } });
trajectories(signum, golden);

test("its momentum is an average", () => {
  const w = { value: Float64Array.of(0), grad: Float64Array.of(8) };
  const optimizer = signum({ w }, { momentum: 0.75 });
  optimizer.step();
  expect((optimizer.state().parameters.w as { m: Float64Array }).m[0]).toBe(2);
});
