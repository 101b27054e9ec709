import { describe, expect, test } from "vitest";
import {
  batchNorm,
  checkGradients,
  dense,
  dropout,
  embedding,
  type LayerLike,
  layerNorm,
  type Model,
  predict,
  relu,
  residual,
  save,
  sequential,
  softmaxCrossEntropy,
  tanh,
  tensor,
} from "../index.ts";

const x = tensor([1, -2, 0.5, 3, 0, -1, 2, 1], [4, 2]);
const names = (model: { parameters(): object }) => Object.keys(model.parameters());

describe("names", () => {
  test("are those of a record, or kind and index among all layers", () => {
    const named = sequential({ hidden: dense(4), act: relu(), out: dense(3) }, { input: 2 });
    expect(names(named)).toEqual(["hidden.weight", "hidden.bias", "out.weight", "out.bias"]);
    const listed = sequential([dense(4), relu(), batchNorm(), dense(3)], { input: 2 });
    expect(names(listed)).toEqual([
      "dense0.weight",
      "dense0.bias",
      "batchNorm2.scale",
      "batchNorm2.bias",
      "dense3.weight",
      "dense3.bias",
    ]);
    expect(Object.keys(listed.buffers())).toEqual(["batchNorm2.runningMean", "batchNorm2.runningVariance"]);
  });

  test.each<[string, unknown]>([
    ['a layer\'s name must have no dots or spaces and not be a number, got "a.b"', { "a.b": dense(1) }],
    ['a layer\'s name must have no dots or spaces and not be a number, got "1"', { 1: dense(1) }],
    ["there must be at least one layer, got 0", []],
    ["there must be at least one layer, got 0", {}],
    ["the layers must be a list or a record of layers, got null", null],
    ["layer 1 is a function: call it, as in relu()", [dense(1), relu]],
    ["layer 1 must be a layer with name, outputShape, forward and backward, got undefined", [dense(1), undefined]],
    ['layer "act" must be a layer with name, outputShape, forward and backward, got another object', { act: {} }],
  ])("%s", (message, layers) => {
    expect(() => sequential(layers as never, { input: 2 })).toThrow(`sequential: ${message}`);
  });

  test("options that come first are told so", () => {
    expect(() => sequential({ input: 2 } as never, [dense(2)] as never)).toThrow("sequential: the layers come first");
  });
});

test("roles say what a parameter is, and output which are the last layer's", () => {
  const model = sequential([embedding(5, 4), dense(4), layerNorm(), relu(), dense(3, { bias: false }), relu()], {
    input: 2,
  });
  const said = Object.entries(model.parameters()).map(([name, { role, output }]) => [name, role, output]);
  expect(said).toEqual([
    ["embedding0.weight", "embedding", undefined],
    ["dense1.weight", "weight", undefined],
    ["dense1.bias", "bias", undefined],
    ["layerNorm2.scale", "scale", undefined],
    ["layerNorm2.bias", "bias", undefined],
    ["dense4.weight", "weight", true],
  ]);
});

test("dense without a bias is dense with one of zeros", () => {
  const make = (bias: boolean) => sequential([dense(4, { bias }), relu(), dense(3, { bias })], { input: 2, seed: 3 });
  const [without, withZeros] = [make(false), make(true)];
  expect(names(without)).toEqual(["dense0.weight", "dense2.weight"]);
  expect(without.forward(x).data).toEqual(withZeros.forward(x).data);
  const dy = tensor({ shape: [4, 3] });
  dy.data.set([1, 2, 3, -1, 0, 2, 5, 1, 1, 0, 0, -2]);
  expect(without.backward(dy).data).toEqual(withZeros.backward(dy).data);
  expect(without.parameters()["dense0.weight"]!.grad).toEqual(withZeros.parameters()["dense0.weight"]!.grad);
  expect(() => dense(1, { bias: false, biasInit: () => {} })).toThrow(
    "dense: biasInit is of a bias, and there is none: bias is false",
  );
  expect(() => dense(1, { bias: 0 as never })).toThrow("dense: bias must be true or false, got 0");
});

