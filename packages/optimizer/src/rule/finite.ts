import { access, type Code, get, loop, moduleOf, set, simd } from "./wasm.ts";

const [mul, eq, allTrue] = [simd(0xe6), simd(0x41), simd(0xa3)];

/** As many as a processor has multiplications under way. */
const accumulators = [3, 4, 5, 6, 7, 8, 9, 10];

/**
 * A module that imports a memory as `m.m` and exports `finite(p, n)`: 1 if the `n` float32 at address `p` (a multiple
 * of 4) are all finite, else 0.
 *
 * The locals start at 0, and 0 · x is 0 unless x is NaN or infinite; then it is NaN, and remains so.
 */
export function emitFinite(): Uint8Array {
  const accumulate = (load: number, locals: readonly number[]): Code =>
    locals.map((local, i) => [get(local), get(0), get(2), 0x6a, access(load, 16 * i), mul, set(local)]);
  const code = [
    loop(1, 2, 32, accumulate(0x00, accumulators)), // v128.load
    loop(1, 2, 1, accumulate(0x5c, [3])), // load32_zero
    accumulators.map(get),
    accumulators.slice(1).map(() => mul),
    [set(3), get(3), get(3), eq, allTrue],
  ];
  return moduleOf("finite", 2, 1, accumulators.length, code);
}
