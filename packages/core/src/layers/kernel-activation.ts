import { furtherKernelsFor } from "../kernels/bindings/further-in-heap.ts";
import { type Backward, elementLayer, type Forward } from "./activation.ts";
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

/** An activation that has a kernel, whose work the plain functions do where there is none. */
export function kernelActivation(
  name: string,
  forward: Forward,
  backward: Backward,
  { kind, parameter = 0, ofOutput = false }: ActivationKernel,
): Layer<never, never, never> {
  return elementLayer(
    name,
    (y, x) => {
      const kernels = furtherKernelsFor(y, x);
      if (kernels) kernels.activationForward(kind, y.byteOffset, x.byteOffset, y.length, parameter);
      else forward(y, x);
    },
    (dx, dy, x, y) => {
      const source = ofOutput ? y : x;
      const kernels = furtherKernelsFor(dx, dy, source);
      if (!kernels) backward(dx, dy, x, y);
      else kernels.activationBackward(kind, dx.byteOffset, dy.byteOffset, source.byteOffset, dx.length, parameter);
    },
  );
}
