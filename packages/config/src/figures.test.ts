import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packages, readJson, repository } from "./workspace.ts";

const read = (path: string): string => readFileSync(join(repository, path), "utf8");

/** How long, how much, how fast. */
const figure = /\d\s?(?:kB|MB|GB|ms|µs|ns|GFLOP\/s|%)|\d (?:seconds|minutes|hours)|\d times as (?:long|fast|much)/;

/**
 * What READMEs say of that in words of their own, and the file that proves it, or has it as a number. What commands print is
 * code, and what `pnpm sync` writes stands between comments; both have tests of their own.
 */
const proved: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "README.md": {
    "95 % intervals": "bench/src/statistics/wilson.ts",
    "no more than about 40 GFLOP/s": "packages/config/src/figures.test.ts",
    "`@downhill/adam` is 16 kB": "packages/config/src/size.test.ts",
    "a dense classifier takes 59 kB": "packages/config/src/size.test.ts",
  },
  "CONTRIBUTING.md": { "at least 95 % of the changes must fail": "packages/config/src/mutate/main.ts" },
  "apps/web/README.md": {
    "119 kB come, gzipped, most of it the worker; all the rest is 188 kB": "apps/web/browser/deploy.spec.ts",
  },
  "bench/README.md": { "92.38 ± 0.29 % and 94.71 ± 0.65 %": "packages/config/src/figures.test.ts" },
  "packages/conformance/README.md": { "within 64 MB": "packages/conformance/src/checks/memory.ts" },
  "packages/core/README.md": {
    "works for 8 ms at a time": "packages/core/src/training/event-loop.ts",
    "some 22 times as long": "packages/config/src/figures.test.ts",
  },
  "packages/linalg/README.md": {
    "4 to 6 kB each, `newtonSchulz` 8, the products 19": "packages/config/src/size.test.ts",
  },
  "packages/runs/README.md": { "some 8 % apart": "packages/runs/src/ladder.ts" },
};

const documents = [
  ...["README.md", "CONTRIBUTING.md"],
  ...packages(repository)
    .map(({ folder }) => `${folder}/README.md`)
    .filter((path) => existsSync(join(repository, path)) && !path.includes("/optimizers/")),
];

test.each(documents)("every figure of time, size and speed in %s is one that something proves", (document) => {
  const own = read(document)
    .replace(/^```[\s\S]*?^```$/gm, "")
    .replace(/<!-- ([\w:]+) -->[\s\S]*?<!-- \/\1 -->/g, "");
  const entries = Object.entries(proved[document] ?? {});
  const rest = entries.reduce((text, [words]) => text.replaceAll(words, ""), own);
  expect(rest.split("\n").filter((line) => figure.test(line))).toEqual([]);
  for (const [words, proof] of entries) {
    expect(own).toContain(words);
    expect(existsSync(join(repository, proof)), proof).toBe(true);
  }
});

interface Kept {
  readonly rows: readonly {
    readonly work: string;
    readonly subject: string;
    readonly optimizer: string;
    readonly size: number;
    readonly float64?: boolean;
    readonly nsPerParam: number;
  }[];
}
const rowsOf = (file: string) => readJson<Kept>(repository, file).rows.filter(({ work }) => work === "step");
const mean = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

test("what a step takes without WebAssembly is what bench/peers.json has", () => {
  const rows = rowsOf("bench/peers.json").filter(({ size, float64 }) => size >= 10_000 && !float64);
  const of = (subject: string) => rows.filter((row) => row.subject === subject && row.optimizer === "adam");
  const ratios = of("downhill-portable").map(
    ({ size, nsPerParam }) => nsPerParam / of("downhill").find((row) => row.size === size)!.nsPerParam,
  );
  expect(ratios.length).toBeGreaterThan(2);
  const told = Number(/some (\d+) times as long/.exec(read("packages/core/README.md"))?.[1]);
  expect(Math.abs(told / mean(ratios) - 1)).toBeLessThan(0.1);
});

test("what optimizers say that their steps take is within a factor of two of what bench/speed.json has", () => {
  const rows = rowsOf("bench/speed.json").filter(({ subject }) => subject === "downhill");
  const told = read("docs/optimizers.md")
    .split(/^## /m)
    .flatMap((section) => {
      const name = /^[\w-]+/.exec(section)?.[0];
      return [...section.matchAll(/some ([\d.]+) ns\b/g)].map(([, ns]) => ({ name, ns: Number(ns) }));
    });
  expect(told.length).toBeGreaterThan(15);
  for (const { name, ns } of told) {
    const kept = rows.filter(({ optimizer }) => optimizer === name || optimizer === `${name}(adam)`);
    const nearest = Math.min(...kept.map(({ nsPerParam }) => Math.abs(Math.log2(nsPerParam / ns))));
    expect(nearest, `${name}: some ${ns} ns`).toBeLessThan(1);
  }
});

test("the fastest product is what the README says", () => {
  const tables = read("packages/core/docs/speed.md")
    .split("\n## ")
    .filter((table) => /^.*GFLOP\/s\n/.test(table));
  const rates = tables
    .flatMap((table) => [...table.matchAll(/^\| (?:for|back)ward(.*)$/gm)])
    .flatMap(([, row]) => row!.match(/[\d.]+/g)!.map(Number));
  const told = Number(/no more than about (\d+) GFLOP/.exec(read("README.md"))?.[1]);
  expect(Math.abs(Math.max(...rates) / told - 1)).toBeLessThan(0.1);
});

test("what PyTorch comes to on the digits is what bench/golden/digits.json has", () => {
  interface Digits {
    readonly runs: readonly { readonly network: string; readonly test: { readonly accuracy: number } }[];
  }
  const { runs } = readJson<Digits>(repository, "bench/golden/digits.json");
  const shown = ["perceptron", "conv"].map((network) => {
    const percent = runs.filter((run) => run.network === network).map(({ test: { accuracy } }) => 100 * accuracy);
    const squares = percent.map((each) => (each - mean(percent)) ** 2);
    return `${mean(percent).toFixed(2)} ± ${Math.sqrt((mean(squares) * 5) / 4).toFixed(2)} %`;
  });
  expect(read("bench/README.md")).toContain(`comes to ${shown.join(" and ")}.`);
});
