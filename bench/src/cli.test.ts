import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { CommanderError } from "commander";
import { afterAll, describe, expect, test } from "vitest";
import { makeProgram, run } from "./program.ts";
import { seedText } from "./seed/command.ts";
import notebook from "./seed/tables.json" with { type: "json" };
import { program } from "./testing/program.ts";

const thorough = Boolean(process.env.DOWNHILL_THOROUGH);
const folder = mkdtempSync(join(tmpdir(), "downhill-bench-"));
afterAll(() => rmSync(folder, { recursive: true }));

function ended(...args: string[]) {
  const child = spawnSync(process.execPath, args, { encoding: "utf8" });
  return { code: child.status, out: child.stdout, err: child.stderr };
}

const bench = (...args: string[]) => ended(program, ...args);

/** The same without a process of its own, where nothing is to be computed: what it prints, and how it would end. */
async function told(...args: string[]) {
  const result = { code: 0, out: "", err: "" };
  const program = (await makeProgram(args)).exitOverride().configureOutput({
    writeOut(text) {
      result.out += text;
    },
    writeErr(text) {
      result.err += text;
    },
  });
  for (const command of program.commands) command.copyInheritedSettings(program);
  try {
    await run(program, args);
  } catch (error) {
    result.code = (error as CommanderError).exitCode;
  }
  return result;
}

const problem = ["--data", "--samples", "--classes", "--hidden", "--seed", "--skip"];
const hyper = ["--lr", "--decay", "--momentum", "--rho", "--beta1", "--beta2", "--eps"];
const help: [string[], string[]][] = [
  [
    ["--help"],
    [
      ...[
        "-v, --version",
        "--suite",
        "--optimizers",
        "--problems",
        "--seeds",
        "--trials",
        "--track",
        "--seed",
        "--plugin",
      ],
      ...[
        "--jobs",
        "--queue",
        "--verify",
        "--lock",
        "--out",
        "--resume",
        "--json",
        "list",
        "worker",
        "status",
        "report",
        "compare",
        "targets",
        "seed",
        "nnfs",
        "digits",
        "speed",
        "tuned",
      ],
    ],
  ],
  [
    ["list", "--help"],
    ["--plugin", "--json"],
  ],
  [
    ["worker", "--help"],
    ["--jobs", "--lock"],
  ],
  [["status", "--help"], ["--json"]],
  [["report", "--help"], ["--json"]],
  [["compare", "--help"], ["--json"]],
  [
    ["targets", "--help"],
    ["--problems", "--set", "--jobs", "--json"],
  ],
  [["seed", "--help"], ["--json"]],
  [
    ["tuned", "--help"],
    ["--optimizers", "--seeds", "--gradients", "--json"],
  ],
  [
    ["digits", "--help"],
    ["--network", "--seeds", "--epochs", "--json"],
  ],
  [
    ["nnfs", "--help"],
    [...problem, "--optimizers", ...hyper, "--epochs", "--every", "--json"],
  ],
];

test.each(help)("help is on stdout, and nothing else happens: %j", async (args, options) => {
  const { code, out, err } = await told(...args);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(/^Usage: pnpm bench/);
  for (const option of options) expect(out).toMatch(new RegExp(`^  ${option} `, "m"));
});

const file = join(folder, "file");
writeFileSync(file, "what was there");

const mistakes: [string, ...RegExp[]][] = [
  ["sede", /unknown command/, /sede/, /seed/],
  ["--optimizers adamm", /"adamm" is no optimizer/, /pnpm bench list/],
  ["--optimizers lookahead(adamm)", /"adamm" is no optimizer/],
  ["--optimizers lookahead", /wrapper lookahead has nothing to wrap/],
  ["--problems moon", /no problem "moon"/, /moons/],
  ["--optimizer adam", /unknown option '--optimizer'/],
  ["--queue http://host", /--queue: it must be redis:/, /http:\/\/host/],
  ["--queue redis://host --jobs 2", /--jobs: with --queue/],
  ["--queue redis://host/name", /a database of Redis must be a number, got "name"/],
  ["--queue redis://host --verify 2", /--verify/, /from 0 to 1/],
  ["worker", /missing required argument 'url'/],
  ["status host:6379", /status: it must be redis:/],
  ["--suite huge", /--suite/, /huge/, /quick, core, full/],
  ["--track warm", /--track/, /warm/, /constant, cosine, defaults/],
  ["--plugin FILE.ts", /FILE\.ts cannot be loaded/],
  ["--plugin OPTIONS", /options\.ts exports no plugin/],
  ["list --plugin FILE.ts", /FILE\.ts cannot be loaded/],
  ["--out FOLDER", /--out: .*downhill-bench-.* is not empty; with --resume/],
  ["--resume --out FOLDER", /downhill-bench-.* holds no results of a bench/],
  ["--out FILE", /--out: FILE is no folder/],
  ["report FOLDER", /downhill-bench-.* holds no results of a bench/],
  ["report FOLDER/missing", /missing holds no results of a bench/],
  ["report", /missing required argument 'folder'/],
  ["compare FOLDER FOLDER", /downhill-bench-.* holds no results of a bench/],
  ["compare FOLDER", /missing required argument 'after'/],
  ["nnfs --optimizer adam", /unknown option '--optimizer'/],
  ["nnfs --optimizers adamm", /--optimizers/, /adamm/, /sgd, adagrad, rmsprop, adam/],
  ["nnfs --data moons", /--data/, /moons/, /spiral, vertical/],
  ["nnfs --lr abc", /--lr/, /abc/],
  ["nnfs --lr -1", /lr/, /-1/],
  ["nnfs --decay -1", /decay/, /-1/],
  ["nnfs --momentum 1.5", /momentum/, /1\.5/],
  ["nnfs --optimizers sgd --rho 0.9", /sgd/, /rho/],
  ["nnfs --lrr 1", /unknown option/, /--lrr/],
  ["nnfs --epochs", /--epochs/, /missing/],
  ["seed extra", /too many arguments/],
];

