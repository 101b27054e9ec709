import { describe, expect, it } from "vitest";
import { emitNonFinite } from "./finite.ts";

interface WebAssemblyOfThisTest {
  Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
  Module: new (bytes: Uint8Array) => object;
  Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: { f(n: number, scalars: number, g: number): number } };
}
const { Memory, Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyOfThisTest }).WebAssembly;

describe.each([Float32Array, Float64Array as unknown as Float32ArrayConstructor])("of $name", (type) => {
  const memory = new Memory({ initial: 1 });
  const { f: any } = new Instance(new Module(emitNonFinite(type)), { m: { m: memory } }).exports;
  const finite = (address: number, length: number) => 1 - any(length, 0, address);
  const all = new type(memory.buffer);
  const finest = [
    0,
    -0,
    3.4028234663852886e38,
    -3.4028234663852886e38,
    1e-45,
    -1e-40,
    1,
    ...(type === Float32Array ? [] : [Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324]),
  ];

  it("says so where all are finite, however large or small, whatever lies around them", () => {
    all.fill(NaN);
    for (const length of [...Array(140).keys(), 8192]) {
      const array = all.subarray(all.length - length); // to the memory's end, so that reading on traps
      array.forEach((_, i) => {
        array[i] = finest[i % finest.length]!;
      });
      expect(finite(array.byteOffset, length)).toBe(1);
      if (length < 140) array.fill(NaN);
    }
  });

  it.each([NaN, Infinity, -Infinity])("finds one %d at every place", (value) => {
    for (const length of [1, 2, 31, 32, 33, 67, 131])
      for (let at = 0; at < length; at++) {
        const array = all.fill(1e38).subarray(5, 5 + length);
        array[at] = value;
        expect(finite(array.byteOffset, length)).toBe(0);
      }
  });
});
