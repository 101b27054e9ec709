import { readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FloatArray } from "../contract.ts";
import type { ElementwisePlugin } from "../elementwise.ts";
import { memo } from "../memo.ts";
import { cbrt } from "./cbrt.ts";
import type { Rule } from "./ir.ts";
import { parseRule } from "./parse.ts";
import { portable } from "./portable.ts";
import { power } from "./power.ts";
import { scalarsOf } from "./scalars.ts";
import { emit } from "./simd.ts";
import { type Plan, specialise } from "./specialise.ts";

const thorough = Boolean(process.env.DOWNHILL_THOROUGH);
const special = Float32Array.of(
  0,
  -0,
  1,
  -1,
  1e-45,
  -1e-45,
  -1e-40,
  1.1754944e-38,
  3.4e38,
  -3.4e38,
  1 / 0,
  -1 / 0,
  NaN,
);

/** Numbers of every kind from a seed: xorshift's bits as they are, special values, and ordinary numbers. */
function bits(seed: number) {
  let state = seed * 2 + 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  const words = new Uint32Array(2);
  return {
    below: (n: number) => next() % n,
    fill<A extends FloatArray>(array: A): A {
      const wide = array instanceof Float64Array;
      const any = new (wide ? Float64Array : Float32Array)(words.buffer);
      for (let i = 0; i < array.length; i++) {
        const kind = next() % 4;
        words[0] = next();
        words[1] = wide ? next() : 0;
        if (kind === 0) array[i] = any[0]!;
        else array[i] = kind === 1 ? special[words[0]! % special.length]! : words[0]! / 2 ** 31 - 1;
      }
      return array;
    },
  };
}

interface Memory {
  readonly buffer: ArrayBuffer;
}
interface WebAssemblyOfThisTest {
  Memory: new (size: { initial: number }) => Memory;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: { f(...args: number[]): void } };
}
const { Memory, Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyOfThisTest }).WebAssembly;

/** A memory's words; in `arrays`, whose NaN may be any, each NaN is the same one. */
function words(buffer: ArrayBuffer, arrays: Iterable<FloatArray>) {
  for (const array of arrays) for (let i = 0; i < array.length; i++) if (Number.isNaN(array[i])) array[i] = NaN;
  return new Uint32Array(buffer);
}

type FloatType = Float32ArrayConstructor;
const types = [Float32Array, Float64Array as unknown as FloatType];

/** One memory of each size serves all comparisons. */
const memories = new Map<number, Memory>();

/** The plan as a function that runs both backends on random arrays and compares all of the memory afterwards. */
function comparison(plan: Plan, scalars: Float64Array, type: FloatType) {
  const emitted = emit(plan, type);
  const module = new Module(emitted.bytes);
  const run = portable(plan, type);
  const bytes = type.BYTES_PER_ELEMENT;
  const instances = new Map<Memory, InstanceType<typeof Instance>>();

  return (length: number, random: ReturnType<typeof bits>, aliased = false) => {
    const { arrays } = emitted;
    const used = arrays.length * (length + 9) * bytes;
    const initial = Math.ceil((used + plan.scalars.length * bytes) / 65536);
    const memory = memo(memories, initial, () => new Memory({ initial }));
    random.fill(new type(memory.buffer, memory.buffer.byteLength - used));
    // From the memory's end, so that reading on traps, with gaps of words that must stay as they are.
    let end = memory.buffer.byteLength;
    const addresses = arrays.map((_, i) => {
      if (aliased && i > 0) return end;
      end -= bytes * length + (i > 0 ? bytes * (1 + random.below(8)) : 0);
      return end;
    });
    new type(memory.buffer).set(plan.scalars.map((id) => scalars[id]!));

    const expected = memory.buffer.slice(0);
    const views = (buffer: ArrayBuffer) =>
      Object.fromEntries(arrays.map((name, i) => [name, new type(buffer, addresses[i], length)]));
    run(views(expected), length)(scalars);
    memo(instances, memory, () => new Instance(module, { m: { m: memory } })).exports.f(length, 0, ...addresses);

    const stored = (buffer: ArrayBuffer) => plan.stores.map(({ name }) => views(buffer)[name]!);
    const [a, b] = [words(memory.buffer, stored(memory.buffer)), words(expected, stored(expected))];
    if (Buffer.compare(Buffer.from(a.buffer), Buffer.from(b.buffer)) === 0) return;
    const at = Math.floor((a.findIndex((word, i) => word !== b[i]) * 4) / bytes);
    const [is, should] = [new type(a.buffer)[at], new type(b.buffer)[at]];
    throw new Error(`element ${at} is ${is}, not ${should}; length ${length}, arrays ${arrays} at ${addresses}`);
  };
}

