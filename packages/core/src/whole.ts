/** @throws RangeError, naming the owner and the argument, unless `value` is a whole number from `least` on. */
export function checkWhole(owner: string, argument: string, value: number, least: 0 | 1 = 1): void {
  if (!Number.isSafeInteger(value) || value < least) {
    const kind = least === 1 ? "a positive whole number" : "a whole number ≥ 0";
    throw new RangeError(`${owner}: ${argument} must be ${kind}, got ${value}`);
  }
}
