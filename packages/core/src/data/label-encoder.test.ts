import { describe, expect, expectTypeOf, test } from "vitest";
import { argmax, classNames, labelEncoder, softmaxCrossEntropy, tensor } from "../index.ts";

const flowers = ["setosa", "versicolor", "virginica"] as const;

describe("labelEncoder", () => {
  test("takes names to indices, in its order, and back", () => {
    const { classes, encode, decode } = labelEncoder(flowers);
    expect(classes).toEqual(flowers);
    expect(encode(["virginica", "setosa", "setosa"])).toEqual(Int32Array.of(2, 0, 0));
    expect(decode([1, 2])).toEqual(["versicolor", "virginica"]);
    expect(decode(argmax(tensor([[0, 1, 3]])))).toEqual(["virginica"]);
    expect(encode([])).toEqual(new Int32Array(0));
  });

  test("gives labels that losses take", () => {
    const { encode } = labelEncoder(flowers);
    const loss = softmaxCrossEntropy().forward(tensor([[0, 0, 0]]), encode(["virginica"]));
    expect(loss).toBeCloseTo(Math.log(3), 6);
  });

  test("takes numbers too, which are no strings", () => {
    const { encode, decode } = labelEncoder([3, 5, 8]);
    expect(encode(Float32Array.of(8, 3) as ArrayLike<number> as ArrayLike<8>)).toEqual(Int32Array.of(2, 0));
    expect(decode(Uint8Array.of(1))).toEqual([5]);
    expect(() => encode(["3"] as never)).toThrow('labelEncoder: name "3" of item 0 is none of 3, 5, 8');
  });

  test("is of its names' type", () => {
    const encoder = labelEncoder(flowers);
    expectTypeOf(encoder.decode([0])).toEqualTypeOf<("setosa" | "versicolor" | "virginica")[]>();
    const species: string[] = ["a"];
    expectTypeOf(labelEncoder(classNames(species)).decode([0])).toEqualTypeOf<string[]>();
    // @ts-expect-error: no such flower
    expect(() => encoder.encode(["rose"])).toThrow(
      'labelEncoder: name "rose" of item 0 is none of "setosa", "versicolor", "virginica"',
    );
  });

  test("names like an object's own members are names", () => {
    const { encode } = labelEncoder(["toString", "__proto__"]);
    expect(encode(["__proto__"])).toEqual(Int32Array.of(1));
    expect(() => encode(["constructor" as "toString"])).toThrow('name "constructor" of item 0');
  });

  test.each<[string, () => unknown]>([
    ['"a" is there twice: labelEncoder(classNames(list)) takes each once', () => labelEncoder(["a", "b", "a"])],
    ["labelEncoder: classes must be at least one name, got none", () => labelEncoder([])],
    ["labelEncoder: classes[1] must be a string, as the first is, got 1", () => labelEncoder(["a", 1])],
    ["labelEncoder: classes[0] must be a string or a finite number, got NaN", () => labelEncoder([Number.NaN])],
    ["labelEncoder: index 3 of item 0 is not a whole number from 0 to 2", () => labelEncoder(flowers).decode([3])],
    ["labelEncoder: index 0.5 of item 1 is not a whole", () => labelEncoder(flowers).decode([0, 0.5])],
    ['labelEncoder: index "0" of item 0 is not a whole', () => labelEncoder(flowers).decode(["0"] as never)],
    ["labelEncoder: index -1 of item 0 is not a whole", () => labelEncoder(flowers).decode([-1])],
    [
      'labelEncoder: names must be a list of class names, got "setosa"',
      () => labelEncoder(flowers).encode("setosa" as never),
    ],
  ])("%s", (message, run) => {
    expect(run).toThrow(message);
  });
});

test("classNames has each name once, sorted as NumPy sorts them", () => {
  expect(classNames(["b", "a", "b", "B", "ä", "10", "9"])).toEqual(["10", "9", "B", "a", "b", "ä"]);
  expect(classNames([10, 9, -1, 9])).toEqual([-1, 9, 10]);
  expect(classNames(Uint8Array.of(3, 1, 3))).toEqual([1, 3]);
  expect(classNames([])).toEqual([]);
});
