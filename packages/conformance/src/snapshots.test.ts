import { expect, it } from "vitest";
import { snapshots } from "../golden/bits.ts";
import known from "../golden/snapshots.json" with { type: "json" };

it("every optimizer takes the float32 steps that it has always taken, to the bit", () => {
  // What is new gets its bits from `pnpm snapshots`. Others than before are a breaking change.
  expect(snapshots()).toEqual(known);
});

it("so does every third without WebAssembly, or every one: conformance compares the backends of each", () => {
  const taken = snapshots("portable", process.env.DOWNHILL_THOROUGH ? 1 : 3);
  expect(Object.keys(taken).length).toBeGreaterThan(20);
  expect(known).toMatchObject(taken);
});
