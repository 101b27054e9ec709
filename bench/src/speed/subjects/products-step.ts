import { gramColumns, gramRows, matmulNN, matmulNT, matmulTN } from "@downhill/linalg";
import { Heap } from "@downhill/plugin";
import { type Product, products } from "../products.ts";
import type { Prepare } from "./prepared.ts";

const kernels = { matmulNN, matmulNT, matmulTN };

/** Nothing but the matrix products of a step, in place, of matrices that lie where they are. */
export const prepareProductsStep: Prepare<"step"> = (_, { optimizer, matrix }) => {
  const all = products[optimizer]!(...matrix!);
  const most = Math.max(...matrix!) ** 2;
  const heap = new Heap(3 * (4 * most + 64));
  const room = () => new Float32Array(heap.buffer, heap.allocate(4 * most), most);
  const [out, a, b] = [room(), room(), room()];
  for (const array of [a, b]) for (let i = 0; i < most; i++) array[i] = ((i % 1013) - 506) / 1e4;
  return {
    description: "Downhill's kernels: a step's matrix products and nothing else",
    step() {
      for (const product of all) multiply(out, a, b, product);
    },
    dispose() {},
  };
};

function multiply(out: Float32Array, a: Float32Array, b: Float32Array, product: Product): void {
  if (product.length === 4) {
    const [kernel, rows, inner, columns] = product;
    const [left, right] = [a.subarray(0, rows * inner), b.subarray(0, inner * columns)];
    kernels[kernel](out.subarray(0, rows * columns), left, right, rows, inner, columns);
    return;
  }
  const [kernel, rows, columns] = product;
  const [gram, size] = kernel === "gramRows" ? [gramRows, rows] : [gramColumns, columns];
  gram(out.subarray(0, size * size), a.subarray(0, rows * columns), rows, columns);
}
