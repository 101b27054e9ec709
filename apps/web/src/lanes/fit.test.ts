import { problems } from "@downhill/problems/registry";
import { run } from "@downhill/runs/run";
import { expect, test } from "vitest";
import { fitterOf } from "./fit.ts";
import { pluginOf } from "./names.ts";

function shownOf(name: string, steps: number) {
  const spec = {
    version: 1,
    problem: { name },
    optimizer: "adam",
    hyper: { lr: 0.02 },
    seed: 0,
    precision: "float32",
  } as const;
  const all = run({ ...spec, budget: 500 }, { optimizers: pluginOf, problems });
  let now = all.next().value;
  for (let i = 0; i < steps; i++) now = all.next().value;
  if (!("task" in now)) throw new Error("the run is over");
  const fitter = fitterOf(now.task, problems[name]!.metric.name);
  return { fit: fitter?.fit, values: fitter?.frame(7, now).values, now };
}

test.each([
  ["logistic", 2, 512],
  ["convolution", 4, 256],
])("of %s, every point is in the square of its class and of what it is taken for", (name, count, samples) => {
  const { fit, values, now } = shownOf(name, 40);
  expect(fit).toEqual({ of: "classes", count, samples });
  expect(values!.reduce((sum, x) => sum + x, 0)).toBe(samples);
  const right = values!.filter((_, i) => i % (count + 1) === 0).reduce((sum, x) => sum + x, 0) / samples;
  // Of other points than these, where it is judged by others.
  expect(Math.abs(right - now.measure().metric)).toBeLessThan(name === "logistic" ? 1e-9 : 0.25);
});

test("of a regression on a line, the curve goes through what the model says", () => {
  const { fit, values, now } = shownOf("sine", 300);
  if (fit?.of !== "curve") throw new Error("no curve");
  const [left, right] = fit.bounds;
  const { x, y } = now.task.lesson!.data as { x: { data: Float32Array }; y: { data: Float32Array } };
  expect([...fit.points.subarray(0, 2)]).toEqual([x.data[0], y.data[0]]);
  // The loss against the sine itself is that of the curve, nearly.
  const errors = [...values!].map(
    (value, i) => (value - Math.sin(2 * Math.PI * (left + ((right - left) * i) / (values!.length - 1)))) ** 2,
  );
  expect(Math.abs(errors.reduce((sum, x) => sum + x, 0) / errors.length - now.measure().metric)).toBeLessThan(0.02);
});

test("what is neither has no picture", () => {
  expect(shownOf("autoencoder", 1).fit).toBeUndefined();
  expect(shownOf("rosenbrock", 1).fit).toBeUndefined();
});