describe("a model among the layers of another", () => {
  test("stays the same model: one set of parameters, under two names", () => {
    const encoder = sequential([dense(4), tanh()], { input: 2, seed: 1 });
    const model = sequential({ encoder, head: dense(3) }, { input: 2, seed: 2 });
    expect(names(model)).toEqual(["encoder.dense0.weight", "encoder.dense0.bias", "head.weight", "head.bias"]);
    expect(model.parameters()["encoder.dense0.weight"]!.value).toBe(encoder.parameters()["dense0.weight"]!.value);
    const outputs = ({ parameters }: typeof model) =>
      Object.entries(parameters())
        .filter(([, { output }]) => output)
        .map(([name]) => name);
    expect([outputs(model), outputs(encoder)]).toEqual([
      ["head.weight", "head.bias"],
      ["dense0.weight", "dense0.bias"],
    ]);
    expect(Object.keys(model.state())).toEqual(names(model));
  });

  test("computes what its layers would, forward and backward, and trains", () => {
    const whole = sequential([dense(4), batchNorm(), tanh(), dense(3)], { input: 2, seed: 1 });
    const inner = sequential([dense(4), batchNorm(), tanh()], { input: 2, seed: 5 });
    const model = sequential([inner, dense(3)], { input: 2, seed: 6 });
    const flat = Object.values(whole.state());
    model.load(
      Object.fromEntries(
        Object.keys(model.state()).map((name) => {
          const bare = name.replace("sequential0.", "").replace("dense1", "dense3");
          return [name, whole.state()[bare]!];
        }),
      ),
    );
    expect(flat.length).toBe(Object.keys(model.state()).length);
    const step = (each: typeof whole) => {
      const loss = softmaxCrossEntropy();
      const value = loss.forward(each.forward(x), [0, 1, 2, 0]);
      const dx = each.backward(loss.backward());
      return { value, dx: dx.data.slice(), grads: Object.values(each.parameters()).map(({ grad }) => grad.slice()) };
    };
    const descend = (each: typeof whole) => {
      for (const { value, grad } of Object.values(each.parameters()))
        for (let i = 0; i < value.length; i++) value[i]! -= 0.1 * grad[i]!;
    };
    for (let i = 0; i < 5; i++) {
      expect(step(model)).toEqual(step(whole));
      for (const each of [model, whole]) descend(each);
    }
    expect(checkGradients(model, { x, training: true }).passed).toBe(true);
  });

  test.each<[string, (model: Model) => LayerLike]>([
    ["itself", (model) => model],
    ["in a residual", (model) => residual([model])],
    ["in a model", (model) => sequential([model, relu()], { input: 2 })],
  ])("%s: what it does on its own comes in no backward's way unseen", (_, place) => {
    const inner = sequential([dense(2), tanh()], { input: 2 });
    const model = sequential([dense(2), place(inner), dense(2)], { input: 2 });
    const forward = () => model.forward(x).data.slice();
    const dy = { shape: [4, 2], data: forward() };
    model.backward(dy);
    const grads = Object.values(model.parameters()).map(({ grad }) => grad.slice());
    const unchanged = () => expect(Object.values(model.parameters()).map(({ grad }) => grad)).toEqual(grads);

    forward();
    predict(inner, tensor([[9, 9]]));
    model.backward(dy);
    unchanged();
    for (const other of [tensor([[9, 9]]), x]) {
      forward();
      inner.forward(other);
      expect(() => model.backward(dy)).toThrow("since the forward, a model among the layers has had one of its own");
      unchanged();
    }
    forward();
    inner.dispose();
    for (const use of [forward, () => model.backward(dy), model.state, () => save(model), () => predict(model, x)])
      expect(use).toThrow("the model has been disposed of");
  });

  test("is checked: shapes, and that it stands there once", () => {
    const inner = sequential([dense(4)], { input: 3 });
    expect(() => sequential([inner], { input: 2 })).toThrow("sequential: a model for inputs of [3] got [2]");
    const square = sequential([dense(2)], { input: 2 });
    expect(() => sequential([square, relu(), square], { input: 2 })).toThrow("a model stands twice among the layers");
  });
});

describe("residual", () => {
  test("adds its layers' outputs to x, and its gradients are right", () => {
    const make = () => residual([dense(3), tanh(), dense(2)]);
    for (const precision of ["float32", "float64"] as const) {
      const report = checkGradients(make(), {
        input: 2,
        precision,
        ...(precision === "float32" && { tolerance: 1e-2 }),
      });
      expect(report.passed, String(report)).toBe(true);
    }
    const model = sequential({ block: make(), out: dense(3) }, { input: 2, seed: 4 });
    expect(names(model)).toEqual([
      "block.dense0.weight",
      "block.dense0.bias",
      "block.dense2.weight",
      "block.dense2.bias",
      "out.weight",
      "out.bias",
    ]);
    const alone = sequential([make()], { input: 2, seed: 4 });
    const inside = sequential([dense(3), tanh(), dense(2)], { input: 2, seed: 4 });
    const f = inside.forward(x).data;
    expect([...alone.forward(x).data]).toEqual([...x.data.map((each, i) => each + f[i]!)]);
  });

  test("holds residuals, models, dropout and normalisation", () => {
    const inner = sequential([dense(2)], { input: 2 });
    const model = sequential([residual([residual([dense(2), batchNorm(), dropout(0.5)]), inner])], { input: 2 });
    expect(names(model)).toEqual([
      "residual0.residual0.dense0.weight",
      "residual0.residual0.dense0.bias",
      "residual0.residual0.batchNorm1.scale",
      "residual0.residual0.batchNorm1.bias",
      "residual0.sequential1.dense0.weight",
      "residual0.sequential1.dense0.bias",
    ]);
    expect(checkGradients(model, { x }).passed).toBe(true);
  });

  test("keeps the shape", () => {
    expect(() => sequential([residual([dense(3)])], { input: 2 })).toThrow(
      "residual: the layers must keep the shape [2], and make it [3]",
    );
    expect(() => residual([])).toThrow("residual: there must be at least one layer");
  });
});
