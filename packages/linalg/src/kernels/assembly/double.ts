// Of float64: compiled to ../double.wasm.ts.

export { combineDouble as combine } from "./combine";
export {
  gramNTDouble as gramNT, gramTNDouble as gramTN,
  matmulNNDouble as matmulNN, matmulNTDouble as matmulNT, matmulTNDouble as matmulTN,
} from "./product-double";
export { addScaled, dot, rotate, subtractTwo } from "./vectors";
