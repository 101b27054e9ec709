/** The binary format of WebAssembly, as far as this package writes it: webassembly.github.io/spec/core/binary. */

/** Bytes in order, nested as they were put together. */
export type Code = number | readonly Code[];

function flat(code: Code, bytes: number[] = []): number[] {
  if (typeof code === "number") bytes.push(code);
  else for (const part of code) flat(part, bytes);
  return bytes;
}

/** An unsigned number in LEB128. */
const unsigned = (n: number): Code => (n < 128 ? n : [(n & 127) | 128, unsigned(n >>> 7)]);

const sized = (code: Code): Code => [unsigned(flat(code).length), code];
const section = (id: number, code: Code): Code => [id, sized(code)];

const end = 0x0b;
export const get = (local: number): Code => [0x20, unsigned(local)];
export const set = (local: number): Code => [0x21, unsigned(local)];
/** `i32.const`, for 0 to 8191. */
export const whole = (n: number): Code => [0x41, (n & 127) | 128, n >>> 7];
/** A vector instruction. */
export const simd = (opcode: number): Code => [0xfd, unsigned(opcode)];
/** A vector load or store at an address that need not be aligned. */
export const access = (opcode: number, offset = 0): Code => [simd(opcode), 0, unsigned(offset)];
const increase = (local: number, n: number): Code => [get(local), whole(n), 0x6a, set(local)];

/** The vectors of float32 or float64. Most opcodes of the second are those of the first, moved. */
export interface Kind {
  readonly bytes: 4 | 8;
  /** An instruction, by the opcode that it has for f32x4. */
  op(opcode: number): Code;
  /** A number in all lanes, by its upper two bytes as float32 and as float64. */
  lanes(single: number, double: number): Code;
}

const kind = (bytes: 4 | 8): Kind => ({
  bytes,
  op: (opcode) => simd(opcode + (bytes > 4 ? (opcode < 0x60 ? 6 : 12) : 0)),
  lanes: (single, double) =>
    bytes > 4
      ? [0x44, 0, 0, 0, 0, 0, 0, double & 255, double >> 8, simd(0x14)]
      : [0x43, 0, 0, single & 255, single >> 8, simd(0x13)],
});

export const kindOf = ({ BYTES_PER_ELEMENT }: { readonly BYTES_PER_ELEMENT: number }): Kind =>
  kind(BYTES_PER_ELEMENT as 4 | 8);

/**
 * Runs `body`, which handles `n` elements of so many bytes, as long as the local `count` is at least `n`.
 * Meanwhile `count` falls and the local `offset`, in bytes, rises.
 */
export const loop = (count: number, offset: number, n: number, body: Code, bytes = 4): Code => [
  [0x02, 0x40, 0x03, 0x40], // block, loop
  [get(count), whole(n), 0x48, 0x0d, 1], // leave if count < n
  body,
  increase(offset, bytes * n),
  [get(count), whole(n), 0x6b, set(count)],
  [0x0c, 0, end, end], // again
];

/**
 * A module that imports a memory of any size as `m.m` and exports one function, `f`.
 * @param parameters how many it takes; all are i32, and so is the result, if there is one
 * @param vectors how many v128 locals follow the parameters and one i32 local
 */
export function moduleOf(parameters: number, results: 0 | 1, vectors: number, code: Code): Uint8Array {
  const i32 = (n: number) => sized(new Array<number>(n).fill(0x7f));
  return Uint8Array.from(
    flat([
      // A name is its length and its letters: 109 is m, 102 is f.
      [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, [1, 0x60, i32(parameters), i32(results)]),
      section(2, [1, 1, 109, 1, 109, 2, 0, 0]),
      section(3, [1, 0]),
      section(7, [1, 1, 102, 0, 0]),
      section(10, [1, sized([2, 1, 0x7f, unsigned(vectors), 0x7b, code, end])]),
    ]),
  );
}
