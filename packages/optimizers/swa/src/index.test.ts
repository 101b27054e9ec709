import { sgd } from "@downhill/catalog";
import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/swa.json" with { type: "json" };
import type { Plugin } from "@downhill/plugin";
import { expect, test } from "vitest";
import { swa } from "./index.ts";

conformance(swa(sgd), { identities: [{ name: "training knows nothing of the mean", with: sgd }] });
trajectories(swa(sgd), golden);

test("averages from its start on, at its frequency, and leaves training alone", () => {
  const run = (plugin: Plugin, hyper = {}) => {
    const w = { value: Float64Array.of(1), grad: Float64Array.of(1) };
    const optimizer = plugin({ w }, { lr: 0.125, ...hyper });
    return [1, 2, 3, 4, 5, 6].map(() => {
      optimizer.step();
      return [w.value[0]!, optimizer.weights().w![0]!];
    });
  };
  const seen = run(swa(sgd), { swaStart: 2, swaFreq: 2 });
  expect(seen.map(([value]) => value)).toEqual(run(sgd).map(([value]) => value));
  expect(seen.map(([, average]) => average)).toEqual([0.875, 0.75, 0.75, (0.75 + 0.5) / 2, (0.75 + 0.5) / 2, 0.5]);
  expect(() => run(swa(sgd), { swaFreq: 0 })).toThrow("swa(sgd): swaFreq must be at least 1, got 0");
});
