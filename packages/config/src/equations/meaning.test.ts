import { optimizers } from "@downhill/catalog";
import { equations } from "@downhill/catalog/equations";
import { expect, test } from "vitest";
import { evaluate, type Values } from "./evaluate.ts";

type Numbers = Record<string, number>;
type Rule = (elements: Numbers, scalars: Numbers, t: number) => Numbers;

/** `v_1` at a step is `v_{1,t}`. */
function timed(symbol: string, time: string): string {
  const [, base, , index = "", above = ""] = /^(.*?)(_\{?([^{}^]*)\}?)?(\^\{.*\})?$/.exec(symbol)!;
  const below = [index, time].filter(Boolean).join(",");
  return `${base}_${below.length > 1 ? `{${below}}` : below}${above}`;
}

/** Numbers between 0.05 and 0.95, the same at every run. */
function draws(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return 0.05 + (0.9 * state) / 2147483647;
  };
}

test.each(Object.entries(equations))(
  "%s: the formulas, read as mathematics, are the rule",
  (name, { latex, symbols }) => {
    const plugin = optimizers[name as keyof typeof optimizers];
    const rule = (plugin as unknown as { rule: Rule }).rule;
    let finite = 0;
    const faults: string[] = [];
    for (let seed = 1; seed <= 60; seed++) {
      const draw = draws(seed * 7919);
      const t = 1 + (seed % 7);
      const elements: Numbers = {};
      const scalars: Numbers = {};
      const values: Values = new Map([["t", t]]);
      // `{ w: y }` is the weights by another name.
      const symbol = (key: string) => symbols[key] ?? symbols.y!;
      for (const key of [
        "w",
        "g",
        ...Object.values(plugin.state).flatMap(({ kind, name }) => (kind === "array" ? name : [])),
      ]) {
        const sign = key === "w" || key === "g" || key === "last" ? Math.sign(draw() - 0.5) : 1;
        elements[key] = sign * draw();
        values.set(timed(symbol(key), key === "g" ? "t" : "t-1"), elements[key]);
      }
      const written = Object.keys(symbols).filter((key) => !(key in elements));
      for (const key of written) {
        // Switches, and what is compared with 0 or 1, are that now and then.
        const drawn = draw();
        scalars[key] = drawn < 0.3 ? 0 : drawn > 0.7 ? 1 : draw();
        if (/^(?:beta|rho)/.test(key) || key === "sum") scalars[key] = draw();
        for (const each of [symbols[key]!, timed(symbols[key]!, "t")]) values.set(each, scalars[key]);
      }
      const expected = rule({ ...elements }, { ...scalars }, t);
      for (const line of latex) {
        const equals = line.indexOf(" = ");
        values.set(line.slice(0, equals), evaluate(line.slice(equals + 3), values));
      }
      finite += Number(Object.values(expected).every(Number.isFinite));
      for (const [key, value] of Object.entries(expected)) {
        const found = values.get(timed(symbol(key), "t"))!;
        const near = Object.is(found, value) || Math.abs(found - value) <= 1e-9 * (1 + Math.abs(value));
        if (!near) faults.push(`${key} is ${found}, not ${value}, with ${JSON.stringify({ elements, scalars, t })}`);
      }
    }
    expect(faults).toEqual([]);
    expect(finite, "draws that lead to numbers").toBeGreaterThan(15);
  },
);
