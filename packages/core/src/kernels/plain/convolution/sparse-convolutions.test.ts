import { test } from "vitest";
import { fuzz, tries } from "../../../../test/fuzz.ts";
import { same } from "../../../../test/same.ts";
import { type Conv2dOptions, conv2d, type MatmulPrecision, sequential, type Tensor, tensor } from "../../../index.ts";
import type { Pair } from "./window.ts";

// Whatever the stride, the dilation and the padding: at once, and what the definition says. Numbers are small and whole,
// so that sums in any order are exact.

const { random, size } = fuzz(11);
const whole = (shape: number[]) =>
  tensor(
    Array.from({ length: shape.reduce((a, b) => a * b) }, () => size(-3, 3)),
    shape,
  );

interface Example {
  readonly image: Pair;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
  readonly dilation: Pair;
}

/** By the definition, four loops and two: each pair of an output and a tap that meets an element of the image. */
function eachMeeting(
  { image, kernel, stride, padding, dilation }: Example,
  out: Pair,
  visit: (o: number, k: number, i: number) => void,
): void {
  for (let oy = 0; oy < out[0]; oy++) {
    for (let ox = 0; ox < out[1]; ox++) {
      for (let ky = 0; ky < kernel[0]; ky++) {
        for (let kx = 0; kx < kernel[1]; kx++) {
          const iy = oy * stride[0] + ky * dilation[0] - padding[0];
          const ix = ox * stride[1] + kx * dilation[1] - padding[1];
          if (iy < 0 || iy >= image[0] || ix < 0 || ix >= image[1]) continue;
          visit(oy * out[1] + ox, ky * kernel[1] + kx, iy * image[1] + ix);
        }
      }
    }
  }
}

function expectDefinition(example: Example, matmulPrecision: MatmulPrecision): void {
  const { image, kernel, stride, padding, dilation } = example;
  const [rows, ins, outs, groups] = [2, 2, 3, 2];
  const options: Conv2dOptions = { stride, padding, dilation, groups };
  const model = sequential([conv2d(outs * groups, kernel, options)], {
    input: [ins * groups, ...image],
    matmulPrecision,
  });
  const [, height, width] = model.outputShape as [number, number, number];
  const [area, spots, taps] = [image[0] * image[1], height * width, kernel[0] * kernel[1]];
  const w = whole([outs * groups, ins, ...kernel]);
  const b = whole([outs * groups]);
  model.load({ "conv2d0.weight": w.data, "conv2d0.bias": b.data });
  const x = whole([rows, ins * groups, ...image]);
  const dy = whole([rows, ...model.outputShape]);
  const y = dy.data.map((_, i) => b.data[Math.floor(i / spots) % (outs * groups)]!);
  const [dx, dw] = [new Float32Array(x.data.length), new Float32Array(w.data.length)];
  for (let n = 0; n < rows; n++) {
    for (let o = 0; o < outs * groups; o++) {
      for (let c = 0; c < ins; c++) {
        const fromY = (n * outs * groups + o) * spots;
        const fromX = (n * ins * groups + Math.floor(o / outs) * ins + c) * area;
        const fromW = (o * ins + c) * taps;
        eachMeeting(example, [height, width], (at, k, i) => {
          y[fromY + at]! += w.data[fromW + k]! * x.data[fromX + i]!;
          dx[fromX + i]! += w.data[fromW + k]! * dy.data[fromY + at]!;
          dw[fromW + k]! += dy.data[fromY + at]! * x.data[fromX + i]!;
        });
      }
    }
  }
  // 0 and -0 are the same number.
  const sameAs = (actual: Float32Array, expected: Float32Array, name: string) =>
    same(
      actual.map((each) => each + 0),
      expected.map((each) => each + 0),
      `${name} of ${JSON.stringify(example)}`,
    );
  sameAs(model.forward(x).data, y, "y");
  sameAs((model.backward(dy) as Tensor).data, dx, "dx");
  sameAs(model.parameters()["conv2d0.weight"]!.grad, dw, "dw");
}

const far = [1, 2, 3, 7, 40, 1000, 2 ** 31, 2 ** 32, 2 ** 40];
const any = (values: readonly number[]): Pair => [
  values[size(0, values.length - 1)]!,
  values[size(0, values.length - 1)]!,
];

test.each<MatmulPrecision>(["float32", "float64"])("any stride, dilation and padding, in %s", (matmulPrecision) => {
  let tried = 0;
  while (tried < tries(400)) {
    const kernel: Pair = [size(1, 4), size(1, 4)];
    const image: Pair = [size(1, 12), size(1, 12)];
    const padding: Pair = random() < 0.5 ? [size(0, 3), size(0, 3)] : any([0, 5, 60, 1000]);
    // A kernel that fits: in a wide padding it may be as dilated.
    const dilation = kernel.map((k, d) => {
      const most = k > 1 ? Math.floor((image[d]! + 2 * padding[d]! - 1) / (k - 1)) : 2 ** 40;
      return Math.max(1, random() < 0.5 ? Math.min(most, size(1, 3)) : most);
    }) as unknown as Pair;
    const stride = any(far);
    const outputs = [0, 1].map((d) => {
      const room = image[d]! + 2 * padding[d]! - dilation[d]! * (kernel[d]! - 1) - 1;
      return room < 0 ? 0 : Math.floor(room / stride[d]!) + 1;
    });
    if (outputs[0]! * outputs[1]! === 0 || outputs[0]! * outputs[1]! > 400) continue;
    tried++;
    expectDefinition({ image, kernel, stride, padding, dilation }, matmulPrecision);
  }
});
