/** Numbers to try kernels with, from a seed. */
export function fuzz(seed: number) {
  let state = seed;
  /** Mulberry32: uniform on [0, 1). */
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const size = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  /** Normal-sized numbers, every `every`th on average a special one. */
  const numbers = (length: number, every = 1000) => {
    const all = new Float32Array(length);
    for (let i = 0; i < length; i++) {
      all[i] =
        random() < 1 / every
          ? special[size(0, special.length - 1)]!
          : (random() - 0.5) * scales[size(0, scales.length - 1)]!;
    }
    return all;
  };
  return { random, size, numbers };
}

const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 1e-45, -1e-40, 3e38, -3e38];
const scales = [1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8];

/** How many of so many random cases are gone through: an eighth but not fewer than four, and all under `pnpm thorough`. */
export const tries = (all: number) => (process.env.DOWNHILL_THOROUGH ? all : Math.max(4, Math.ceil(all / 8)));