test.each(mistakes)("a mistake is named on stderr, and stdout stays empty: %s", async (line, ...named) => {
  const paths = { FOLDER: folder, FILE: file, OPTIONS: fileURLToPath(new URL("./options.ts", import.meta.url)) };
  const words = line.replace(/FOLDER|FILE|OPTIONS/, (path) => paths[path as keyof typeof paths]).split(" ");
  const { code, out, err } = await told(...words);
  expect(code).not.toBe(0);
  expect(out).toBe("");
  const [first] = err.split("\n");
  for (const pattern of named) expect(first!.replace(file, "FILE")).toMatch(pattern);
  expect(readFileSync(file, "utf8")).toBe("what was there");
});

test.each([
  ["--queue", "http://:s3cret@host", /--queue: it must be redis:.*"…@host"/],
  ["--queues=redis://:s3cret@host", "", /unknown option '--queues=redis:\/\/\*\*\*@host'/],
])("a password in a wrong address is not told: %s %s", async (flag, url, message) => {
  const { code, out, err } = await told(...[flag, url].filter((word) => word !== ""));
  expect([code, out, err]).toEqual([1, "", expect.stringMatching(message)]);
  expect(err).not.toContain("s3cret");
});

/** Of each numeric flag, what is valid, and what is just outside of it. */
const ranges: [flag: string, valid: string, below: string, above: string][] = [
  ["--seeds", "a whole number from 1 to 100,000", "0", "100001"],
  ["--trials", "a whole number from 1 to 10,000", "0", "10001"],
  ["--seed", "a whole number from 0 to 4,294,967,295", "-1", "4294967296"],
  ["--jobs", "a whole number from 1 to 1,024", "0", "1025"],
  ["nnfs --samples", "a whole number from 1 to 1,000,000", "0", "1000001"],
  ["nnfs --classes", "a whole number from 1 to 256", "0", "257"],
  ["nnfs --hidden", "a whole number from 1 to 1,000,000", "0", "1000001"],
  ["nnfs --seed", "a whole number from 0 to 4,294,967,295", "-1", "4294967296"],
  ["nnfs --skip", "a whole number from 0 to 1,000,000,000", "-1", "1000000001"],
  ["nnfs --epochs", "a whole number from 1 to 1,000,000,000", "0", "1000000001"],
  ["nnfs --every", "a whole number from 1 to 1,000,000,000", "0", "1000000001"],
  ["digits --seeds", "a whole number from 1 to 1,000,000", "0", "1000001"],
  ["digits --epochs", "a whole number from 1 to 1,000,000,000", "0", "1000000001"],
  ["speed --sizes", "a whole number from 1 to 100,000,000", "0", "100000001"],
  ["speed --rounds", "a whole number from 1 to 1,000,000", "0", "1000001"],
  ["speed --time", "a number from 0.001 to 1,000,000", "0", "1000001"],
];

test.each(ranges)("%s takes %s, and says so whatever else it is given", async (line, valid, below, above) => {
  const flag = line.split(" ").at(-1)!;
  for (const value of [below, above, "-1", "1e99", "-Infinity", "NaN", "abc", "", " ", "1 2"]) {
    const { err: said, code } = await told(...line.split(" "), value);
    expect(code).not.toBe(0);
    expect(said).toContain(`option '${flag} `);
    expect(said).toContain(`argument '${value}' is invalid. It must be ${valid}.`);
  }
});

