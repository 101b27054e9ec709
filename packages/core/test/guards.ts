let pattern = new Uint8Array(0);

/** Fills bytes from `start` to `end` with what a kernel writes by no chance, so that what it has written shows. */
export function guards(bytes: Uint8Array, start: number, end: number): void {
  if (pattern.length < end - start) {
    pattern = new Uint8Array(2 * (end - start));
    for (let i = 0; i < pattern.length; i++) pattern[i] = i * 37 + 11;
  }
  bytes.set(pattern.subarray(0, end - start), start);
}
