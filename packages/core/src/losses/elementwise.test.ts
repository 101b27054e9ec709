import { describe, expect, test } from "vitest";
import {
  activation,
  checkGradients,
  dense,
  elementwiseLoss,
  evaluate,
  meanSquaredError,
  sequential,
  tensor,
  zeros,
} from "../index.ts";

const logCosh = elementwiseLoss({
  name: "logCosh",
  value: (y, t) => Math.log(Math.cosh(y - t)),
  gradient: (y, t) => Math.tanh(y - t),
});
const square = (reduction?: "mean" | "sum") =>
  elementwiseLoss({ name: "square", reduction, value: (y, t) => (y - t) ** 2, gradient: (y, t) => 2 * (y - t) });

test("a log-cosh is a few lines, and its gradient is that of its value", () => {
  const outputs = tensor([[0.3], [-1], [2]]);
  expect(logCosh.forward(outputs, [0, 0, 1])).toBeCloseTo(
    (Math.log(Math.cosh(0.3)) + 2 * Math.log(Math.cosh(1))) / 3,
    6,
  );
  const report = checkGradients(logCosh, { outputs, labels: [0, 0, 1] });
  expect(report.passed, report.toString()).toBe(true);
});

test.each(["mean", "sum"] as const)("meanSquaredError in one's own words has its bits: %s", (reduction) => {
  const outputs = tensor([
    [0.3, -1, 0.25],
    [7, 2, 1e-3],
  ]);
  const labels = tensor({ shape: [2, 3] });
  for (const weights of [undefined, [0.5, 2]]) {
    const [own, ours] = [square(reduction), meanSquaredError({ reduction })];
    expect(own.forward(outputs, labels, weights)).toBe(ours.forward(outputs, labels, weights));
    expect(own.backward()).toEqual(ours.backward());
    expect(own.weight).toBe(ours.weight);
  }
});

test("its kind is declared, and brings the accuracy", () => {
  expect(logCosh.kind).toBe("values");
  const hinge = elementwiseLoss({
    name: "hinge",
    kind: "binary",
    value: (z, t) => Math.max(0, 1 - (2 * t - 1) * z),
    gradient: (z, t) => ((2 * t - 1) * z < 1 ? 1 - 2 * t : 0),
  });
  const model = sequential([dense(1, { weightInit: zeros() })], { input: 1 });
  model.parameters()["dense0.bias"]!.value.fill(1);
  const data = { x: tensor([[1], [2], [3], [4]]), y: [1, 0, 1, 1] };
  expect(evaluate(model, data, { loss: hinge }).accuracy).toBe(0.75);
  expect(evaluate(model, data, { loss: logCosh }).accuracy).toBeUndefined();
  expect(() => hinge.forward(tensor([[1]]), [2])).toThrow("hinge: target 2 of sample 0 is not between 0 and 1");
});

describe("a definition that is none", () => {
  const whole = { name: "own", value: () => 0, gradient: () => 0 };
  test.each<[string, unknown]>([
    ["elementwiseLoss: definition must be an object, got undefined", undefined],
    ["elementwiseLoss: options must be an object, got null", null],
    ['elementwiseLoss: name must be a text, got ""', { ...whole, name: "" }],
    ["elementwiseLoss: name must be a text, got undefined", { value: () => 0, gradient: () => 0 }],
    ["elementwiseLoss: value must be a function, got undefined", { name: "own", gradient: () => 0 }],
    ["elementwiseLoss: gradient must be a function, got 1", { ...whole, gradient: 1 }],
    ['elementwiseLoss: kind must be "binary" or "values", got "classes"', { ...whole, kind: "classes" }],
    ['own: reduction must be "mean" or "sum", got null', { ...whole, reduction: null }],
    [
      'elementwiseLoss: unknown option "derivative" (it has name, kind, value, gradient, reduction)',
      { ...whole, derivative: 1 },
    ],
  ])("%s", (message, definition) => {
    expect(() => elementwiseLoss(definition as never)).toThrow(message);
  });
});

test.each([undefined, null, "", "3", [], 1n, true])(
  "what a function of one's own returns is a number, not %s",
  (given) => {
    const give = () => given as never;
    const define = (parts: object) => elementwiseLoss({ name: "own", value: () => 0, gradient: () => 0, ...parts });
    const outputs = tensor([[1, 2]]);
    for (const part of ["value", "gradient"]) {
      expect(() => define({ [part]: give }).forward(outputs, [1, 1])).toThrow(
        `own: what ${part} returns must be a number`,
      );
    }
    const model = (parts: object) =>
      sequential([activation({ name: "odd", value: () => 0, derivative: () => 0, ...parts })], { input: 2 });
    expect(() => model({ value: give }).forward(outputs)).toThrow("odd: what value returns must be a number");
    const differs = model({ derivative: give });
    differs.forward(outputs);
    expect(() => differs.backward(outputs)).toThrow("odd: what derivative returns must be a number");
  },
);
