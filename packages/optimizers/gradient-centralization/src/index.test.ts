import { adamw, sgd } from "@downhill/catalog";
import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/gradient-centralization.json" with { type: "json" };
import { elementwise, type Parameter } from "@downhill/plugin";
import { expect, test } from "vitest";
import { gradientCentralization } from "./index.ts";

conformance(gradientCentralization(sgd), {
  scratch: 1,
  identities: [{ name: "without means to take off it is SGD", hyper: { useGc: 0 }, with: sgd }],
});
trajectories(gradientCentralization(sgd), golden);

/** A step of SGD at a rate of 1, on a gradient of 1, 2, 4, 8, …; gives the centralised gradient. */
function stepOf(facts: Omit<Parameter, "value" | "grad">, hyper: Record<string, number> = {}) {
  const length = facts.shape!.reduce((product, size) => product * size, 1);
  const w = {
    value: new Float64Array(length),
    grad: Float64Array.from({ length }, (_, i) => 2 ** i),
    ...facts,
  };
  gradientCentralization(sgd)({ w }, { lr: 1, ...hyper }).step();
  return [...w.value].map((x) => 0 - x);
}

test("each output's gradient has a mean of 0, wherever the outputs lie", () => {
  for (const shape of [
    [3, 2],
    [2, 3],
    [2, 3, 2],
    [2, 1, 2, 3],
  ])
    for (let outputAxis = 0; outputAxis < shape.length; outputAxis++) {
      const seen = stepOf({ shape, outputAxis });
      const behind = shape.slice(outputAxis + 1).reduce((product, size) => product * size, 1);
      for (let k = 0; k < shape[outputAxis]!; k++) {
        const own = seen.filter((_, i) => Math.floor(i / behind) % shape[outputAxis]! === k);
        expect(
          own.reduce((sum, x) => sum + x, 0),
          `${shape} ${outputAxis} ${k}`,
        ).toBeCloseTo(0, 12);
      }
    }
  expect(stepOf({ shape: [2, 2] })).toEqual([-1.5, -3, 1.5, 3]);
  expect(stepOf({ shape: [2, 2], outputAxis: 0 })).toEqual([-0.5, 0.5, -2, 2]);
});

test("leaves alone vectors, biases, scales and embeddings, and with gcConvOnly what has up to three axes", () => {
  const raw = [1, 2, 4, 8];
  for (const facts of [
    { shape: [4] },
    ...(["bias", "scale", "embedding"] as const).map((role) => ({ role, shape: [2, 2] })),
  ])
    expect(stepOf(facts)).toEqual(raw);
  expect(stepOf({ shape: [2, 2, 1] }, { gcConvOnly: 1 })).toEqual(raw);
  expect(stepOf({ shape: [2, 1, 1, 2] }, { gcConvOnly: 1 })).not.toEqual(raw);
});

test("takes off the mean of the decay too, and leaves nothing to decay to the inner optimizer", () => {
  const w = { value: Float64Array.of(1, 3), grad: new Float64Array(2), shape: [2, 1] };
  gradientCentralization(sgd)({ w }, { lr: 0.5, weightDecay: 0.5 }).step();
  expect([...w.value]).toEqual([1.25, 2.75]);
  const v = { value: Float64Array.of(2, 2), grad: new Float64Array(2), shape: [2, 1] };
  gradientCentralization(adamw)({ v }, { weightDecay: 0.5 }).step();
  expect([...v.value]).toEqual([2, 2]);
});

test("adds no decay where the inner optimizer has none", () => {
  const plain = elementwise({
    name: "plain",
    doc: "",
    paper: "",
    reference: "",
    hyper: {},
    state: [],
    rule: ({ w, g }) => ({ w: w - g }),
  });
  const w = { value: Float64Array.of(8), grad: Float64Array.of(1) };
  gradientCentralization(plain)({ w }).step();
  expect(w.value[0]).toBe(7);
});
