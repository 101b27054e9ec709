// Of float32, with sums in float64: compiled to ../mixed.wasm.ts.

export {
  dense64 as dense, gated64 as gated,
  gramNT64 as gramNT, gramTN64 as gramTN, matmulNN64 as matmulNN, matmulNT64 as matmulNT, matmulTN64 as matmulTN,
} from "./product64";
