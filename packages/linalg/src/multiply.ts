import { Heap } from "@downhill/plugin/engine";
import type { Floats } from "./check.ts";
import type { Products } from "./kernels/interface.ts";
import { type Arithmetic, type Layout, plainProduct, simdGram, simdProduct } from "./products.ts";
import type { Reserve } from "./workspace.ts";

/** The heap that all three lie in, if they lie in one. */
function commonHeap(a: Floats, b: Floats, c: Floats): Heap | undefined {
  return a.buffer === b.buffer && a.buffer === c.buffer ? Heap.of(a) : undefined;
}

/** So few products that copying arrays to where the kernels are would take longer than doing them here. */
const FEW = 512;

/** Where arrays do not lie in one heap, they are copied. `b` is undefined of a product with its own transpose. */
export function multiply(
  kernelsIn: (heap: Heap) => Products | undefined,
  reserve: Reserve,
  layout: Layout,
  arithmetic: Arithmetic,
  out: Floats,
  a: Floats,
  b: Floats | undefined,
  rows: number,
  inner: number,
  columns: number,
): void {
  const right = b ?? a;
  const heap = commonHeap(out, a, right);
  let kernels = heap && kernelsIn(heap);
  let outAt = out.byteOffset;
  let aAt = a.byteOffset;
  let bAt = right.byteOffset;
  let staged: Floats | undefined;
  if (!kernels && rows * inner * columns > FEW) {
    const bytes = 16 + Math.ceil((out.byteLength + a.byteLength + (b?.byteLength ?? 0)) / 16) * 16;
    const workspace = reserve(bytes);
    kernels = workspace.heap && kernelsIn(workspace.heap);
    if (kernels) {
      staged = arithmetic === "Double" ? workspace.f64 : workspace.f32;
      aAt = workspace.start;
      bAt = b ? aAt + a.byteLength : aAt;
      outAt = bAt + right.byteLength;
      staged.set(a, aAt / a.BYTES_PER_ELEMENT);
      if (b) staged.set(b, bAt / b.BYTES_PER_ELEMENT);
    }
  }
  if (!kernels) {
    plainProduct(layout, arithmetic, out, 0, a, 0, right, 0, rows, inner, columns);
    return;
  }
  if (b) simdProduct(kernels, layout, outAt, aAt, bAt, rows, inner, columns);
  else simdGram(kernels, layout === "TN" ? "TN" : "NT", outAt, aAt, rows, inner);
  if (!staged) return;
  const from = outAt / out.BYTES_PER_ELEMENT;
  for (let i = 0; i < out.length; i++) out[i] = staged[from + i]!;
}
