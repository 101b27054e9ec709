import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { expect, test } from "vitest";
import { program as bench } from "../testing/program.ts";
import { addSpeedCommand } from "./command.ts";

const node = process.execPath;
const thorough = Boolean(process.env.DOWNHILL_THOROUGH);

function speed(...args: string[]) {
  return spawnSync(node, [bench, "speed", ...args], { encoding: "utf8" });
}

test("steps and training are timed, in JSON and nothing else", () => {
  const subjects = [
    "downhill",
    "downhill-staged",
    "downhill-portable",
    "downhill-float64",
    "plain-js",
    "tfjs-wasm",
    // The same programs with another backend.
    ...(thorough ? ["tfjs-cpu"] : []),
  ];
  const isAsked = (subject: string) => subjects.includes(subject);
  const { stdout, stderr, status } = speed(
    ...["--sizes", "10,1e2", "--optimizers", "adam", "--problems", "seed", "--subjects", ...subjects],
    ...["--rounds", "2", "--time", "1", "--json"],
  );
  expect(stderr).toBe("");
  expect(status).toBe(0);
  const { rows, leftOut, environment, subjects: descriptions } = JSON.parse(stdout);
  expect(leftOut).toEqual([]);
  const stepping = subjects.filter((subject) => subject !== "downhill-float64");
  const step = [10, 100].flatMap((size) =>
    stepping.map((subject) => ({
      work: "step",
      optimizer: "adam",
      subject,
      size,
      nsPerParam: expect.any(Number),
      mad: expect.any(Number),
    })),
  );
  const train = ["downhill", "downhill-float64", "tfjs-wasm", "tfjs-cpu"].filter(isAsked).map((subject) => ({
    work: "train",
    problem: "seed",
    optimizer: "adam",
    subject,
    usPerStep: expect.any(Number),
    mad: expect.any(Number),
  }));
  expect(rows).toEqual([...step, ...train]);
  for (const row of rows) expect(row.nsPerParam ?? row.usPerStep).toBeGreaterThan(0);
  expect(environment.node).toBe(process.version);
  expect(Object.keys(descriptions).toSorted()).toEqual(subjects.toSorted());
  expect(descriptions["tfjs-wasm"]).toMatch(/SIMD, one thread/);
  expect(descriptions.downhill).toMatch(/in place, simd/);
});

test("methods of matrices are timed beside their products, wrappers too; the tables name what was timed, and the file has a line for each row", () => {
  const out = join(mkdtempSync(join(tmpdir(), "speed-")), "speed.json");
  const { stdout, stderr, status } = speed(
    ...["--work", "step", "--sizes", "6x4:matrix", "10", "--subjects", "downhill", "plain-js", "products"],
    ...["--optimizers", "sgd", "psgd-kron", "ema(sgd)", "--rounds", "1", "--time", "1", "--out", out],
  );
  expect(stderr).toBe("");
  expect(status).toBe(0);
  const text = readFileSync(out, "utf8");
  const { rows, leftOut } = JSON.parse(text);
  const timed = (rows as { optimizer: string; subject: string; size: number; matrix?: number[] }[]).map(
    ({ optimizer, subject, size, matrix }) => [optimizer, subject, size, matrix],
  );
  expect(timed).toEqual([
    ["sgd", "downhill", 24, [6, 4]],
    ["sgd", "downhill", 10, undefined],
    ["sgd", "plain-js", 10, undefined],
    ["psgd-kron", "downhill", 24, [6, 4]],
    ["psgd-kron", "products", 24, [6, 4]],
    ["psgd-kron", "downhill", 10, undefined],
    ["ema(sgd)", "downhill", 24, [6, 4]],
    ["ema(sgd)", "downhill", 10, undefined],
  ]);
  expect(leftOut.map(({ subject }: { subject: string }) => subject)).toEqual(["plain-js", "plain-js"]);
  for (const row of rows) expect(text).toContain(`\n    ${JSON.stringify(row)}`);
  expect(stdout).toMatch(/A step on 10 parameters: ns per parameter/);
  expect(stdout).toMatch(/│ downhill +│ .* 1\.00× │/);
  expect(stdout).toMatch(/│ plain-js +│ .*× │/);
});

test.each([
  [["--subjects", "tensorflow"], /'--subjects <names...>'.*"tensorflow" is none of: downhill, /],
  [["--optimizers", "adam,adamm"], /'--optimizers <names...>'.*"adamm" is none of: .*adam/],
  [["--sizes", "1e2", "1.5"], /'--sizes <n...>' argument '1.5' is invalid. It must be a whole number/],
  [["--work", "infer"], /"infer" is none of: step, train/],
  [["--problems", "mnist"], /"mnist" is none of: seed, /],
  [["--work", "step", "--subjects", "numpy"], /subject numpy has no step, only train/],
  [["--python", "/no/such/python"], /cannot run Python at \/no\/such\/python: .*ENOENT/],
  [["--subjects", "torch", "--python", node], /cannot run Python at /],
])("%j is refused", async (args, message) => {
  let said = "";
  const program = new Command("pnpm bench").exitOverride().configureOutput({
    writeErr(text) {
      said += text;
    },
  });
  addSpeedCommand(program.command("speed"));
  await expect(program.parseAsync(["speed", ...args], { from: "user" })).rejects.toThrow();
  expect(said).toMatch(message);
});