/** Both types' comparisons in one. */
function comparisons(plan: Plan, scalars: Float64Array) {
  const each = types.map((type) => comparison(plan, scalars, type));
  return (...args: Parameters<(typeof each)[number]>) => {
    for (const compare of each) compare(...args);
  };
}

const hyper = { lr: 0.1, beta: 0.9, eps: 0 };

/** The rule's plan and scalars under those hyperparameters. */
function compile(source: string, values: Record<string, number> = hyper, t = 1) {
  const rule = parseRule(source, ["w", "g", "m", "v"], Object.keys(values), [], "", { cbrt });
  return planOf(rule, values, t);
}

function planOf(rule: Rule, hyper: Record<string, number>, t: number) {
  const scalars = Float64Array.from(rule.nodes, ({ op, name, value }) =>
    op === "scalar" && name ? (name === "t" ? t : hyper[name]!) : value,
  );
  return { scalars, plan: scalarsOf(rule)(scalars, 0) };
}

describe("one operation", () => {
  const binary = ["+", "-", "*", "/", "Math.min", "Math.max", "<", "<=", ">", ">=", "===", "!=="];
  const apply = (op: string, a: string, b: string) => {
    const text = op.startsWith("Math") ? `${op}(${a}, ${b})` : `${a} ${op} ${b}`;
    return /[<=>]/.test(op) ? `${text} ? ${a} : ${b}` : text;
  };
  it.each([
    ...[
      "-w",
      "Math.abs(w)",
      "Math.sqrt(w)",
      "Math.cbrt(w)",
      "w ** 0.5",
      "Math.sign(w)",
      "!(w > g) ? w : g",
      "w",
      "lr",
      "5",
    ],
    ...["w > g && g > m ? w : m", "w > g || g > m ? w : m", "(w > 0) - (w < 0)", "w ** 3", "w / 0", "-0 * w"],
    ...[
      "lr * w + g * eps",
      "w * lr - 3 * g",
      "w + lr * (g * w)",
      "g * w - w",
      "w - (lr * g) / (Math.sqrt(m) + eps)",
      "(lr * g) / (eps + Math.sqrt(w)) + lr * w",
    ],
    ...binary.flatMap((op) => [apply(op, "w", "g"), apply(op, "lr", "g"), apply(op, "w", "eps")]),
  ])("m = %s", (expression) => {
    const { plan, scalars } = compile(`({ w, g, m }, { lr, eps }) => ({ m: ${expression} })`);
    const compare = comparisons(plan, scalars);
    const random = bits(1);
    compare(thorough ? 10_000 : 2500, random);
    compare(100, random, true);
  });
});

it("reads every array before it writes one", () => {
  const { plan, scalars } = compile("({ w, m, v }) => ({ w: m, m: v, v: w })");
  comparisons(plan, scalars)(67, bits(2));
});

it("reaches past 127 locals, and scalars and code longer than 127 bytes", () => {
  const sum = Array.from({ length: 150 }, (_, i) => `${i} * (g - ${i})`).join(" + ");
  const { plan, scalars } = compile(`({ w, g }) => ({ w: w + (${sum}) })`);
  comparisons(plan, scalars)(67, bits(3));
});

