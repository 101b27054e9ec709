import { adamw, sgd } from "@downhill/catalog";
import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/cautious-weight-decay.json" with { type: "json" };
import { elementwise, type HyperSpec, rate } from "@downhill/plugin";
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

/** Moves by the gradient; what it does with a decay is the wrapper's. */
const plain = (hyper: HyperSpec) =>
  elementwise({
    name: "plain",
    doc: "",
    paper: "",
    reference: "",
    hyper,
    state: [],
    rule: ({ w, g }) => ({ w: w - g }),
  });

test("takes a rate of 1 where the inner optimizer has none, and no decay where it has none", () => {
  const moved = (hyper: HyperSpec) => {
    const w = { value: Float64Array.of(8), grad: Float64Array.of(1) };
    cautiousWeightDecay(plain(hyper))({ w }).step();
    return w.value[0];
  };
  expect(moved({})).toBe(7);
  expect(moved({ lr: rate(0.5, "") })).toBe(7);
  expect(moved({ weightDecay: rate(0.5, "") })).toBe(3);
});
