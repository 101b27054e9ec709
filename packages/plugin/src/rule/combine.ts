import type { FloatArray } from "../contract.ts";
import type { FloatType } from "../float-array.ts";
import type { Plan, Step } from "./specialise.ts";

/**
 * Computes `n` elements of `out` from a, b and c times p, q and r. Those of float32 round each product before it goes on, so
 * that one loop has the bits of several.
 */
type Loop = (
  n: number,
  out: FloatArray,
  a: FloatArray,
  p: number,
  b: FloatArray,
  q: number,
  c: FloatArray,
  r: number,
) => void;

/** A loop, and its operands: arrays by their registers, factors by the nodes of scalars, the plan's `size` for 1, and what is `size` + 1 more for their negatives. */
export interface Instruction {
  readonly loop: Loop;
  readonly out: number;
  readonly a: number;
  readonly p: number;
  readonly b: number;
  readonly q: number;
  readonly c: number;
  readonly r: number;
}

export interface Combined {
  readonly instructions: readonly Instruction[];
  /** What each register holds: "" ones, a name that array, undefined what a loop leaves for another. */
  readonly registers: readonly (string | undefined)[];
}

/** Of float32: pa + qb, pa + q(bc), and pa + qb / (√c + r), which are most of what optimizers compute. */
const linear: Loop = (n, out, a, p, b, q) => {
  for (let i = 0; i < n; i++) out[i] = Math.fround(p * a[i]!) + Math.fround(q * b[i]!);
};
const product: Loop = (n, out, a, p, b, q, c) => {
  for (let i = 0; i < n; i++) out[i] = Math.fround(p * a[i]!) + Math.fround(q * Math.fround(b[i]! * c[i]!));
};
const quotient: Loop = (n, out, a, p, b, q, c, r) => {
  for (let i = 0; i < n; i++)
    out[i] =
      Math.fround(p * a[i]!) + Math.fround(Math.fround(q * b[i]!) / Math.fround(Math.fround(Math.sqrt(c[i]!)) + r));
};

const copy: Loop = (n, out, a, p) => {
  for (let i = 0; i < n; i++) out[i] = p * a[i]!;
};

/** An operand: an element's node, or none for ones, and the node of its factor. */
type Term = readonly [id: number | undefined, factor: number];
interface Symbolic {
  readonly loop: Loop;
  readonly id: number;
  readonly terms: readonly Term[];
}

/**
 * A plan in as few loops as may be, which write into the arrays themselves where nobody reads there any more.
 * @param apart whether arrays overlap: then all are read before any is written
 */
