const bits = new DataView(new ArrayBuffer(8));

/**
 * The power of two in [x/2, x] for a normal x > 0; the least normal one for others. Division by it is exact, and spares
 * squares of elements from overflow and underflow.
 */
export function powerOfTwo(x: number): number {
  bits.setFloat64(0, x);
  const exponent = Math.min(Math.max((bits.getUint32(0) >>> 20) & 2047, 1), 2046);
  bits.setUint32(0, exponent << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/** The largest magnitude of `length` elements. */
export function largest(x: Float32Array | Float64Array, at: number, length: number): number {
  let most = 0;
  for (let i = at; i < at + length; i++) most = Math.max(most, Math.abs(x[i]!));
  return most;
}
