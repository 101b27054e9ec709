import { adamw, sgd } from "@downhill/catalog";
import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/grokfast.json" with { type: "json" };
import { expect, test } from "vitest";
import { grokfast } from "./index.ts";

conformance(grokfast(adamw), {
  scratch: 1,
  identities: [{ name: "with λ = 0 it is AdamW", hyper: { lambda: 0 }, with: adamw }],
});
trajectories(grokfast(adamw), golden);

test("its average starts at each parameter's own first gradient", () => {
  const first = { value: Float64Array.of(0), grad: Float64Array.of(1) };
  const late = { value: Float64Array.of(0), grad: null as unknown as Float64Array };
  const optimizer = grokfast(sgd)({ first, late }, { lr: 1, alpha: 0.5, lambda: 2 });
  optimizer.step();
  expect([first.value[0], late.value[0]]).toEqual([-3, 0]);
  late.grad = Float64Array.of(1);
  first.grad[0] = 3;
  optimizer.step();
  expect([first.value[0], late.value[0]]).toEqual([-3 - (3 + 2 * 2), -3]);
});
