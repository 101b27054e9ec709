import { describe, expect, it, test } from "vitest";
import equivalents from "./equivalents.json" with { type: "json" };
import { type Mutant, mutantsOf } from "./mutants.ts";
import { mutable, mutate } from "./report.ts";

const changes = (source: string) => mutantsOf("rule.ts", source).map(({ from, to }) => `${from} -> ${to}`);

describe("mutants", () => {
  it.each([
    ["a + b * 2", ["+ -> -", "* -> /", "2 -> 3"]],
    ["(a /* + */) - // -\n0.5", ["- -> +", "0.5 -> 1"]],
    ["m ? a : b", ["a : b -> b : a"]],
    [
      "a < 1 && !b ? -c : d ** n",
      ["< -> >=", "1 -> 2", "&& -> ||", "! -> ", "-c : d ** n -> d ** n : -c", "- -> ", "** -> *"],
    ],
    ["Math.max(Math.sqrt(v), Math.abs(w))", ["Math.max -> Math.min", "Math.sqrt -> Math.abs", "Math.abs -> -"]],
    ["w[i]! -= lr * g[i]!", ["-= -> +=", "* -> /"]],
    ["let n: 3 = three as 3", []],
    ["f({ hyper: { lr: rate(1e-3) }, state: { m: 1e-6 } })", ["1e-6 -> 0.000002"]],
    ["if (n > 3) throw new RangeError(String(n + 1))", ["> -> <=", "3 -> 4"]],
  ])("of %s", (source, expected) => expect(changes(source)).toEqual(expected));

  it("know their line, and what it becomes", () => {
    expect(mutantsOf("rule.ts", "const a = 1;\n  b = a * c;\n")[1]).toMatchObject({ line: 2, text: "b = a / c;" });
  });
});

/** One of them, the same each time: `pnpm mutate` takes all. */
const sample = (mutants: readonly Mutant[]) => mutants.slice((3 * mutants.length) / 4).slice(0, 1);

test.each(mutable())("%s: a change of its rule is noticed, and those listed as no changes are its", async (name) => {
  let all: readonly Mutant[] = [];
  const listed = (equivalents as Record<string, readonly { readonly line: string }[]>)[name] ?? [];
  const known = new Set(listed.map(({ line }) => line));
  const choose = (mutants: readonly Mutant[]) => {
    all = mutants;
    // What computes the same passes all tests, which takes seconds; a loop that does not end takes half a minute.
    return sample(mutants.filter(({ text }) => !known.has(text) && !/^(?:for|while) \(/.test(text)));
  };
  const { survivors } = await mutate(name, choose, undefined, false);
  expect(survivors.map(({ line, text }) => `${line}: ${text}`)).toEqual([]);
  const lines = new Set(all.map(({ text }) => text));
  expect([...known].filter((line) => !lines.has(line))).toEqual([]);
});
