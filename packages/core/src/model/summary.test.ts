import { expect, test } from "vitest";
import { batchNorm, dense, flatten, relu, residual, sequential, summary } from "../index.ts";

const random = { uniform: () => 0, normal: () => 0 };

test("summary is a table of layers and memory", () => {
  const model = sequential([flatten(), dense(128), batchNorm(), relu(), dense(10)], { input: [28, 28], random });
  const lines = summary(model, { batchSize: 64 }).split("\n");
  expect(lines).toEqual([
    "layer                  output   parameters",
    "──────────────────────────────────────────",
    "            input      28 × 28            ",
    "            flatten    784               0",
    "dense1      dense      128         100,480",
    "batchNorm2  batchNorm  128             256",
    "            relu       128               0",
    "dense4      dense      10            1,290",
    "──────────────────────────────────────────",
    "total                              102,026",
    "",
    "memory at 64 samples          bytes",
    "───────────────────────────────────",
    "parameters                  408,104",
    "gradients of parameters     408,104",
    "buffers                       1,024",
    "activations                 101,888",
    "gradients of activations     98,304",
    "───────────────────────────────────",
    "total                     1,017,424",
  ]);
});

test("counts what the model has", () => {
  const model = sequential([dense(64), relu(), dense(3)], { input: 2, random });
  const total = Object.values(model.parameters()).reduce((sum, { value }) => sum + value.length, 0);
  expect(summary(model)).toContain(`total            ${total}`.slice(-12));
  expect(summary(model)).toContain("memory at 1 sample ");
  expect(() => summary(model, { batchSize: 0 })).toThrow("summary: batchSize must be a positive whole number, got 0");
});

test("counts what models among the layers have", () => {
  const inner = () => sequential([dense(2), batchNorm(), relu()], { input: 2, random });
  const block = residual([inner()]);
  const model = sequential({ encoder: inner(), block, act: relu() }, { input: 2, random });
  expect(summary(model, { batchSize: 5 }).split("\n")).toEqual([
    "layer                output  parameters",
    "───────────────────────────────────────",
    "         input       2                 ",
    "encoder  sequential  2               10",
    "block    residual    2               10",
    "         relu        2                0",
    "───────────────────────────────────────",
    "total                                20",
    "",
    "memory at 5 samples       bytes",
    "───────────────────────────────",
    "parameters                   80",
    "gradients of parameters      80",
    "buffers                      32",
    `activations                 ${4 * (3 * 10 + 2 * (3 * 10 + 4) + 2 * 10)}`,
    `gradients of activations    ${4 * (2 * 10 + 2 * (2 * 10))}`,
    "───────────────────────────────",
    `total                       ${80 + 80 + 32 + 4 * (30 + 68 + 20) + 4 * 60}`,
  ]);
});
