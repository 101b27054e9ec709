import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/dog.json" with { type: "json" };
import { expect, test } from "vitest";
import { dog } from "./index.ts";

conformance(dog, {
  coupled: "one distance and one sum for all parameters",
  ungrouped: ["repsRel", "eps", "initEta", "layerwise"],
  moves: "the first step's rate is initEta, whatever lr",
  symmetries: { sign: true },
});
trajectories(dog, golden);

test("layerwise, one tensor is moved as if it were alone; else as part of all", () => {
  const run = (names: readonly string[], layerwise: boolean) => {
    const parameters = Object.fromEntries(
      names.map((name, i) => [name, { value: Float64Array.of(1, i), grad: new Float64Array(2) }]),
    );
    const optimizer = dog(parameters, { layerwise, repsRel: 0.01 });
    for (let t = 0; t < 9; t++) {
      for (const { value, grad } of Object.values(parameters)) grad.set(value.map((x, i) => (i + 1) * x));
      optimizer.step();
    }
    return parameters.a!.value;
  };
  expect(run(["a", "b"], true)).toEqual(run(["a"], true));
  expect(run(["a"], true)).toEqual(run(["a"], false));
  expect(run(["a", "b"], false)).not.toEqual(run(["a"], false));
});

test("with a rate of its own for the first step, the distance begins with the way", () => {
  const w = { value: Float64Array.of(1), grad: Float64Array.of(0) };
  const optimizer = dog({ w }, { initEta: 0.5 });
  optimizer.step();
  w.grad[0] = 1;
  optimizer.step();
  expect(w.value[0]).toBe(1);
});

test("float32 knows distances whose squares are beyond its numbers", () => {
  const w = { value: new Float32Array(2), grad: Float32Array.of(-3, 4) };
  const optimizer = dog({ w }, { initEta: 1e20, layerwise: 1 });
  optimizer.step();
  optimizer.step();
  expect((optimizer.state().parameters.w as { r: number }).r / 5e20).toBeCloseTo(1, 6);
});
