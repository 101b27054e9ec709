import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/rmsprop.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { rmsprop } from "./index.ts";

conformance(rmsprop);
trajectories(rmsprop, golden);

describe("centered", () => {
  it.each([Float32Array, Float64Array as unknown as Float32ArrayConstructor])(
    "stays finite where rounding would have a variance below 0, in %o",
    (type) => {
      for (const gradient of [0.1, -0.3, 1e-4, 7]) {
        const w = { value: type.of(1), grad: type.of(gradient) };
        const optimizer = rmsprop({ w }, { centered: true, lr: 1e-6 }, { nonFiniteState: "throw" });
        for (let t = 0; t < 5000; t++) optimizer.step();
        expect(w.value[0]).toBeTypeOf("number");
        expect(Number.isFinite(w.value[0])).toBe(true);
      }
    },
  );
});