export function combine({ size, loads, scalars, steps, stores }: Plan, type: FloatType, apart: boolean): Combined {
  const single = type.BYTES_PER_ELEMENT < 8;
  const stepOf = new Map(steps.map((step) => [step.id, step]));
  const uses: number[] = [];
  for (const id of [...steps.flatMap(({ args }) => args), ...stores.map(({ id }) => id)])
    uses[id] = (uses[id] ?? 0) + 1;
  const isScalar = (id: number) => scalars.includes(id);
  const absorbed = new Set<Step>();

  /** The step that computes a node for this one use, if it is that operation. */
  const only = (id: number | undefined, op: string): Step | undefined => {
    const step = stepOf.get(id!);
    return step?.op === op && uses[id!] === 1 ? step : undefined;
  };
  /** A product of a scalar and what else it is. */
  const scaled = (id: number | undefined): readonly [step: Step, factor: number, rest: number] | undefined => {
    const step = only(id, "*");
    const [x, y] = step?.args ?? [];
    if (!step || isScalar(x!) === isScalar(y!)) return undefined;
    return isScalar(x!) ? [step, x!, y!] : [step, y!, x!];
  };
  const term = (id: number, scale = true): Term => {
    if (isScalar(id)) return [undefined, id];
    const product = scale && scaled(id);
    if (!product) return [id, size];
    absorbed.add(product[0]);
    return [product[2], product[1]];
  };
  const negative = ([id, factor]: Term): Term => [id, size + 1 + factor];
  /** x + y or x - y, where y is q(bc), or qb / (√c + r), or one of them is a multiple. */
  const sum = (x: number, y: number, minus: boolean): [Loop, Term[]] | undefined => {
    const signed = (term: Term) => (minus ? negative(term) : term);
    const factor = scaled(y);
    const inner = only(factor ? factor[2] : y, "*");
    if (inner && !inner.args.some(isScalar)) {
      if (factor) absorbed.add(factor[0]);
      absorbed.add(inner);
      const [b, c] = inner.args as [number, number];
      return [product, [term(x), signed([b, factor ? factor[1] : size]), [c, size]]];
    }
    const division = only(y, "/");
    const below = only(division?.args[1], "+");
    const [r, rootOf] = below ? (isScalar(below.args[0]!) ? below.args : [...below.args].reverse()) : [];
    const root = only(rootOf, "sqrt");
    if (division && below && root && isScalar(r!) && !isScalar(root.args[0]!)) {
      for (const step of [division, below, root]) absorbed.add(step);
      return [quotient, [term(x), signed(term(division.args[0]!)), [root.args[0], r!]]];
    }
    return undefined;
  };

  const code: Symbolic[] = [];
  for (const step of [...steps].reverse()) {
    if (absorbed.has(step)) continue;
    const { op, id, operation } = step;
    const [x, y] = step.args as [number, number];
    const minus = op === "-";
    let made: [Loop, Term[]] | undefined;
    if (single && (minus || op === "+")) {
      made = sum(x, y, minus) ?? (minus ? undefined : sum(y, x, false));
      if (!made && (scaled(x) ?? scaled(y))) made = [linear, [term(x), minus ? negative(term(y)) : term(y)]];
    }
    const { number } = operation;
    made ??= [
      operation.loop ??
        ((n, out, a, p, b, q, c, r) => {
          for (let i = 0; i < n; i++) out[i] = number(p * a[i]!, q * b[i]!, r * c[i]!);
        }),
      step.args.map((arg) => term(arg, !single && "+-*/".includes(op))),
    ];
    code.unshift({ loop: made[0], id, terms: made[1] });
  }
  return allocate(code, size, loads, stores, apart);
}

/** Gives every node a register. */
function allocate(
  computed: readonly Symbolic[],
  size: number,
  loads: Plan["loads"],
  stores: Plan["stores"],
  apart: boolean,
): Combined {
  const registers: (string | undefined)[] = [""];
  /** The register of each node that has a value at this point. */
  const at = new Map<number | undefined, number>([[undefined, 0]]);
  const arrays = new Map<string, number>();
  const arrayOf = (name: string) => {
    const register = arrays.get(name) ?? registers.push(name) - 1;
    arrays.set(name, register);
    return register;
  };
  for (const { name, id } of loads) at.set(id, arrayOf(name));
  // What is stored where it was not loaded from is copied first: what it was loaded from may have changed by then.
  const moved = loads.filter(({ id }) => apart || stores.some((store) => store.id === id));
  const lastRead = new Map<number | undefined, number>();
  for (const [i, { terms }] of computed.entries()) for (const [id] of terms) lastRead.set(id, i);
  for (const { id } of stores) lastRead.set(id, computed.length);

  const instructions: Instruction[] = [];
  const push = (loop: Loop, out: number, terms: readonly Term[]) => {
    const [[a, p], [b, q] = [a, p], [c, r] = [a, p]] = terms as [Term, Term?, Term?];
    instructions.push({ loop, out, a: at.get(a)!, p, b: at.get(b)!, q, c: at.get(c)!, r });
  };
  const free: number[] = [];
  const temporary = () => free.pop() ?? registers.push(undefined) - 1;
  for (const { id } of moved) {
    const out = temporary();
    push(copy, out, [[id, size]]);
    at.set(id, out);
  }
  const written = new Set<string>();
  for (const [i, { loop, id, terms }] of computed.entries()) {
    const store = stores.find(
      (each) =>
        each.id === id &&
        !apart &&
        loads.every((load) => load.name !== each.name || moved.includes(load) || (lastRead.get(load.id) ?? -1) <= i),
    );
    const out = store ? arrayOf(store.name) : temporary();
    if (store) written.add(store.name);
    push(loop, out, terms);
    at.set(id, out);
    for (const [used] of new Map(terms)) {
      const register = at.get(used)!;
      if (lastRead.get(used) === i && registers[register] === undefined) free.push(register);
    }
  }
  for (const { name, id } of stores)
    if (!written.has(name)) push(copy, arrayOf(name), [at.has(id) ? [id, size] : [undefined, id]]);
  return { instructions, registers };
}
