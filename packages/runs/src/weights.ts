import type { FloatArray, Optimizer } from "@downhill/plugin";
import type { Measure, Task } from "@downhill/problems";
import { sha256 } from "./sha256.ts";

/** Measures the weights to evaluate with, where these are others than those that are trained; and puts these back. */
export function measured(task: Task, optimizer: Optimizer): Measure {
  const weights = optimizer.weights();
  const others = Object.entries(task.parameters).filter(([name, { value }]) => (weights[name] ?? value) !== value);
  const trained = others.map(([, { value }]) => value.slice());
  for (const [name, { value }] of others) value.set(weights[name]!);
  try {
    return task.measure();
  } finally {
    for (const [i, [, { value }]] of others.entries()) value.set(trained[i]!);
  }
}

const NAN = 0x7fc00000;

/** Of all of them in their order, as little-endian floats. One NaN is like another: their payloads are the processor's. */
export function hashOf(weights: Readonly<Record<string, FloatArray>>): string {
  const all = Object.values(weights);
  const bytes = new DataView(new ArrayBuffer(all.reduce((sum, { byteLength }) => sum + byteLength, 0)));
  let at = 0;
  for (const array of all) {
    const single = array.BYTES_PER_ELEMENT === 4;
    for (const x of array) {
      if (Number.isNaN(x)) bytes.setUint32(at, NAN, true);
      else if (single) bytes.setFloat32(at, x, true);
      else bytes.setFloat64(at, x, true);
      at += array.BYTES_PER_ELEMENT;
    }
  }
  return sha256(Uint32Array.from({ length: bytes.byteLength / 4 }, (_, i) => bytes.getUint32(4 * i)));
}
