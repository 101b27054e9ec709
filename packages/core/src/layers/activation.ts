import { checkFunction, checkOptions, refuse } from "@downhill/plugin/arguments";
import { kernelsFor } from "../kernels/bindings/in-heap.ts";
import { flushed } from "../kernels/plain/flush.ts";
import type { Layer } from "./layer.ts";
import { checkReturned } from "./returned.ts";

/** The SIMD kernel with the bits of the plain functions. */
interface ActivationKernel {
  /** Of `Activation`. */
  readonly kind: number;
  /** What its formula takes beside x. */
  readonly parameter?: number;
  /** Whether its backward takes y for x. */
  readonly ofOutput?: boolean;
}

/** A layer without parameters whose y has the shape of x and depends on it element by element. */
export function kernelActivation(
  name: string,
  forward: (y: Float32Array, x: Float32Array) => void,
  backward: (dx: Float32Array, dy: Float32Array, x: Float32Array, y: Float32Array) => void,
  kernel?: ActivationKernel,
): Layer<never, never, never> {
  const { kind = -1, parameter = 0, ofOutput = false } = kernel ?? {};
  return {
    name,
    outputShape: (inputShape) => inputShape,
    forward({ x, y }) {
      const kernels = kernel && kernelsFor(y, x);
      if (kernels) kernels.activationForward(kind, y.byteOffset, x.byteOffset, y.length, parameter);
      else forward(y, x);
    },
    backward({ x, y, dx, dy }) {
      if (!dx) return;
      const source = ofOutput ? y : x;
      const kernels = kernel && kernelsFor(dx, dy, source);
      if (!kernels) backward(dx, dy, x, y);
      else kernels.activationBackward(kind, dx.byteOffset, dy.byteOffset, source.byteOffset, dx.length, parameter);
    },
  };
}

/** An activation of one's own. */
export interface ActivationDefinition {
  /** In camelCase: it names the layer. */
  readonly name: string;
  /** y, given x. */
  value(x: number): number;
  /** dy/dx, given x and y. */
  derivative(x: number, y: number): number;
}

/**
 * A layer that applies a function to each element: `activation({ name: "square", value: (x) => x * x, derivative: (x) =>
 * 2 * x })`. Functions get float64 numbers, and what they give is rounded to float32 once, to 0 where that
 * would be subnormal.
 * @throws TypeError for a name or function that is none.
 */
export function activation(definition: ActivationDefinition): Layer<never> {
  checkOptions("activation", definition, ["name", "value", "derivative"]);
  const { name, value, derivative } = Object(definition) as ActivationDefinition;
  if (typeof name !== "string" || !/^[a-z]\w*$/i.test(name))
    refuse("activation", "name", 'a name such as "square"', name);
  checkFunction("activation", "value", value);
  checkFunction("activation", "derivative", derivative);
  return kernelActivation(
    name,
    (y, x) => {
      for (let i = 0; i < y.length; i++) y[i] = flushed(checkReturned(name, "value", value(x[i]!)));
    },
    (dx, dy, x, y) => {
      for (let i = 0; i < dx.length; i++)
        dx[i] = flushed(dy[i]! * checkReturned(name, "derivative", derivative(x[i]!, y[i]!)));
    },
  );
}
