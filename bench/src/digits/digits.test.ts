import { spawnSync } from "node:child_process";
import { mnist, numpyRandom, type Split } from "@downhill/problems";
import { Command } from "commander";
import { beforeAll, describe, expect, test } from "vitest";
import golden from "../../golden/digits.json" with { type: "json" };
import { program as main } from "../testing/program.ts";
import { addDigitsCommand } from "./command.ts";
import { type NetworkName, splitSeed, trainDigits } from "./digits.ts";

const thorough = Boolean(process.env.DOWNHILL_THOROUGH);

let digits: Split;
beforeAll(async () => {
  digits = await mnist({ random: numpyRandom(splitSeed) });
});

const inTorch = (network: NetworkName, seed: number) =>
  golden.runs.find((run) => run.network === network && run.seed === seed)!;

describe("from the same weights and batches, the networks learn what they learn in PyTorch", () => {
  test.each<[NetworkName, number, number]>([
    ["perceptron", 0, golden.epochs],
    ["conv", 0, thorough ? golden.epochs : 1],
    ...(thorough ? [["perceptron", 4, golden.epochs] as [NetworkName, number, number]] : []),
  ])("%s, seed %d, %d epochs", (network, seed, epochs) => {
    const expected = inTorch(network, seed);
    const run = trainDigits(network, seed, digits, epochs);
    expect(run.parameters).toBe(expected.parameters);
    expect(run.loss).toHaveLength(epochs);
    // Rounding differs, and grows: the first epoch's 125 losses agree to 1e-7, those after 625 steps to some 1e-4.
    expect(run.loss[0]! / expected.loss[0]!).toBeCloseTo(1, 6);
    for (const [epoch, loss] of run.loss.entries()) expect(loss / expected.loss[epoch]!).toBeCloseTo(1, 3);
    if (epochs < golden.epochs) {
      // How much it gets right then, nobody has computed: more than on the way, less than at the end.
      expect(run.test.loss).toBeLessThan(expected.loss[0]!);
      expect(run.test.loss).toBeGreaterThan(expected.test.loss);
      expect(run.test.accuracy).toBeGreaterThan(0.8);
      return;
    }
    expect(run.test.loss / expected.test.loss).toBeCloseTo(1, 2);
    expect(Math.abs(run.test.accuracy - expected.test.accuracy)).toBeLessThanOrEqual(3 / digits.test.y.length);
  });

  test("another seed's losses would not do", () => {
    const [one, other] = [inTorch("perceptron", 0), inTorch("perceptron", 4)];
    expect(Math.abs(one.loss.at(-1)! / other.loss.at(-1)! - 1)).toBeGreaterThan(1e-3);
  });

  test("the convolutional one does better with every seed", () => {
    const accuracies = (name: NetworkName) =>
      golden.runs.filter(({ network }) => network === name).map(({ test }) => test.accuracy);
    expect(Math.min(...accuracies("conv"))).toBeGreaterThan(Math.max(...accuracies("perceptron")));
  });
});

function bench(...args: string[]) {
  const child = spawnSync(process.execPath, [main, "digits", ...args], { encoding: "utf8" });
  return { code: child.status, out: child.stdout, err: child.stderr };
}

test("digits --json is one document", () => {
  const { code, out, err } = bench("--network", "perceptron", "--seeds", "2", "--epochs", "1", "--json");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const { epochs, runs } = JSON.parse(out);
  expect(epochs).toBe(1);
  const shape = { loss: [expect.any(Number)], test: { loss: expect.any(Number), accuracy: expect.any(Number) } };
  expect(runs).toEqual(
    [0, 1].map((seed) => ({
      network: "perceptron",
      seed,
      parameters: 101_770,
      ...shape,
      seconds: expect.any(Number),
    })),
  );
  expect(runs[0].loss[0]).toBeCloseTo(inTorch("perceptron", 0).loss[0]!, 4);
});

test("digits prints a line for each network", () => {
  const { code, out } = bench("--network", "perceptron", "--seeds", "1", "--epochs", "1");
  expect(code).toBe(0);
  expect(out).toMatch(/8,000 digits to train, 2,000 to test/);
  expect(out).toMatch(/│ perceptron │ +101,770 │ +8\d\.\d\d │/);
});

test.each([
  [["--network", "lenet"], /'--network <name>' argument 'lenet' is invalid.*perceptron, conv, both/],
  [["--seeds", "0"], /'--seeds <n>' argument '0' is invalid/],
  [["--epochs", "two"], /'--epochs <n>' argument 'two' is invalid/],
])("%j is refused", async (args, message) => {
  let said = "";
  const program = new Command("pnpm bench").exitOverride().configureOutput({
    writeErr(text) {
      said += text;
    },
  });
  addDigitsCommand(program.command("digits"));
  await expect(program.parseAsync(["digits", ...args], { from: "user" })).rejects.toThrow();
  expect(said).toMatch(message);
});
