import type { FloatType } from "../float-array.ts";
import { access, type Code, get, kindOf, loop, moduleOf, set, simd } from "./wasm.ts";

const offset = 3;
/** Locals: as many vectors as a processor has multiplications under way. */
const products = [4, 5, 6, 7, 8, 9, 10, 11];

/**
 * A module like a rule's, with one array `g`, whose function `f(n, scalars, g)` returns 1 if an element of it is NaN
 * or infinite, else 0.
 *
 * The products start at 0, and 0 · x is 0 unless x is NaN or infinite; then it is NaN, and remains so.
 */
export function emitNonFinite(type: FloatType): Uint8Array {
  const { bytes, op } = kindOf(type);
  const mul = op(0xe6);
  const multiply = (load: number, locals: readonly number[]): Code =>
    locals.map((local, i) => [get(local), get(2), get(offset), 0x6a, access(load, 16 * i), mul, set(local)]);
  const code = [
    loop(0, offset, 128 / bytes, multiply(0x00, products), bytes), // v128.load
    loop(0, offset, 1, multiply(bytes > 4 ? 0x5d : 0x5c, [4]), bytes), // load_zero
    products.map(get),
    products.slice(1).map(() => mul),
    [set(4), get(4), get(4), op(0x42), simd(0x53)], // ne, v128.any_true
  ];
  return moduleOf(offset, 1, products.length, code);
}
