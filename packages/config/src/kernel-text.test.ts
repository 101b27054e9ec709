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

test("every byte, after every byte, comes back from text that quotes need not escape", () => {
  const bytes = Uint8Array.from({ length: 2 * 65536 }, (_, i) => (i % 2 ? i >> 1 : i >> 9));
  // A module that does nothing but write them at the start of the memory that it imports.
  const imports = section(2, [1, ...name("env"), ...name("memory"), 2, 0, 2]);
  const data = section(11, [1, 0, 0x41, 0, 0x0b, ...leb(bytes.length), ...bytes]);
  const text = textOf(Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0, ...imports, ...data]));
  expect(text).toMatch(/^[#-[\]-~]+$/);

  const memory = new Memory({ initial: 2 });
  expect(kernelModule(text).unavailable()).toBeUndefined();
  kernelModule(text).in(memory);
  expect(new Uint8Array(memory.buffer)).toEqual(bytes);
});
