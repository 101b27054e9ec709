import { describe, expect, test } from "vitest";
import golden from "../../golden/layers.json" with { type: "json" };
import {
  type Accumulation,
  categoricalCrossEntropy,
  dense,
  type Layer,
  normal,
  relu,
  sequential,
  softmax,
  softmaxCrossEntropy,
  tensor,
} from "../index.ts";
import type { Random } from "../random.ts";

/** Irrational steps: not random, but not in line either. */
function stream(): Random {
  let x = 0;
  const uniform = () => {
    x = (x + 0.6180339887498949) % 1;
    return x;
  };
  return { uniform, normal: () => 4 * uniform() - 2 };
}

function wiggle(shape: number[], scale = 1) {
  const random = stream();
  return tensor(
    shape,
    Array.from({ length: shape.reduce((a, b) => a * b) }, () => scale * random.normal()),
  );
}

function goldenCase(id: string) {
  const found = golden.cases.find((each) => each.id === id);
  if (!found) throw new Error(`no golden ${id}`);
  return found;
}

function transposed(data: readonly number[], rows: number, columns: number): number[] {
  return data.map((_, i) => data[(i % rows) * columns + Math.floor(i / rows)]!);
}

/** Within a few roundings of float32 of what float64 gave. */
function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance = 1e-6): void {
  expect(actual.length).toBe(expected.length);
  const scale = Math.max(...expected.map(Math.abs));
  for (const [i, value] of expected.entries()) {
    expect(Math.abs(actual[i]! - value), `element ${i}: ${actual[i]} for ${value}`).toBeLessThanOrEqual(
      tolerance * scale,
    );
  }
}

describe.each<Accumulation>(["float32", "float64"])("PyTorch's, accumulated in %s", (accumulation) => {
  test.each(["linear", "linear-no-bias"])("%s", (id) => {
    const { input, params, output, upstream, gradInput, gradParams } = goldenCase(id);
    const [units, inputs] = params!.weight.shape as [number, number];
    const model = sequential({ input: inputs, random: stream(), accumulation }, [dense(units)]);
    model.load({
      "layer1.weights": transposed(params!.weight.data, units, inputs),
      "layer1.biases": params!.bias?.data ?? new Float32Array(units),
    });
    expectClose(model.forward(tensor(input.shape, input.data)).data, output.data);
    const dx = model.backward(tensor(upstream.shape, upstream.data));
    expectClose(dx.data, gradInput.data);
    const gradients = model.parameters();
    expectClose(gradients["layer1.weights"]!.grad, transposed(gradParams!.weight.data, units, inputs));
    if (gradParams!.bias) expectClose(gradients["layer1.biases"]!.grad, gradParams!.bias.data);
  });

  test.each<[string, () => Layer, number]>([
    ["relu", relu, 1e-6],
    ["softmax", softmax, 1e-6],
    // Its logits are in the hundreds: rounding them to float32 is what costs.
    ["softmax-large", softmax, 1e-4],
  ])("%s", (id, layer, tolerance) => {
    const { input, output, upstream, gradInput } = goldenCase(id);
    const model = sequential({ input: input.shape[1]!, random: stream(), accumulation }, [layer()]);
    expectClose(model.forward(tensor(input.shape, input.data)).data, output.data, tolerance);
    expectClose(model.backward(tensor(upstream.shape, upstream.data)).data, gradInput.data, tolerance);
  });
});

test("PyTorch's cross-entropy", () => {
  const { input, target, output, gradInput } = goldenCase("cross-entropy-mean");
  const logits = tensor(input.shape, input.data);
  const loss = softmaxCrossEntropy();
  expect(loss.forward(logits, target!.data)).toBeCloseTo(output.data[0]!, 6);
  expectClose(loss.backward().data, gradInput.data);

  const model = sequential({ input: input.shape[1]!, random: stream() }, [softmax()]);
  const plain = categoricalCrossEntropy();
  expect(plain.forward(model.forward(logits), target!.data)).toBeCloseTo(output.data[0]!, 6);
  expectClose(model.backward(plain.backward()).data, gradInput.data);
});

test("PyTorch's cross-entropy of large logits: its gradient, but a loss that is clipped", () => {
  const { input, target, gradInput } = goldenCase("cross-entropy-large-logits");
  const loss = softmaxCrossEntropy();
  // Samples 0 and 2 are certain and wrong: each loses -ln 1e-7. The others are certain and right.
  expect(loss.forward(tensor(input.shape, input.data), target!.data)).toBeCloseTo((2 * 16.118096) / 5, 4);
  expectClose(loss.backward().data, gradInput.data);
});

/** Σ u·y in float64, for the gradient u. */
function dot(u: Float32Array, y: Float32Array): number {
  return u.reduce((sum, each, i) => sum + each * y[i]!, 0);
}

/** The central difference of `f` in each element of `x`, with a step that float32 holds exactly. */
function centralDifferences(x: Float32Array, f: () => number): number[] {
  const h = 2 ** -7;
  return Array.from(x, (value, i) => {
    x[i] = value + h;
    const above = f();
    const right = x[i]!;
    x[i] = value - h;
    const below = f();
    const left = x[i]!;
    x[i] = value;
    return (above - below) / (right - left);
  });
}

const wide = normal(0.7);

describe("gradients are the central differences", () => {
  test.each<[string, () => Layer[]]>([
    ["dense", () => [dense(4)]],
    ["relu", () => [relu()]],
    ["softmax", () => [softmax()]],
    ["all together", () => [dense(6, { weights: wide }), relu(), dense(4, { weights: wide }), softmax()]],
  ])("%s", (_, layers) => {
    const model = sequential({ input: 3, random: stream(), accumulation: "float64" }, layers());
    const x = wiggle([5, 3]);
    const u = wiggle([5, model.outputs], 0.5);
    const f = () => dot(u.data, model.forward(x).data);
    f();
    const dx = model.backward(u).data.slice();
    const grads = Object.values(model.parameters()).map(({ grad }) => grad.slice());
    expectClose(dx, centralDifferences(x.data, f), 2e-3);
    for (const [i, { value }] of Object.values(model.parameters()).entries()) {
      expectClose(grads[i]!, centralDifferences(value, f), 2e-3);
    }
  });

  test.each([softmaxCrossEntropy(), categoricalCrossEntropy()])("$name", (loss) => {
    const outputs =
      loss.name === "categoricalCrossEntropy" ? tensor([2, 3], [0.2, 0.3, 0.5, 0.6, 0.3, 0.1]) : wiggle([2, 3]);
    loss.forward(outputs, [2, 0]);
    const gradient = loss.backward().data.slice();
    expectClose(
      gradient,
      centralDifferences(outputs.data, () => loss.forward(outputs, [2, 0])),
      2e-3,
    );
  });
});