describe("every optimizer of the catalog, under all combinations of its switches", async () => {
  type Source = Pick<ElementwisePlugin, "name" | "hyper" | "state" | "scalars" | "functions"> & {
    readonly rule?: () => unknown;
  };
  const folder = new URL("../../../optimizers/", import.meta.url);
  const modules = await Promise.all(
    readdirSync(folder).map((name) => import(new URL(`${name}/src/index.ts`, folder).href)),
  );
  const plugins = modules.flatMap((exported) => Object.values(exported) as Source[]).filter(({ rule }) => rule);

  it.each(plugins.map((plugin) => [plugin.name, plugin] as const))(
    "%s",
    (_, { hyper, state, rule, functions, scalars: scalarsFunction }) => {
      const defaults = Object.fromEntries(Object.entries(hyper).map(([key, value]) => [key, value.default]));
      const entries = Object.values(state);
      const arrays = entries.filter(({ kind }) => kind === "array").map(({ name }) => name);
      const numbers = Object.fromEntries(
        entries.filter(({ kind }) => kind !== "array").map(({ name, from }) => [name, from as number]),
      );
      const given = { ...defaults, ...numbers, ...scalarsFunction?.(numbers, defaults, 3) };
      const parsed = parseRule(rule!.toString(), ["w", "g", ...arrays], Object.keys(given), arrays, "", functions);
      const { plan, scalars } = planOf(parsed, given, 3);
      comparisons(plan, scalars)(thorough ? 200_000 : 2500, bits(4));

      const other = Object.fromEntries(Object.keys(given).map((key, i) => [key, 0.9 - 0.1 * i]));
      for (const least of [0, 2 ** -126])
        for (let truths = 0; truths < 2 ** 6; truths++) {
          let asked = 0;
          const { scalars } = planOf(parsed, other, 2);
          const plan = specialise(parsed, (id) => (id === parsed.least ? least : (truths >> asked++) & 1));
          // Answers to more than was asked make a plan that has been there.
          if (truths >> asked) continue;
          scalars[parsed.least] = least;
          const compare = comparisons(plan, scalars);
          const lengths = Math.min(thorough ? 8 : 16, 2 ** asked);
          for (let length = truths % lengths; length <= 67; length += lengths) compare(length, bits(length));
        }
    },
  );
});

/** An expression in the rule's language and in JavaScript, where powers are written otherwise; how tightly it binds. */
type Expression = readonly [level: number, rule: string, js: string];
const primary = 9;

/** Puts expressions into a template, each in parentheses if it binds less tightly than its place asks for. */
const build =
  (level: number, template: string, places: readonly number[], js = template) =>
  (...parts: readonly Expression[]): Expression => {
    const fill = (text: string, language: 1 | 2) =>
      text.replace(/[ABC]/g, (letter) => {
        const i = "ABC".indexOf(letter);
        return parts[i]![0] < places[i]! ? `(${parts[i]![language]})` : parts[i]![language];
      });
    return [level, fill(template, 1), fill(js, 2)];
  };
const infix = (level: number, op: string) => build(level, `A ${op} B`, [level, level + 0.1]);

/** Random numbers and truths of the rule language, over the given names. */
function expressions(names: readonly string[], booleans: readonly string[]) {
  const word = (text: string): Expression => [primary, text, text];
  const literals = ["0", "1", ".5", "2", "1e-8", "3.3", "16777217", "1e39", "0x10"];
  const hypers = fc.constantFrom(...["lr", "beta", "eps"].map(word));
  const { number, boolean } = fc.letrec<{ number: Expression; boolean: Expression; scalar: Expression }>((tie) => {
    const [n, b, s] = [tie("number"), tie("boolean"), tie("scalar")];
    const make = (builder: (...parts: Expression[]) => Expression, ...parts: fc.Arbitrary<Expression>[]) =>
      fc.tuple(...parts).map((made) => builder(...made));
    const arithmetic = (
      [
        ["+", 5],
        ["-", 5],
        ["*", 6],
        ["/", 6],
      ] as const
    ).map(([op, level]) => infix(level, op));
    const comparisons = ["<", "<=", ">", ">=", "===", "!=="].map((op) => infix(op.endsWith("==") ? 3 : 4, op));
    const functions = ["abs", "sqrt", "sign"].map((name) => build(primary, `Math.${name}(A)`, [0]));
    const both = ["min", "max"].map((name) => build(primary, `Math.${name}(A, B)`, [0, 0]));
    const minus = build(7, "- A", [7]);
    const choice = build(0, "A ? B : C", [0.1, 0, 0]);
    const [and, or, not] = [infix(2, "&&"), infix(1, "||"), build(7, "!A", [7])];
    const leaf = fc.constantFrom(...[...names, ...literals].map(word));
    // A condition may be a hyperparameter's truth; elsewhere JavaScript's `lr && x` is not a boolean.
    const condition = fc.oneof(b, b, hypers, make(not, hypers), make(and, hypers, b), make(or, b, hypers));
    const term = fc.oneof({ weight: 6, arbitrary: n }, { weight: 1, arbitrary: b });
    return {
      scalar: fc.oneof(
        { maxDepth: 2 },
        fc.oneof(hypers, fc.constantFrom(...["t", ...literals].map(word))),
        ...arithmetic.map((op) => make(op, s, s)),
        make(build(6.5, "A ** t", [primary], "power(A, t)"), hypers),
        make(build(primary, "Math.pow(A, 3)", [0], "power(A, 3)"), hypers),
      ),
      number: fc.oneof(
        { maxDepth: 4 },
        leaf,
        s,
        ...arithmetic.map((op) => make(op, term, term)),
        make(minus, term),
        ...functions.map((f) => make(f, n)),
        ...both.map((f) => make(f, n, n)),
        make(build(6.5, "A ** 2", [primary], "square(A)"), n),
        make(build(6.5, "(g - A) ** 3", [5.1], "cube(g - A)"), n),
        make(choice, condition, n, n),
        make(choice, condition, n, n),
      ),
      boolean: fc.oneof(
        { maxDepth: 3 },
        fc.oneof(...comparisons.map((op) => make(op, leaf, leaf))),
        ...(booleans.length ? [fc.constantFrom(...booleans.map(word))] : []),
        fc.constantFrom(...["true", "false"].map(word)),
        ...comparisons.map((op) => make(op, n, n)),
        ...[and, or].map((op) => make(op, b, b)),
        make(not, b),
        make(choice, condition, b, b),
      ),
    };
  });
  return { number, boolean };
}

