/** The same bits, or both NaN. */
export function same(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  if (actual.length !== expected.length) throw new Error(`${what}: ${actual.length} ≠ ${expected.length}`);
  if (actual instanceof Float32Array && expected instanceof Float32Array) {
    const [one, other] = [actual, expected].map(({ buffer, byteOffset, byteLength }) =>
      Buffer.from(buffer, byteOffset, byteLength),
    );
    if (one!.equals(other!)) return;
  }
  for (let i = 0; i < expected.length; i++) {
    if (!Object.is(actual[i], expected[i])) throw new Error(`${what}: [${i}] ${actual[i]} ≠ ${expected[i]}`);
  }
}
