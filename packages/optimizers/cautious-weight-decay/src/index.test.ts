import { adamw, sgd } from "@downhill/catalog";
import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/cautious-weight-decay.json" with { type: "json" };
import { expect, test } from "vitest";
import { cautiousWeightDecay } from "./index.ts";

conformance(cautiousWeightDecay(adamw), {
  scratch: 1,
  identities: [{ name: "without decay it is AdamW", hyper: { weightDecay: 0 }, with: adamw, same: { weightDecay: 0 } }],
});
trajectories(cautiousWeightDecay(adamw), golden);

test("decays where the step goes towards zero or nowhere, and not where it goes away from it", () => {
  for (const type of [Float32Array, Float64Array]) {
    const w = { value: type.of(2, 2, 2, -2, -2, -2), grad: type.of(1, 0, -1, 1, 0, -1) };
    cautiousWeightDecay(sgd)({ w }, { lr: 0.5, weightDecay: 0.25 }).step();
    expect([...w.value]).toEqual([1.25, 1.75, 2.5, -2.5, -1.75, -1.25]);
  }
});