/** Random rules, as text in the rule's language and in JavaScript. */
function rules(): fc.Arbitrary<{ rule: string; js: string }> {
  const [first, second, third] = [
    expressions(["w", "g", "m", "v"], []),
    expressions(["w", "g", "m", "v", "a"], []),
    expressions(["w", "g", "m", "v", "a"], ["c"]),
  ];
  const assign = fc.constantFrom("=", "+=", "-=", "*=", "/=");
  const parts = fc.tuple(first.number, second.number, second.boolean, third.number, third.number, third.number);
  return fc.tuple(parts, assign, assign).map(([[a, m, c, v, w, last], opM, opV]) => {
    const text = (i: 1 | 2) => `({ w, g, m, v }, { lr, beta, eps }, t) => {
      const a = ${a[i]};
      m ${opM} ${m[i]};
      const c = ${c[i]};
      v ${opV} ${v[i]}; w = ${w[i]};
      return { w, m: ${last[i]}, v };
    }`;
    return { rule: text(1), js: text(2) };
  });
}

it("random rules: simd is portable, and portable is JavaScript", () => {
  const value = fc.constantFrom(0, 1, 0.1, 0.9, -2, 1e-8, 1e30, 1e-42);
  const values = fc.record({ lr: value, beta: value, eps: value });
  const length = fc.integer({ min: 0, max: 67 });
  const property = fc.property(
    rules(),
    values,
    fc.integer({ min: 1, max: 4 }),
    length,
    fc.nat(),
    ({ rule, js }, hyper, t, n, seed) => {
      const { plan, scalars } = compile(rule, hyper, t);
      comparisons(plan, scalars)(n, bits(seed));

      const random = bits(seed);
      const column = () => Float64Array.from(random.fill(new Float32Array(n)));
      const arrays = { w: column(), g: column(), m: column(), v: column() };
      const call = new Function("power", "square", "cube", `return ${js}`);
      const direct = call(
        power,
        (x: number) => x * x,
        (x: number) => x * x * x,
      );
      const expected = Array.from(arrays.w, (w, i) => {
        return direct({ w, g: arrays.g[i], m: arrays.m[i], v: arrays.v[i] }, hyper, t) as Record<
          "w" | "m" | "v",
          number
        >;
      });
      portable(plan, Float64Array)(arrays, n)(scalars);
      const wrong = expected.flatMap(({ w, m, v }, i) => {
        const actual = { w: arrays.w[i], m: arrays.m[i], v: arrays.v[i] };
        const isSame = Object.is(actual.w, w) && Object.is(actual.m, m) && Object.is(actual.v, v);
        return isSame ? [] : [{ i, actual, expected: { w, m, v } }];
      });
      if (wrong.length) expect(wrong).toEqual([]);
    },
  );
  fc.assert(property, { numRuns: thorough ? 1000 : 200 });
});
