/** Bytes as the text that `kernelModule` of @downhill/plugin reads: what its digits mean is said there. */
export const textOf = (bytes: Uint8Array): string => Array.from(bytes, charactersOf).join("");

function charactersOf(byte: number): string {
  const value = (byte + 3) % 256;
  const high = Math.floor(value / 89);
  return `${high > 0 ? character(88 + high) : ""}${character(value % 89)}`;
}

/** From # to ~, without the backslash. */
const character = (digit: number): string => String.fromCharCode(digit + (digit > 56 ? 36 : 35));
