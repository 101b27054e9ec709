import { Epilogue } from "@downhill/linalg/kernels";
import { kernelsFor } from "../bindings/in-heap.ts";
import { productsFor } from "../bindings/products-in-heap.ts";
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
  const kernels = productsFor[matmulPrecision](y, x, weights);
  if (kernels) {
    const epilogue = rectify ? Epilogue.biasRelu : Epilogue.bias;
    kernels.dense(y.byteOffset, x.byteOffset, weights.byteOffset, biases.byteOffset, epilogue, rows, inputs, units);
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
  const productsIn = productsFor[matmulPrecision];
  const kernels = productsIn(dx, dy, weights) && productsIn(dx, x);
  if (kernels) {
    kernels.gated(dx.byteOffset, dy.byteOffset, weights.byteOffset, x.byteOffset, Epilogue.mask, rows, units, inputs);
    return;
  }
  sumsNT(dx, dy, weights, rows, units, inputs, matmulPrecision);
  gateInPlace(dx, x);
}

/** So many pairs of float64 have room where `gradientsOfTwo64` puts them. */
const ROWS_AT_MOST = 2048;

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
  const inFloat64 = matmulPrecision === "float64";
  const inOnePass = inputs === 2 && units % 8 === 0 && !(inFloat64 && rows > ROWS_AT_MOST);
  const kernels = inOnePass ? kernelsFor(dw, x, dy) : undefined;
  if (kernels) {
    const gradients = inFloat64 ? kernels.gradientsOfTwo64 : kernels.gradientsOfTwo32;
    gradients(dw.byteOffset, db.byteOffset, x.byteOffset, dy.byteOffset, rows, units);
    return;
  }
  matmulTN(dw, x, dy, inputs, rows, units, matmulPrecision);
  sumRows(db, dy, rows, units);
}
