import { kernelsFor } from "../kernels/in-heap.ts";
import type { Shape } from "../tensor.ts";
import type { Layer } from "./layer.ts";

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
export function activation(
  name: string,
  forward: (y: Float32Array, x: Float32Array) => void,
  backward: (dx: Float32Array, dy: Float32Array, x: Float32Array, y: Float32Array) => void,
  kernel?: ActivationKernel,
): Layer<never, never, never> {
  const { kind = -1, parameter = 0, ofOutput = false } = kernel ?? {};
  return {
    name,
    outputShape: (inputShape: Shape) => inputShape,
    parameters: () => ({}),
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
