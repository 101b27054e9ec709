import { kernelsFor } from "../bindings/in-heap.ts";
import { Epilogue } from "../bindings/interface.ts";
import { addBias, addBiasRelu, sumRows } from "./bias.ts";
import { type MatmulPrecision, matmulNT, matmulTN, sums, sumsNT } from "./matmul.ts";
import { gateInPlace } from "./relu.ts";

/** Y = X·W + b, or with `rectify` max(0, X·W + b): X `rows × inputs`, W `inputs × units`, b `units`. */
export function denseForward(
  y: Float32Array,
  x: Float32Array,
  weights: Float32Array,
  biases: Float32Array,
  rows: number,
  inputs: number,
  units: number,
  matmulPrecision: MatmulPrecision,
  rectify: boolean,
): void {
  const kernels = kernelsFor(y, x, weights);
  if (kernels) {
    const dense = matmulPrecision === "float64" ? kernels.dense64 : kernels.dense32;
    const epilogue = rectify ? Epilogue.biasRelu : Epilogue.bias;
    dense(y.byteOffset, x.byteOffset, weights.byteOffset, biases.byteOffset, epilogue, rows, inputs, units);
    return;
  }
  sums(y, x, weights, rows, inputs, units, matmulPrecision);
  if (rectify) addBiasRelu(y, biases, rows, units);
  else addBias(y, biases, rows, units);
}

/** dX = dY·Wᵀ, and with `gate` 0 where X ≤ 0: the gradient before the ReLU that X comes out of. */
export function denseInputGradient(
  dx: Float32Array,
  dy: Float32Array,
  weights: Float32Array,
  x: Float32Array,
  rows: number,
  inputs: number,
  units: number,
  matmulPrecision: MatmulPrecision,
  gate: boolean,
): void {
  if (!gate) {
    matmulNT(dx, dy, weights, rows, units, inputs, matmulPrecision);
    return;
  }
  const kernels = kernelsFor(dx, dy, weights) && kernelsFor(dx, x);
  if (kernels) {
    const gated = matmulPrecision === "float64" ? kernels.gated64 : kernels.gated32;
    gated(dx.byteOffset, dy.byteOffset, weights.byteOffset, x.byteOffset, Epilogue.mask, rows, units, inputs);
    return;
  }
  sumsNT(dx, dy, weights, rows, units, inputs, matmulPrecision);
  gateInPlace(dx, x);
}

/** dW = Xᵀ·dY, and db, the sum of dY over its rows. */
export function denseGradients(
  dw: Float32Array,
  db: Float32Array,
  x: Float32Array,
  dy: Float32Array,
  rows: number,
  inputs: number,
  units: number,
  matmulPrecision: MatmulPrecision,
): void {
  const kernels = kernelsFor(dw, x, dy);
  if (kernels) {
    const gradients = matmulPrecision === "float64" ? kernels.denseGradients64 : kernels.denseGradients32;
    gradients(dw.byteOffset, db.byteOffset, x.byteOffset, dy.byteOffset, rows, inputs, units);
    return;
  }
  matmulTN(dw, x, dy, inputs, rows, units, matmulPrecision);
  sumRows(db, dy, rows, units);
}
