import { kernelsFor } from "../bindings/in-heap.ts";

/** out = a·b, element by element. */
export function multiply(out: Float32Array, a: Float32Array, b: Float32Array): void {
  const kernels = kernelsFor(out, a, b);
  if (kernels) kernels.multiply(out.byteOffset, a.byteOffset, b.byteOffset, out.length);
  else for (let i = 0; i < out.length; i++) out[i] = a[i]! * b[i]!;
}

/** out = a + b. */
export function add(out: Float32Array, a: Float32Array, b: Float32Array): void {
  const kernels = kernelsFor(out, a, b);
  if (kernels) kernels.add(out.byteOffset, a.byteOffset, b.byteOffset, out.length);
  else for (let i = 0; i < out.length; i++) out[i] = a[i]! + b[i]!;
}
