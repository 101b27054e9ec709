import { describe, expect, it } from "vitest";
import { Heap } from "../heap.ts";
import { compile } from "./compile.ts";

type Numbers = Record<string, number>;
const type = Float32Array;

/** Runs a rule on one element, on both paths, after each other's preparations. */
function both(program: ReturnType<typeof compile>, scalars: Numbers, t: number, elements: Numbers, same = false) {
  const heap = new Heap(65536);
  program.prepare(scalars, t, same);
  return [undefined, heap].map((heap) => {
    const arrays = Object.fromEntries(Object.entries(elements).map(([name, x]) => [name, type.of(x)]));
    program.run({ arrays, type, length: 1, heap });
    return Object.fromEntries(Object.entries(arrays).map(([name, [x]]) => [name, x]));
  });
}

describe("scalars", () => {
  const rule = ({ w, g }: Numbers, { lr, k, off }: Numbers, t: number) => {
    const power = off ? 1 : lr! ** k!;
    const rate = t === 1 && !off ? power * 2 : off && k! < 1 ? 3 : power;
    return { w: off! > 1 ? w! - rate * lr! ** k! * g! : w! - rate * g! };
  };
  const program = compile(rule as never, ["w", "g"], ["lr", "k", "off"], [], "someone");

  it("of a branch that is switched off are not computed, whatever was computed before", () => {
    const ways = [
      { lr: 2, k: 2, off: 0 },
      { lr: 2, k: 0.5, off: 1 },
      { lr: 2, k: 2, off: 2 },
      { lr: 3, k: 1, off: 0 },
    ];
    for (let i = 0; i < 40; i++) {
      const scalars = ways[(i * 7 + (i >> 2)) % ways.length]!;
      const t = 1 + (i % 3);
      const expected = rule({ w: 1, g: 1 }, scalars, t).w;
      for (const { w } of both(program, scalars, t, { w: 1, g: 1 })) expect(w).toBe(expected);
    }
  });

  it("of several choices are computed from what each of them takes, also when only t turns one round", () => {
    const product = ({ w, g }: Numbers, { lr, a, b }: Numbers, t: number) => ({
      w: w! - (a ? lr! : 3) * (b ? lr! / 7 : 5) * (t === 2 || t === 4 ? lr! : 11) * lr! * g!,
    });
    const program = compile(product as never, ["w", "g"], ["lr", "a", "b"]);
    for (let way = 0; way < 12; way++) {
      const scalars = { lr: 2, a: way & 1, b: (way >> 1) & 1 };
      for (const t of [1, 2, 3, 4, 5]) {
        const expected = Math.fround(product({ w: 0, g: 1 }, scalars, t).w);
        for (const { w } of both(program, scalars, t, { w: 0, g: 1 }, t > 1)) expect(w).toBe(expected);
      }
    }
  });

  it("say whose they are and where, when one cannot be computed, and are computed again when they can", () => {
    for (const [scalars, place] of [
      [{ lr: 2, k: 0.5, off: 0 }, "off ? 1 : lr"],
      [{ lr: 2, k: 0.5, off: 2 }, "off ? 1 : lr"],
    ] as const) {
      let message = "";
      try {
        program.prepare(scalars, 1);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
        ({ message } = error as Error);
      }
      const [what, text, caret] = message.split("\n");
      expect(what).toBe("someone: only whole powers are computed, got 2 ** 0.5, here:");
      expect(text!.slice(0, caret!.indexOf("^")).trimEnd()).toMatch(new RegExp(`${place.replace(/[?*]/g, "\\$&")}$`));
    }
    expect(both(program, { lr: 2, k: 2, off: 0 }, 2, { w: 1, g: 1 })[0]!.w).toBe(-3);
  });

  it("are the same where only the step's number is another one", () => {
    const scalars = { lr: 0.5, k: 3, off: 0 };
    const timed = compile(
      (({ w, g }: Numbers, { lr, k }: Numbers, t: number) => ({ w: w! - (1 - lr! ** t) * lr! ** k! * g! })) as never,
      ["w", "g"],
      ["lr", "k"],
    );
    for (let t = 1; t < 300; t++) {
      timed.prepare(scalars, t, t > 1);
      const arrays = { w: Float64Array.of(1), g: Float64Array.of(1) };
      timed.run({ arrays, type: Float64Array, length: 1 });
      expect(arrays.w[0]).toBe(1 - (1 - 0.5 ** t) * 0.125);
    }
  });
});

describe("arrays", () => {
  const rule = ({ w, g, v, max }: Numbers, { mu, amsgrad }: Numbers) => ({
    v: mu === 0 ? v : mu! * v! + g!,
    max: amsgrad ? Math.max(max!, v!) : max,
    w: w! - g!,
  });
  const states = ["v", "max"];
  const program = compile(rule as never, ["w", "g", ...states], ["mu", "amsgrad"], states);

  it("that the switches in force leave as they are need not be there, on steps that clear state neither", () => {
    for (const t of [1, 32, 33, 64]) {
      for (const { w } of both(program, { mu: 0, amsgrad: 0 }, t, { w: 3, g: 1 })) expect(w).toBe(2);
      for (const after of both(program, { mu: 0.5, amsgrad: 0 }, t, { w: 3, g: 1, v: 2 }))
        expect(after).toEqual({ w: 2, g: 1, v: 2 });
      expect(both(program, { mu: 0, amsgrad: 1 }, t, { w: 3, g: 1, v: 2, max: 1 })[0]!.max).toBe(2);
    }
  });

  it("that are state are cleared of subnormal numbers every 32 steps, in both types", () => {
    for (const [type, tiny] of [
      [Float32Array, 2e-40],
      [Float64Array, 1e-310],
    ] as const)
      for (const heap of [undefined, new Heap(65536)])
        for (const [t, left] of [
          [31, tiny / 2],
          [32, 0],
        ] as const) {
          const arrays = { w: type.of(tiny), g: type.of(0), v: type.of(tiny, -tiny), max: type.of(0) };
          program.prepare({ mu: 0.5, amsgrad: 0 }, t);
          program.run({ arrays, type, length: 1, heap });
          expect([...arrays.w]).toEqual([...type.of(tiny)]);
          expect([...arrays.v]).toEqual([...type.of(left, -tiny)]);
        }
  });
});

it("of more arrays than most rules have, some of them in the heap", () => {
  const names = [..."abcdefghij"];
  const source = `({ ${names} }) => ({ a: ${names.join(" + ")} })`;
  const program = compile(new Function(`return ${source}`)(), names, []);
  const heap = new Heap(2 ** 20);
  for (const length of [1, 9, 5000]) {
    program.prepare({}, 1);
    const arrays = Object.fromEntries(
      names.map((name, i) => [
        name,
        (i % 2 ? new type(length) : new type(heap.buffer, heap.allocate(4 * length), length)).fill(i),
      ]),
    );
    program.run({ arrays, type, length, heap });
    expect(arrays.a!.every((x) => x === 45)).toBe(true);
  }
});
