// Of float32, in float32: `pnpm --filter @downhill/linalg kernels` compiles these to ../single.wasm.ts.
// The products of float32 are core's too: its own module is compiled from the same files.

export {
  gramNT32 as gramNT, gramTN32 as gramTN, matmulNN32 as matmulNN, matmulNT32 as matmulNT, matmulTN32 as matmulTN,
} from "./product32";
