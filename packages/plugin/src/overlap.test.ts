import { describe, expect, it } from "vitest";
import { elementwise, Heap, type NamedParameters, parameter, rate } from "./index.ts";

const plain = elementwise({
  name: "plain",
  doc: "For tests.",
  paper: "none",
  reference: "none",
  hyper: { lr: rate(0.1, "step size") },
  rule: ({ w, g }, { lr }) => ({ w: w - lr * g }),
});

const buffer = new ArrayBuffer(400);
const at = (start: number, end: number) => new Float32Array(buffer, 4 * start, end - start);
const own = (length: number) => new Float32Array(length);
const whole = own(4);
const pair = parameter([1, 2]);

describe("memory that is written twice, or read while it is written, is an error", () => {
  it.each<[string, NamedParameters, string]>([
    [
      "the same array twice",
      { a: { value: whole, grad: own(4) }, b: { value: whole, grad: own(4) } },
      '"b": value is the same array as that of "a": value',
    ],
    [
      "two views of the same memory",
      { a: { value: at(0, 4), grad: own(4) }, b: { value: at(0, 4), grad: own(4) } },
      '"b": value is the same array as that of "a": value, or shares its memory',
    ],
    [
      "overlapping values",
      { a: { value: at(3, 9), grad: own(6) }, b: { value: at(0, 4), grad: own(4) } },
      '"a": value is the same array as that of "b": value, or shares its memory',
    ],
    [
      "a value that is its gradient",
      { a: { value: whole, grad: whole } },
      '"a": grad is the same array as that of "a": value',
    ],
    [
      "a value that overlaps its gradient",
      { a: { value: at(0, 4), grad: at(3, 7) } },
      '"a": grad is the same array as that of "a": value',
    ],
    [
      "a value in the middle of another's long gradient, with other gradients before it",
      {
        a: { value: own(50), grad: at(0, 50) },
        b: { value: own(2), grad: at(10, 12) },
        c: { value: at(40, 44), grad: own(4) },
      },
      '"c": value is the same array as that of "a": grad',
    ],
    [
      "types that differ",
      {
        a: { value: new Float64Array(buffer, 0, 2), grad: new Float64Array(2) },
        b: { value: at(3, 5), grad: own(2) },
      },
      '"b": value is the same array as that of "a": value',
    ],
    [
      "made parameters",
      { a: pair, b: { value: own(2), grad: pair.value } },
      '"b": grad is the same array as that of "a": value',
    ],
  ])("%s", (_, parameters, message) => {
    expect(() => plain(parameters)).toThrow(`plain: parameter ${message}`);
  });

  it("also where an array is replaced; then nothing has changed", () => {
    const a = { value: Float32Array.of(1, 2), grad: own(2) };
    const b = { value: Float32Array.of(3, 4), grad: own(2) };
    const optimizer = plain({ a, b });
    const { value } = b;
    b.value = a.value;
    expect(() => optimizer.step()).toThrow('plain: parameter "b": value is the same array as that of "a": value');
    b.value = value;
    b.grad = a.value;
    expect(() => optimizer.step()).toThrow("is the same array as that of");
    b.grad = own(2).fill(1);
    a.grad = own(2).fill(1);
    optimizer.step();
    expect([...a.value, ...b.value, optimizer.t]).toEqual([0.9, 1.9, 2.9, 3.9].map(Math.fround).concat(1));
  });
});

describe("what may be", () => {
  it.each<[string, NamedParameters]>([
    ["gradients that are one array", { a: { value: own(4), grad: whole }, b: { value: own(4), grad: whole } }],
    ["gradients that overlap", { a: { value: own(4), grad: at(0, 4) }, b: { value: own(4), grad: at(2, 6) } }],
    ["neighbours", { a: { value: at(0, 4), grad: at(8, 12) }, b: { value: at(4, 8), grad: at(12, 16) } }],
    [
      "arrays of no length, wherever they lie",
      {
        a: { value: at(0, 4), grad: own(4) },
        b: { value: at(2, 2), grad: at(2, 2) },
        c: { value: at(2, 2), grad: own(0) },
      },
    ],
  ])("%s", (_, parameters) => {
    expect(plain(parameters).step()).toBe(true);
  });
});

const many = process.env.DOWNHILL_THOROUGH ? 40_000 : 10_000;

it("thousands of parameters cost no more each than a few", () => {
  // Quadratic, 40,000 took minutes.
  const heap = new Heap(2 ** 22);
  const inHeap = () => new Float32Array(heap.buffer, heap.allocate(12), 3);
  const parameters = Object.fromEntries(
    Array.from({ length: many }, (_, i) => [
      `p${i}`,
      i % 2 ? { value: own(3), grad: own(3) } : { value: inHeap(), grad: inHeap() },
    ]),
  );
  const groups = [{ match: Object.keys(parameters).filter((_, i) => i % 3 === 0), hyper: { lr: 1 } }];
  const optimizer = plain(parameters, {}, { groups });
  optimizer.step();
  optimizer.load(optimizer.state());
  expect(optimizer.groups[0]!.parameters.length).toBe(Math.ceil(many / 3));
  optimizer.dispose();
});
