import type { FloatArray } from "../contract.ts";
import type { Op } from "./ir.ts";
import type { Plan } from "./specialise.ts";

/** Elements at a time: the temporaries of a rule of average length stay in the first-level cache. */
const chunk = 512;

type Kernel = (out: FloatArray, a: FloatArray, b: FloatArray, c: FloatArray, n: number) => void;

/**
 * Runs a plan without WebAssembly and without `eval`, one operation after another over chunks of elements.
 *
 * Each temporary is of the arrays' own type, so each operation of a float32 rule rounds to float32. (Computing it in
 * float64 first changes nothing: 53 bits are more than twice 24 plus 2, so rounding twice is rounding once.)
 */
export class Portable {
  readonly #temporaries = new Map<number, FloatArray>();
  readonly #constants: [id: number, temporary: FloatArray][];
  readonly #steps: [Kernel, out: FloatArray, a: FloatArray, b: FloatArray, c: FloatArray][];

  constructor(
    readonly plan: Plan,
    readonly type: Float32ArrayConstructor | Float64ArrayConstructor,
  ) {
    for (const { id } of [...plan.loads, ...plan.operations]) this.#temporaries.set(id, new type(chunk));
    this.#constants = plan.scalars.map((id) => {
      const temporary = new type(chunk);
      this.#temporaries.set(id, temporary);
      return [id, temporary];
    });
    const at = (id: number | undefined) => this.#temporaries.get(id ?? -1) ?? nothing;
    this.#steps = plan.operations.map(({ op, id, args }) => [
      kernels[op]!,
      at(id),
      at(args[0]),
      at(args[1]),
      at(args[2]),
    ]);
  }

  /**
   * @param scalars the scalar nodes' values, by index; they round to the arrays' type here
   * @param arrays the arrays by name, all of `length`; those that the plan stores are changed in place
   */
  run(scalars: Float64Array, arrays: Readonly<Record<string, FloatArray>>, length: number): void {
    for (const [id, temporary] of this.#constants) temporary.fill(scalars[id]!);
    const { loads, stores } = this.plan;
    for (let from = 0; from < length; from += chunk) {
      const n = Math.min(chunk, length - from);
      for (const { name, id } of loads) this.#temporaries.get(id)!.set(arrays[name]!.subarray(from, from + n));
      for (const [kernel, out, a, b, c] of this.#steps) kernel(out, a, b, c, n);
      for (const { name, id } of stores) arrays[name]!.set(this.#temporaries.get(id)!.subarray(0, n), from);
    }
  }
}

const nothing = new Float32Array(0);

const kernels: { readonly [K in Op]?: Kernel } = {
  add: (out, a, b, _, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! + b[i]!;
  },
  sub: (out, a, b, _, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! - b[i]!;
  },
  mul: (out, a, b, _, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! * b[i]!;
  },
  div: (out, a, b, _, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! / b[i]!;
  },
  min: (out, a, b, _, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.min(a[i]!, b[i]!);
  },
  max: (out, a, b, _, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.max(a[i]!, b[i]!);
  },
  neg: (out, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = -a[i]!;
  },
  abs: (out, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.abs(a[i]!);
  },
  sqrt: (out, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.sqrt(a[i]!);
  },
  sign: (out, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.sign(a[i]!);
  },
  not: (out, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = 1 - a[i]!;
  },
  and: (out, a, b, _, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! * b[i]!;
  },
  or: (out, a, b, _, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.max(a[i]!, b[i]!);
  },
  lt: (out, a, b, _, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! < b[i]! ? 1 : 0;
  },
  le: (out, a, b, _, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! <= b[i]! ? 1 : 0;
  },
  gt: (out, a, b, _, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! > b[i]! ? 1 : 0;
  },
  ge: (out, a, b, _, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! >= b[i]! ? 1 : 0;
  },
  eq: (out, a, b, _, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i] === b[i] ? 1 : 0;
  },
  ne: (out, a, b, _, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i] !== b[i] ? 1 : 0;
  },
  select: (out, a, b, c, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i] ? b[i]! : c[i]!;
  },
};
