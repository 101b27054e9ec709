import type { FloatArray } from "../contract.ts";
import { floatType } from "../float-array.ts";
import { called } from "../rule/called.ts";
import { compile, type Program, type Task } from "../rule/program.ts";
import { home } from "./home.ts";

type Rule = (...args: never[]) => unknown;
type Arrays = Readonly<Record<string, FloatArray>>;

interface Compiled {
  readonly program: Program;
  /** By the first of the arrays that the rule was applied to. */
  readonly tasks: WeakMap<FloatArray, Task>;
}

/** By source: a rule written where it is used is another function at each call. */
const compiled = new Map<string, Compiled>();

function compiledFor(simd: boolean, rule: Rule, arrays: readonly string[], scalars: readonly string[]): Compiled {
  const key = `${simd}|${arrays}|${scalars}|${rule}`;
  let entry = compiled.get(key);
  if (!entry) {
    entry = { program: compile(rule, arrays, scalars), tasks: new WeakMap() };
    compiled.set(key, entry);
  }
  // The text of a rule that cannot be read does not tell it from another.
  return entry.program.reason === undefined ? entry : { program: called(rule, arrays, []), tasks: new WeakMap() };
}

/** Applies a rule to arrays of one type and length, which differ in nothing but their values from call to call. */
export function map(simd: boolean, rule: Rule, arrays: Arrays, scalars: Readonly<Record<string, number>>): void {
  const { program, tasks } = compiledFor(simd, rule, Object.keys(arrays), Object.keys(scalars));
  const [first] = Object.values(arrays);
  if (!first) return;
  let task = tasks.get(first);
  if (!task || !isFor(task, arrays)) {
    task = makeTask(simd && !program.reason, arrays, first);
    tasks.set(first, task);
  }
  program.prepare(scalars, scalars.t ?? 0);
  program.run(task);
}

function isFor(task: Task, arrays: Arrays): boolean {
  for (const name in arrays) if (task.arrays[name] !== arrays[name]) return false;
  return true;
}

function makeTask(simd: boolean, arrays: Arrays, first: FloatArray): Task {
  const list = Object.values(arrays);
  const type = floatType(first)!;
  const fits = simd && type === Float32Array && !list.some((x, i) => list.some((y, j) => j < i && overlap(x, y)));
  return { arrays: { ...arrays }, type, length: first.length, heap: fits ? home(list) : undefined };
}

const overlap = (x: FloatArray, y: FloatArray): boolean =>
  x.buffer === y.buffer && x.byteOffset < y.byteOffset + y.byteLength && y.byteOffset < x.byteOffset + x.byteLength;
