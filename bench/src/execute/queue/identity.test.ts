import { expect, test } from "vitest";
import { resultId } from "./identity.ts";

test("two results are the same where all but their curves is", () => {
  const result = { hash: "0ff", loss: 0.5, metric: Number.NaN, targets: [{ target: 1, evaluations: 3 }], steps: 7 };
  const id = resultId(result);
  // As it comes from another machine: JSON, in whatever order, with a curve or without.
  const { hash, ...others } = JSON.parse(JSON.stringify(result));
  expect(resultId({ ...others, curve: { evaluations: [0] }, hash })).toBe(id);
  for (const wrong of [{ loss: 0.25 }, { steps: 8 }, { targets: [{ target: 1, evaluations: 4 }] }, { hash: "1ff" }])
    expect(resultId({ ...result, ...wrong })).not.toBe(id);
});
