import { kernelModule } from "@downhill/plugin/engine";
import { expect, test } from "vitest";
import { textOf } from "../kernels/text.ts";

const { Memory } = (
  globalThis as unknown as {
    WebAssembly: { Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer } };
  }
).WebAssembly;

const leb = (n: number): number[] => (n < 128 ? [n] : [(n & 127) | 128, ...leb(n >> 7)]);
const section = (id: number, content: readonly number[]) => [id, ...leb(content.length), ...content];
const name = (text: string) => [text.length, ...new TextEncoder().encode(text)];

const made = (length: number, byte: (i: number) => number) => Uint8Array.from({ length }, (_, i) => byte(i));
const noise = (i: number) => Math.imul(Math.imul(i + 1, 0x9e3779b1) ^ ((i + 1) << 7), 0x85ebca6b) >>> 24;

/** After how many bytes every byte stands. */
const before = process.env.DOWNHILL_THOROUGH ? 256 : 32;

/** DEFLATE writes the first and the second in codes of their own, the third in those that it always has, noise as it is. */
const contents: [what: string, bytes: Uint8Array][] = [
  [`every byte after ${before} bytes`, made(512 * before, (i) => (i % 2 ? i >> 1 : i / (2 * before)))],
  ["what repeats itself", made(40960, (i) => (i * i) >> 9)],
  ["three bytes", Uint8Array.from([1, 2, 3])],
  ["noise", made(16384, noise)],
];

/** A module that does nothing but write them at the start of the memory that it imports. */
function writerOf(bytes: Uint8Array): Uint8Array {
  const imports = section(2, [1, ...name("env"), ...name("memory"), 2, 0, 2]);
  const data = section(11, [1, 0, 0x41, 0, 0x0b, ...leb(bytes.length), ...bytes]);
  return Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0, ...imports, ...data]);
}

test.each(contents)("%s comes back from text that quotes need not escape", async (_, bytes) => {
  const text = await textOf(writerOf(bytes));
  expect(text).toMatch(/^[#-[\]-~]+$/);

  const memory = new Memory({ initial: 2 });
  expect(kernelModule(text).unavailable()).toBeUndefined();
  kernelModule(text).in(memory);
  expect(Buffer.from(memory.buffer, 0, bytes.length).equals(bytes)).toBe(true);
});

test("text that was cut off is told apart", async () => {
  const text = await textOf(writerOf(made(1024, noise)));
  for (const length of [0, 100, text.length - 8])
    expect(kernelModule(text.slice(0, length)).unavailable()).toContain("ends too soon");
});
