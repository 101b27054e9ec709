import type { ElementwisePlugin, FloatArray } from "@downhill/plugin";
import { fault, must, same } from "../assert.ts";
import { type FloatType, type Shapes, shapes as small, snapshot, task, train, valuesOf } from "../fixtures.ts";
import type { Numbers } from "../options.ts";
import type { Check, Subject } from "../subject.ts";

const isElementwise = ({ plugin }: Subject) => "rule" in plugin;
/** Long enough for several chunks of any loop, and of every remainder. */
const large: Shapes = { ...small, long: [1203], short: [2] };
const odd: Shapes = { ...small, odd: [67] };

/** An element's numbers: its weight, and what is remembered of it. */
type Element = Record<string, number>;

export const backends: readonly Check[] = [
  {
    name: "gives the same bits on both backends",
    run(subject) {
      for (const { name, hyper } of subject.settings)
        for (const type of subject.typesOf(name)) {
          const shapes = isElementwise(subject) ? (name === "defaults" ? large : odd) : small;
          const [one, other] = [task(type, { shapes }), task(type, { shapes })];
          const [fast, plain] = [subject.make(one, hyper), subject.make(other, hyper, { backend: "portable" })];
          must(plain.backend === "portable", `with ${name}: backend is ${plain.backend}`);
          if (type === Float32Array && isElementwise(subject))
            must(fast.backend === "simd", `with ${name}: no SIMD: ${fast.backendReason}`);
          for (let i = 0; i < 4; i++) {
            train(fast, one, 1);
            train(plain, other, 1);
            same(snapshot(fast, one), snapshot(plain, other), `${type.name}, with ${name}, step ${i + 1}`);
          }
        }
    },
  },
  {
    name: "computes what its rule says: in float64, and to rounding in float32",
    applies: isElementwise,
    run(subject) {
      for (const { name, hyper } of subject.settings)
        for (const type of subject.typesOf(name)) followsRule(subject, hyper, type, `${type.name}, with ${name}`);
    },
  },
  {
    name: "treats many small tensors as one big one",
    applies: isElementwise,
    run({ make, settings }) {
      for (const { name, hyper } of settings) {
        const whole = task(Float32Array, { shapes: { all: [600] } });
        const { value, grad } = whole.parameters.all!;
        const ends = [0, 1, 5, 5, 8, 300, 600];
        const parts = ends.slice(1).map((end, i) => {
          const length = end - ends[i]!;
          return [`part${i}`, { value: value.slice(ends[i], end), grad: new Float32Array(length) }] as const;
        });
        const [one, many] = [make(whole, hyper), make(Object.fromEntries(parts), hyper)];
        for (let t = 0; t < 4; t++) {
          whole.at(t)();
          for (const [i, [, part]] of parts.entries()) part.grad.set(grad.subarray(ends[i], ends[i + 1]));
          one.step();
          many.step();
        }
        const joined = new Float32Array(600);
        for (const [i, [, part]] of parts.entries()) joined.set(part.value, ends[i]);
        same(joined, value, `with ${name}, in pieces`);
      }
    },
  },
];

/** Compares some steps of an element-wise optimizer with its rule, run in plain numbers on each element. */
function followsRule(subject: Subject, hyper: Numbers, type: FloatType, where: string) {
  const { rule, scalars, state } = subject.plugin as ElementwisePlugin;
  const work = task(type);
  const optimizer = subject.make(work, hyper);
  const arrays = Object.values(state).flatMap(({ kind, name }) => (kind === "array" ? [name] : []));
  for (let t = 1; t <= 5; t++) {
    work.at(t - 1)();
    const [values, before] = [valuesOf(work), optimizer.state()];
    const numbers = { ...optimizer.hyper };
    optimizer.step();
    const after = optimizer.state();
    for (const [name, { value, grad }] of Object.entries(work.parameters)) {
      const [was, is] = [before.parameters[name]!, after.parameters[name]!];
      const own = Object.entries(was).filter(([, each]) => typeof each === "number") as [string, number][];
      const cells = { ...before.shared, ...Object.fromEntries(own) };
      const computed = scalars?.(cells, numbers, t) ?? {};
      for (const key of Object.keys(cells)) {
        const moved = key in before.shared ? after.shared[key] : is[key];
        same(moved, computed[key] ?? cells[key], `${where}, step ${t}, "${name}": ${key}`);
      }
      for (let i = 0; i < value.length; i++) {
        const at = (all: Readonly<Record<string, FloatArray | number>>): Element =>
          Object.fromEntries(arrays.map((key) => [key, (all[key] as FloatArray | undefined)?.[i] ?? 0]));
        const given = { w: values[name]![i]!, g: grad[i]!, ...at(was) };
        const run = (element: Element) => rule(element, { ...numbers, ...cells, ...computed }, t);
        expectNear(run, given, { w: value[i]!, ...at(is) }, type, `${where}, step ${t}, "${name}"[${i}]`);
      }
    }
  }
}

/**
 * Float64: but for rounding of powers. Float32: to the rounding of each operation, which what is subtracted from each
 * other magnifies: as much as a change of the operands in their last place does.
 */
function expectNear(
  run: (element: Element) => Element,
  given: Element,
  actual: Element,
  type: FloatType,
  where: string,
) {
  const expected = run(given);
  const wide = type === Float64Array;
  const unit = wide ? 2 ** -52 : 2 ** -23;
  let spread: Element | undefined;
  for (const [key, x] of Object.entries(expected)) {
    const error = Math.abs(actual[key]! - x);
    if (error <= 8 * unit * Math.abs(x) || Object.is(actual[key], x)) continue;
    spread ??= changes(run, given, expected, unit);
    if (!(error <= 8 * (unit * Math.abs(x) + spread[key]!) + (wide ? 0 : 1e-37)))
      fault(`${where}: ${key} is ${actual[key]}, the rule says ${x}`);
  }
}

/** By how much a rule's results change when what it is given does, each in its last place. */
function changes(run: (element: Element) => Element, given: Element, expected: Element, unit: number): Element {
  const sums = Object.fromEntries(Object.keys(expected).map((key) => [key, 0]));
  for (const [name, x] of Object.entries(given))
    for (const sign of [1, -1]) {
      const changed = run({ ...given, [name]: x * (1 + sign * unit) });
      for (const key of Object.keys(sums)) sums[key]! += Math.abs(changed[key]! - expected[key]!);
    }
  return sums;
}
