/** SHA-256 of 32-bit words, at once: `crypto.subtle` makes a page wait, and needs a secure one. Source: FIPS 180-4. */

const ROUNDS = 64;
const K = new Uint32Array(ROUNDS);
const START = new Uint32Array(8);

/** The first 32 bits of the fraction of a root of each prime: exact, as whole numbers are. */
function fill(): void {
  let n = 0;
  for (let candidate = 2; n < ROUNDS; candidate++) {
    let prime = true;
    for (let d = 2; d * d <= candidate; d++) if (candidate % d === 0) prime = false;
    if (!prime) continue;
    if (n < START.length) START[n] = fractionOfRoot(candidate, 2n);
    K[n++] = fractionOfRoot(candidate, 3n);
  }
}

/** ⌊2³² · frac(p^(1/k))⌋: the largest whole r with rᵏ ≤ p · 2³²ᵏ, without its upper bits. */
function fractionOfRoot(p: number, k: bigint): number {
  const target = BigInt(p) << (32n * k);
  let [low, high] = [0n, 1n << 40n];
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if ((k === 2n ? middle * middle : middle * middle * middle) <= target) low = middle;
    else high = middle;
  }
  return Number(low & 0xffffffffn);
}

const rotated = (x: number, by: number) => (x >>> by) | (x << (32 - by));

/** The hash of whole words in big-endian order, as 64 hexadecimal digits. */
export function sha256(words: Uint32Array): string {
  if (K[0] === 0) fill();
  const blocks = Math.ceil((words.length + 3) / 16);
  const padded = new Uint32Array(16 * blocks);
  padded.set(words);
  padded[words.length] = 0x80000000;
  const bits = 32 * words.length;
  padded[padded.length - 2] = Math.floor(bits / 2 ** 32);
  padded[padded.length - 1] = bits >>> 0;
  const state = START.slice();
  const schedule = new Int32Array(ROUNDS);
  for (let at = 0; at < padded.length; at += 16) block(state, schedule, padded.subarray(at, at + 16));
  return Array.from(state, (word) => word.toString(16).padStart(8, "0")).join("");
}

function block(state: Uint32Array, w: Int32Array, words: Uint32Array): void {
  w.set(words);
  for (let t = 16; t < ROUNDS; t++) {
    const [x, y] = [w[t - 15]!, w[t - 2]!];
    const s0 = rotated(x, 7) ^ rotated(x, 18) ^ (x >>> 3);
    const s1 = rotated(y, 17) ^ rotated(y, 19) ^ (y >>> 10);
    w[t] = w[t - 16]! + s0 + w[t - 7]! + s1;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let t = 0; t < ROUNDS; t++) {
    const s1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const first = (h + s1 + ((e & f) ^ (~e & g)) + K[t]! + w[t]!) | 0;
    const s0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  for (const [i, x] of [a, b, c, d, e, f, g, h].entries()) state[i]! += x;
}
