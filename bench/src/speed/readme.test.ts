import { expect, test } from "vitest";
import { filledWithSpeed } from "./readme.ts";

test("a document's tables of speed are those of the file: a column a subject, empty where it was not timed", () => {
  const environment = { node: "v20.20.2", cpu: "Slow 9000", cores: 2 };
  const rows = [
    { work: "step", optimizer: "adam", subject: "downhill", size: 1000, tensors: 100, nsPerParam: 9.4567, mad: 0 },
    { work: "step", optimizer: "adam", subject: "torch", size: 2, nsPerParam: 31_744.2, mad: 0 },
    { work: "step", optimizer: "sgd", subject: "downhill", size: 2, nsPerParam: 1, mad: 0 },
    { work: "train", optimizer: "adam", subject: "torch", problem: "conv", usPerStep: 5436, mad: 0 },
  ] as const;
  const asks = (name: string) => `<!-- speed:${name} -->\n<!-- /speed:${name} -->`;
  const text = filledWithSpeed(["where", "step", "train"].map(asks).join("\n"), { environment, rows });
  expect(text).toContain("a machine with 2 cores (Slow 9000), by Node 20.20.2");
  expect(text).toContain("| 100 × 10 | 9.46 |  |  |  |  |  |  |\n| 2 |  |  |  |  | 31,744 |  |  |");
  expect(text).toContain("| convolutional |  |  |  | 5,436 |  |  |  |");
  expect(filledWithSpeed(text, { environment, rows })).toBe(text);
});
