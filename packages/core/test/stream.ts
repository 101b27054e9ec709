import type { Random } from "../src/index.ts";

/** A generator with 32 bits of state, Weyl's sequence mixed: enough to shuffle. */
export function stream(seed: number): Random {
  let state = seed;
  const uniform = () => {
    state = (state + 0x9e3779b9) | 0;
    let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
  };
  return { uniform, normal: () => Math.sqrt(12) * (uniform() - 0.5) };
}
