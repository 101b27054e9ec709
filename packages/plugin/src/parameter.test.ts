import { describe, expect, it } from "vitest";
import { Heap } from "./heap.ts";
import { parameter, rate, tensorwise } from "./index.ts";

describe("parameter", () => {
  it.each([
    ["a list", [3, -2], [2], [3, -2]],
    [
      "lists of lists",
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      [2, 3],
      [1, 2, 3, 4, 5, 6],
    ],
    [
      "deeper lists",
      [
        [[1], [2]],
        [[3], [4]],
      ],
      [2, 2, 1],
      [1, 2, 3, 4],
    ],
    ["lists of arrays", [Float32Array.of(1, 2), Int8Array.of(3, 4)], [2, 2], [1, 2, 3, 4]],
    ["an array", Uint8Array.of(1, 2), [2], [1, 2]],
    ["a shape", { shape: [2, 2] }, [2, 2], [0, 0, 0, 0]],
    ["nothing", [], [0], []],
    ["rows of nothing", [[], []], [2, 0], []],
    ["a single number, by its shape", { shape: [] }, [], [0]],
  ])("makes a value, a gradient of zeros and a shape of %s", (_, data, shape, numbers) => {
    const made = parameter(data as number[]);
    expect(made).toEqual({ value: Float32Array.from(numbers), grad: new Float32Array(numbers.length), shape });
    expect(Heap.of(made.value)).toBeDefined();
    expect(Heap.of(made.value)).toBe(Heap.of(made.grad));
  });

  it("keeps float64, and copies", () => {
    const data = Float64Array.of(0.1, 0.2);
    const { value, grad } = parameter(data, { shape: [2, 1] });
    expect([value, grad]).toEqual([data, new Float64Array(2)]);
    data[0] = 5;
    expect(value[0]).toBe(0.1);
  });

  it("takes shape, role and whether it is the last layer's", () => {
    const made = parameter([1, 2, 3, 4], { shape: [2, 2], role: "weight", output: true });
    expect(made).toMatchObject({ shape: [2, 2], role: "weight", output: true });
  });

  it.each([
    [[[1, 2], [3]], "parameter: data[1] must be a list of 2, as those before it, got Array of length 1"],
    [[[1, 2], 3], "parameter: data[1] must be a list of 2, as those before it, got 3"],
    [[1, [2]], "parameter: data[1] must be a number, got Array of length 1"],
    [[1, null], "parameter: data[1] must be a number, got null"],
    [[[1, ""]], 'parameter: data[0][1] must be a number, got ""'],
    [[1n], "parameter: data[0] must be a number, got 1"],
    [BigInt64Array.of(1n), "parameter: data[0] must be a number, got 1"],
    [3, "parameter: data must be a list of numbers, or { shape }, got 3"],
    [null, "parameter: data must be a list of numbers, or { shape }, got null"],
    ["12", 'parameter: data must be a list of numbers, or { shape }, got "12"'],
    [new Map(), "parameter: data must be a list of numbers, or { shape }, got Map"],
    [{ shape: [2, -1] }, "parameter: shape must be of whole numbers, at least 0, got -1"],
    [{ shape: 3 }, "parameter: shape must be a list, got 3"],
  ])("names what is wrong: %#", (data, message) => {
    expect(() => parameter(data as never)).toThrow(message);
  });

  it("names what is wrong with its options", () => {
    expect(() => parameter([1, 2, 3], { shape: [2] })).toThrow("parameter: shape [2] does not hold 3 numbers");
    expect(() => parameter([1], { shpe: [1] } as never)).toThrow('parameter: unknown option "shpe"');
    expect(() => parameter([1], { role: "weights" as never })).toThrow('parameter: role must be "weight", ');
    expect(() => parameter([1], null as never)).toThrow("parameter: options must be");
  });

  it("can be sent without a memory of megabytes, and takes no more of its own", () => {
    const small = parameter([3, -2]);
    expect(structuredClone(small.value)).toEqual(small.value);
    expect(small.value.buffer.byteLength).toBeLessThan(2 ** 18);
    const large = parameter({ shape: [1000, 100] });
    expect(large.value.buffer.byteLength).toBeLessThan(4 * large.value.byteLength + 2 ** 18);
  });

  it("lies beside others, so that thousands take little", () => {
    const buffers = new Set(Array.from({ length: 1000 }, () => parameter([3, -2]).value.buffer));
    expect(buffers.size).toBeLessThan(6);
  });

  it("lies in another memory where optimizers have filled the one that it would share", () => {
    const heap = Heap.of(parameter([3, -2]).value)!;
    while (heap.tryAllocate(16) !== undefined);
    for (let i = 0; i < 3; i++) {
      const { value, grad } = parameter([3, -2]);
      expect(Heap.of(value)).toBeDefined();
      expect(Heap.of(grad)).toBe(Heap.of(value));
    }
  });

  it("leaves an optimizer room for its state", () => {
    const p = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`p${i}`, parameter({ shape: [1 + 37 * i] })]));
    for (const { value } of Object.values(p)) {
      const heap = Heap.of(value)!;
      expect(() => [heap.allocate(value.byteLength), heap.allocate(value.byteLength)]).not.toThrow();
    }
    const still = tensorwise({
      name: "still",
      doc: "",
      paper: "",
      reference: "",
      hyper: { lr: rate(1, "") },
      update() {},
    });
    expect(still(p).step()).toBe(true);
  });
});

it("what there is no memory for is named", () => {
  expect(() => parameter({ shape: [1e11] })).toThrow("parameter: there is no memory for 100000000000 numbers");
});
