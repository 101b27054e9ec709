// The SIMD kernels, in AssemblyScript: `pnpm --filter @downhill/linalg kernels` compiles them to ../kernels.wasm.ts.
// The products of float32 are core's too: its own module is compiled from the same files.

export { combine32, combineDouble } from "./combine";
export { gramNTDouble, gramTNDouble, matmulNNDouble, matmulNTDouble, matmulTNDouble } from "./product-double";
export { gramNT32, gramTN32, matmulNN32, matmulNT32, matmulTN32 } from "./product32";
export { gramNT64, gramTN64, matmulNN64, matmulNT64, matmulTN64 } from "./product64";
export { addScaled, dot, rotate, subtractTwo } from "./vectors";
