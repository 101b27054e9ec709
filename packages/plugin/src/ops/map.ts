import type { FloatArray } from "../contract.ts";
import { floatType } from "../float-array.ts";
import { memo } from "../memo.ts";
import { called } from "../rule/called.ts";
import { compile } from "../rule/compile.ts";
import type { Program, Task } from "../rule/program.ts";
import { home } from "./home.ts";
import { type Lanes, total, zeros } from "./lanes.ts";
import { addTo } from "./reductions.ts";

type Rule = (...args: never[]) => unknown;
type Arrays = Readonly<Record<string, FloatArray>>;
type Numbers = Readonly<Record<string, number>>;

interface Compiled {
  readonly program: Program;
  /** The names of the arrays and of the scalars that it was compiled for. */
  readonly names: string;
  /** What the rule returns that is no array, to be summed. */
  readonly sums: readonly string[];
  /** By the first of the arrays that the rule was applied to. */
  readonly tasks: WeakMap<FloatArray, Run>;
}

/** A rule over arrays: in one piece, or in several after each of which what it returns is added to sums. */
interface Run {
  readonly arrays: Arrays;
  readonly pieces: readonly Task[];
  readonly lanes: Readonly<Record<string, Lanes>>;
  readonly sums: Record<string, number>;
}

/** By the function itself, or else by source: a rule written where it is used is another function at each call. */
const known = { simd: new WeakMap<Rule, Compiled>(), portable: new WeakMap<Rule, Compiled>() };
const compiled = new Map<string, Compiled>();

/** Whether the keys of both records, joined, are that text. */
function areNames(text: string, arrays: object, scalars: object): boolean {
  let at = 0;
  for (const record of [arrays, scalars])
    for (const name in record) {
      if (!text.startsWith(name, at) || text[at + name.length] !== ",") return false;
      at += name.length + 1;
    }
  return at === text.length;
}

function compiledFor(simd: boolean, rule: Rule, arrays: Arrays, scalars: Numbers): Compiled {
  const functions = simd ? known.simd : known.portable;
  const found = functions.get(rule);
  if (found && areNames(found.names, arrays, scalars)) return found;
  const [elements, numbers] = [Object.keys(arrays), Object.keys(scalars)];
  const names = [...elements, ...numbers].map((name) => `${name},`).join("");
  const make = (program: Program, outputs = program.outputs): Compiled => ({
    program,
    names,
    sums: outputs.filter((name) => !elements.includes(name)),
    tasks: new WeakMap(),
  });
  let entry = memo(compiled, `${simd}|${elements}|${numbers}|${rule}`, () => make(compile(rule, elements, numbers)));
  // The text of a rule that cannot be read does not tell it from another, nor what it returns.
  if (entry.program.reason !== undefined) {
    const call = rule as unknown as (elements: Numbers, scalars: Numbers) => Numbers;
    entry = make(called(rule, []), Object.keys(call(Object.fromEntries(elements.map((name) => [name, 1])), scalars)));
  }
  functions.set(rule, entry);
  return entry;
}

/**
 * Applies a rule to arrays of one type and length, which differ in nothing but their values from call to call.
 * @returns the sums of what it returns that is no array; the next call changes them
 */
export function map(simd: boolean, rule: Rule, arrays: Arrays, scalars: Numbers): Record<string, number> {
  const { program, sums: names, tasks } = compiledFor(simd, rule, arrays, scalars);
  let first: FloatArray | undefined;
  for (const name in arrays) first ??= arrays[name];
  if (!first) return {};
  let run = tasks.get(first);
  if (!run || !isFor(run, arrays)) {
    run = makeRun(simd && !program.reason, arrays, first, names);
    tasks.set(first, run);
  }
  program.prepare(scalars, scalars.t ?? 0);
  const { pieces, lanes, sums } = run;
  for (const name of names) lanes[name]!.fill(0);
  for (let i = 0; i < pieces.length; i++) {
    program.run(pieces[i]!);
    for (const name of names) addTo(lanes[name]!, simd, pieces[i]!.arrays[name]!);
  }
  for (const name of names) sums[name] = total(lanes[name]!);
  return sums;
}

function isFor(run: Run, arrays: Arrays): boolean {
  for (const name in arrays) if (run.arrays[name] !== arrays[name]) return false;
  return true;
}

/** Bytes of a piece whose terms are to be summed: they stay in the first-level cache. */
const pieceBytes = 16384;

function makeRun(simd: boolean, arrays: Arrays, first: FloatArray, names: readonly string[]): Run {
  const list = Object.values(arrays);
  const type = floatType(first)!;
  const fits = simd && !list.some((x, i) => list.some((y, j) => j < i && overlap(x, y)));
  const heap = fits ? home(list) : undefined;
  const { length } = first;
  const own = { ...arrays };
  if (!names.length) return { arrays: own, pieces: [{ arrays: own, type, length, heap }], lanes: {}, sums: {} };

  const size = pieceBytes / type.BYTES_PER_ELEMENT;
  const most = Math.min(size, length);
  const bytes = most * type.BYTES_PER_ELEMENT;
  const offset = heap?.tryAllocate(bytes * names.length);
  const terms = names.map((_, i) =>
    offset === undefined ? new type(most) : new type(heap!.buffer, offset + bytes * i, most),
  );
  const pieces = Array.from({ length: Math.ceil(length / size) }, (_, i): Task => {
    const [start, end] = [i * size, Math.min(length, (i + 1) * size)];
    const parts: Record<string, FloatArray> = {};
    for (const name in own) parts[name] = own[name]!.subarray(start, end);
    for (const [j, name] of names.entries()) parts[name] = terms[j]!.subarray(0, end - start);
    return { arrays: parts, type, length: end - start, heap };
  });
  const run = { arrays: own, pieces, lanes: Object.fromEntries(names.map((name) => [name, zeros()])), sums: {} };
  if (offset !== undefined) heap!.freeAfter(run, offset);
  return run;
}

const overlap = (x: FloatArray, y: FloatArray): boolean =>
  x.buffer === y.buffer && x.byteOffset < y.byteOffset + y.byteLength && y.byteOffset < x.byteOffset + x.byteLength;
