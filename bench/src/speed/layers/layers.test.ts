import * as core from "@downhill/core";
import { Command } from "commander";
import { expect, test } from "vitest";
import { addSpeedCommand } from "../command.ts";
import { flags, type LayerRow } from "./flags.ts";
import { type Ladder, ladders } from "./ladders.ts";
import { passes } from "./passes.ts";
import { timeLadder } from "./run.ts";
import { flagLines, layersPage, layerTables } from "./table.ts";
import { peerPass, startPeer } from "./tfjs.ts";

const row = (size: number, ns: number, rest: Partial<LayerRow> = {}): LayerRow => ({
  ladder: "relu",
  by: "downhill",
  pass: "forward",
  size,
  ns,
  ...rest,
});
const relu: Ladder = { ...ladders.find(({ name }) => name === "relu")!, rungs: [1, 2, 3, 4] };

test("what costs more than twice a neighbour is flagged, among passes of one ladder alone", () => {
  const rows = [
    row(1, 3),
    row(1, 50, { pass: "backward" }),
    row(2, 1.4),
    row(2, 50, { pass: "backward" }),
    row(3, 2.8),
    row(3, 0.1, { by: "tfjs-wasm" }),
    row(4, 2.9),
    row(4, 9, { ladder: "tanh" }),
  ];
  const flagged = flags(rows);
  expect(flagged.map(({ row: { size, pass } }) => [size, pass])).toEqual([[1, "forward"]]);
  expect(flagged[0]!.times).toBeCloseTo(3 / 1.4, 12);
  expect(flagLines([relu], flagged)).toEqual(["relu, forward, elements 1: 2.1 times a neighbour (no reason is known)"]);
  expect(flagLines([{ ...relu, reason: "a call" }], flagged)[0]).toMatch(/\(a call\)$/);
  expect(layerTables([relu], rows)).toMatch(/│ 1 +│ +3\.00\* │ +50\.0 │/);
  const page = layersPage([relu], rows, ["Measured."]);
  expect(page).toContain("| forward | 3.00* | 1.40 | 2.80 | 2.90 |");
  expect(page).toContain("| TensorFlow.js, forward |  |  | 0.10 |  |");
  expect(layersPage([relu], rows.slice(2), [])).toContain("No size costs more than twice a neighbour");
});

test("what multiplies matrices is in GFLOP/s, two operations a multiply-add", () => {
  const dense = { ...ladders.find(({ name }) => name.startsWith("dense, 784"))!, rungs: [1] };
  expect(layerTables([dense], [row(1, 0.05, { ladder: dense.name })])).toMatch(/GFLOP\/s(.|\n)*│ 1 +│ +40\.0 │/);
});

test("every layer and loss of the engine has a ladder, which can be climbed, and the peer's layers give what ours do", async () => {
  expect(new Set(ladders.map(({ name }) => name)).size).toBe(ladders.length);
  const given: Record<string, unknown[]> = {
    dense: [2],
    conv2d: [1, 1],
    embedding: [3, 2],
    maxPool2d: [2],
    avgPool2d: [2],
    dropout: [0.5],
    leakyRelu: [0.1],
    elu: [1],
    residual: [[core.relu()]],
    activation: [{ name: "own", value: (x: number) => x, derivative: () => 1 }],
  };
  const untimed = ["minMaxScale", "standardize", "elementwiseLoss", "fitAsync"];
  const isTimed = (made: object) =>
    ("forward" in made && "kind" in made) || !!core.sequential([made as core.Layer], { input: [1, 4, 4] });
  const timed = Object.entries(core).flatMap(([name, make]) => {
    if (typeof make !== "function" || untimed.includes(name)) return [];
    try {
      return isTimed((make as (...options: unknown[]) => object)(...(given[name] ?? []))) ? [name] : [];
    } catch {
      return [];
    }
  });
  expect(timed.length).toBe(28);
  for (const name of timed)
    expect(
      ladders.filter((ladder) => ladder.name.startsWith(name)),
      name,
    ).not.toEqual([]);

  await startPeer();
  for (const ladder of ladders) {
    const size = ladder.rungs[1]!;
    const { passes: own, dispose } = passes(ladder, size);
    const peer = peerPass(ladder, size, 1);
    for (const pass of [...own, ...(peer ? [peer] : [])]) pass.step();
    for (const { work } of own) expect(work).toBeGreaterThan(0);
    dispose();
    peer?.dispose();
  }
});

test("a ladder is timed at all its sizes, by both", async () => {
  await startPeer();
  const climbed: number[] = [];
  const rows = timeLadder({ ...relu, rungs: [2048, 4096] }, true, { rounds: 1, milliseconds: 0.1 }, (size) =>
    climbed.push(size),
  );
  expect(climbed).toEqual([2048, 4096]);
  expect(rows.map(({ by, pass, size }) => `${by} ${pass} ${size}`)).toEqual(
    [2048, 4096].flatMap((n) => [`downhill forward ${n}`, `downhill backward ${n}`, `tfjs-wasm forward ${n}`]),
  );
  for (const { ns } of rows) expect(ns).toBeGreaterThan(0);
});

test.each([
  [["--work", "layers", "step"], /--work layers is timed alone/],
  [["--work", "layers", "--subjects", "torch"], /--work layers times downhill and tfjs-wasm, got --subjects torch/],
  [["--work", "layers", "--subjects", "tfjs-wasm"], /times downhill and tfjs-wasm, got --subjects tfjs-wasm/],
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