test("its process ends as it should, of help and of a mistake", () => {
  // Of its sources, as people start it.
  const main = fileURLToPath(new URL("./main.ts", import.meta.url));
  expect(ended("--import", "tsx", main, "--help")).toMatchObject({ code: 0, err: "" });
  expect(bench("sede")).toMatchObject({
    code: 1,
    out: "",
    err: expect.stringMatching(/^error: unknown command 'sede'/),
  });
  expect(bench("--optimizers", "adamm")).toMatchObject({ code: 1, out: "" });
});

test("--version is the package's", async () => {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  for (const flag of ["--version", "-v"]) expect(await told(flag)).toEqual({ code: 0, out: `${version}\n`, err: "" });
});

/** Reads the first bytes of what it prints, then no more, as `head` does. */
async function cutShort(...args: string[]): Promise<{ code: number | null; err: string }> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let err = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  child.stdout.once("data", () => child.stdout.destroy());
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, err };
}

// Some 450 kB: more than waits for a reader.
const long = ["nnfs", "--samples", "2", "--hidden", "2", "--epochs", "10000", "--every", "1"];

test.each([long, [...long, "--json"], ["--help"], ...(thorough ? [["seed"]] : [])])(
  "a reader who has had enough ends it without a word: %s %s",
  async (...args) => {
    expect(await cutShort(...args)).toEqual({ code: 0, err: "" });
  },
);

test("nnfs --json is one document: unrounded rows, and the weights", () => {
  const cell = ["--hidden", "2", "--optimizers", "adam", "--epochs", "5", "--every", "2"];
  const { code, out, err } = bench("nnfs", ...cell, "--json");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const { rows, weights } = JSON.parse(out);
  expect(rows.map(({ epoch }: { epoch: number }) => epoch)).toEqual([0, 2, 4]);
  expect(rows.map(({ lr }: { lr: number }) => lr)).toEqual([0.02, 0.02 * (1 / (1 + 1e-5)), 0.02 * (1 / (1 + 3e-5))]);
  const lengths = Object.entries<number[]>(weights).map(([name, values]) => [name, values.length]);
  expect(Object.fromEntries(lengths)).toEqual({ layer1: 4, layer1Biases: 2, layer2: 6, layer2Biases: 3 });
  expect(Object.values<number[]>(weights).flat()).toSatisfy((all: number[]) => all.every((w) => w === Math.fround(w)));

  const lines = bench("nnfs", ...cell)
    .out.trim()
    .split("\n");
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^epoch: 0, acc: 0\.\d{3}, loss: \d\.\d{3}, lr: 0\.02$/);
});

describe("seed --json", () => {
  // The notebook prints the rate of the last update; Adam's cell multiplies by the reciprocal.
  const rates: Record<string, (t: number) => number> = {
    adagrad: (t) => 1 / (1 + 1e-4 * t),
    rmsprop: (t) => 0.02 / (1 + 1e-5 * t),
    adam: (t) => 0.02 * (1 / (1 + 1e-5 * t)),
  };

  test("all the rows of the notebook's three tables, to every printed digit", () => {
    const { code, out, err } = bench("seed", "--json");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const { tables } = JSON.parse(out);
    expect(Object.keys(tables)).toEqual(["adagrad", "rmsprop", "adam"]);
    for (const [name, expected] of Object.entries(notebook.tables)) {
      const { rows, matching, of } = tables[name];
      expect({ name, matching, of }).toEqual({ name, matching: 101, of: 101 });
      const shown = rows.map((row: Record<"epoch" | "accuracy" | "loss" | "lr", number>) => [
        row.epoch,
        row.accuracy.toFixed(3),
        row.loss.toFixed(3),
        row.lr,
      ]);
      expect(shown).toEqual(
        expected.map(([epoch, accuracy, loss]) => [
          epoch,
          accuracy,
          loss,
          rates[name]!(Math.max(0, Number(epoch) - 1)),
        ]),
      );
      // Unrounded: a loss is a float32 with more digits than are printed.
      expect(rows.filter(({ loss }: { loss: number }) => loss !== Number(loss.toFixed(3))).length).toBeGreaterThan(95);
    }
    // Without --json the same is told so.
    const blocks = seedText(tables, 80).split("\n\n");
    const printed = Object.entries(notebook.tables).map(([name, expected]) => {
      const rates = tables[name].rows.map(({ lr }: { lr: number }) => (Number.isInteger(lr) ? lr.toFixed(1) : `${lr}`));
      const lines = expected.map(
        ([epoch, acc, loss], i) => `epoch: ${epoch}, acc: ${acc}, loss: ${loss}, lr: ${rates[i]}`,
      );
      return [name, ...lines].join("\n");
    });
    const agree = Object.keys(tables).map(
      (name) => `${name}: 101 of 101 rows agree with the notebook in every printed digit`,
    );
    expect(blocks).toEqual([...printed, agree.join("\n")]);
  });
});
