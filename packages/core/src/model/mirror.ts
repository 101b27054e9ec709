import type { LayerBuffer, LayerParameter } from "../layers/layer.ts";
import type { Runs } from "./memory.ts";

/** A model's own arrays, each run as one: they are contiguous. */
export interface Own {
  readonly values: Float32Array;
  readonly grads: Float32Array;
  readonly buffers: Float32Array;
  readonly runs: Runs;
}

/** The runs of a block of `ownRuns`, each as one array. */
export function ownOf(runs: readonly (readonly Float32Array[])[], lengths: Runs): Own {
  const [values, grads, buffers] = runs.map(whole) as [Float32Array, Float32Array, Float32Array];
  return { values, grads, buffers, runs: lengths };
}

function whole([first, ...rest]: readonly Float32Array[]): Float32Array {
  if (!first) return new Float32Array(0);
  const length = rest.reduce((sum, each) => sum + each.length, first.length);
  return new Float32Array(first.buffer, first.byteOffset, length);
}

/** A copy of a model's own arrays in another heap, where a plan computes with it. */
export interface Mirror {
  parameters(of: LayerParameter): LayerParameter;
  buffers(of: LayerBuffer): LayerBuffer;
  /** Takes the values and buffers as they are. */
  read(): void;
  writeBuffers(): void;
  writeGradients(): void;
}

export function mirrorOf(own: Own, runs: readonly (readonly Float32Array[])[]): Mirror {
  const there = ownOf(runs, own.runs);
  const twin = (array: Float32Array, from: Float32Array, to: Float32Array) =>
    new Float32Array(to.buffer, to.byteOffset + array.byteOffset - from.byteOffset, array.length);
  return {
    parameters: ({ value, grad, ...rest }) => ({
      ...rest,
      value: twin(value, own.values, there.values),
      grad: twin(grad, own.grads, there.grads),
    }),
    buffers: ({ value, shape }) => ({ value: twin(value, own.buffers, there.buffers), shape }),
    read() {
      there.values.set(own.values);
      there.buffers.set(own.buffers);
    },
    writeBuffers: () => own.buffers.set(there.buffers),
    writeGradients: () => own.grads.set(there.grads),
  };
}
