// Of float32, in float32: `pnpm --filter @downhill/linalg kernels` compiles these to ../single.wasm.ts.
// `dense` and `gated` are what core's layers take: a bias, a ReLU or its mask on the way out.

export {
  dense32 as dense, gated32 as gated,
  gramNT32 as gramNT, gramTN32 as gramTN, matmulNN32 as matmulNN, matmulNT32 as matmulNT, matmulTN32 as matmulTN,
} from "./product32";
