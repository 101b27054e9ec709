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

/**
 * A loop, where its result goes, and its operands: arrays by their nodes, of which the plan's `size` is ones; factors by
 * scalars' nodes, of which `size` is 1, and what is `size` + 1 more their negatives.
 */
export interface Instruction {
  readonly loop: Loop;
  readonly id: number;
  readonly a: number;
  readonly p: number;
  readonly b: number;
  readonly q: number;
  readonly c: number;
  readonly r: number;
}

/** An array's elements' node, and their factor's. */
type Term = readonly [id: number, factor: number];

/** Of float64, or without factors: pa + qb. */
const plain: Loop = (n, out, a, p, b, q) => {
  for (let i = 0; i < n; i++) out[i] = p * a[i]! + q * b[i]!;
};

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

/** A plan in as few loops as may be. */
export function combine({ size, scalars, steps, stores }: Plan, type: FloatType): Instruction[] {
  const single = type.BYTES_PER_ELEMENT < 8;
  const stepOf = new Map(steps.map((step) => [step.id, step]));
  const used = [...steps.flatMap(({ args }) => args), ...stores.map(({ id }) => id)];
  const isScalar = (id: number) => scalars.includes(id);
  /** Steps that another one's loop does. */
  const absorbed = new Set<Step | undefined>();

  /** The step that computes a node for this one use, if it is that operation. */
  const only = (id: number | undefined, op: string): Step | undefined => {
    const step = stepOf.get(id!);
    return step?.op === op && used.filter((each) => each === id).length < 2 ? step : undefined;
  };
  /** A scalar, and what else, that a step takes. */
  const mixed = (step: Step | undefined): Term | undefined => {
    const [x, y] = (step?.args ?? []) as [number, number];
    if (!step || isScalar(x) === isScalar(y)) return undefined;
    return isScalar(x) ? [y, x] : [x, y];
  };
  const scaled = (id: number) => mixed(only(id, "*"));
  const term = (id: number, scale = true): Term => {
    if (isScalar(id)) return [size, id];
    const product = scale && scaled(id);
    if (product) absorbed.add(stepOf.get(id));
    return product || [id, size];
  };
  /** x ± y, where y is q(bc), or qb / (√c + r). */
  const sum = (x: number, y: number, signed: (y: Term) => Term): [Loop, ...Term[]] | undefined => {
    const [rest, factor] = scaled(y) ?? [y, size];
    const inner = only(rest, "*");
    if (inner && !inner.args.some(isScalar)) {
      absorbed.add(stepOf.get(y)).add(inner);
      return [product, term(x), signed([inner.args[0]!, factor]), [inner.args[1]!, size]];
    }
    const division = only(y, "/");
    const below = only(division?.args[1], "+");
    const [rootOf, r] = mixed(below) ?? [];
    const root = only(rootOf, "sqrt");
    if (!root || isScalar(root.args[0]!)) return undefined;
    absorbed.add(division).add(below).add(root);
    return [quotient, term(x), signed(term(division!.args[0]!)), [root.args[0]!, r!]];
  };

  const code: Instruction[] = [];
  const push = (id: number, [loop, first, ...more]: [Loop, ...Term[]]) => {
    const [[a, p], [b, q] = first!, [c, r] = first!] = [first!, ...more];
    code.unshift({ loop, id, a, p, b, q, c, r });
  };
  for (const step of [...steps].reverse()) {
    if (absorbed.has(step)) continue;
    const { op, id, args, operation } = step;
    const { number, loop } = operation;
    const [x, y] = args as [number, number];
    const signed = ([id, factor]: Term): Term => [id, op === "-" ? size + 1 + factor : factor];
    const additive = op === "-" || op === "+";
    const made = single && additive ? (sum(x, y, signed) ?? (op === "+" ? sum(y, x, signed) : undefined)) : undefined;
    if (made) push(id, made);
    else if (additive) push(id, [single && (scaled(x) ?? scaled(y)) ? linear : plain, term(x), signed(term(y))]);
    else
      push(id, [
        loop ??
          ((n, out, a, p, b, q, c, r) => {
            for (let i = 0; i < n; i++) out[i] = number(p * a[i]!, q * b[i]!, r * c[i]!);
          }),
        ...args.map((arg) => term(arg, !single && (op === "*" || op === "/"))),
      ]);
  }
  return code;
}
