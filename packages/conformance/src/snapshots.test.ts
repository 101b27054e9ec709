import { expect, it } from "vitest";
import { snapshots } from "../golden/bits.ts";
import known from "../golden/snapshots.json" with { type: "json" };

it.each(["auto", "portable"] as const)(
  "every optimizer takes the float32 steps that it has always taken, to the bit (%s backend)",
  (backend) => {
    // What is new gets its bits from `pnpm snapshots`. Others than before are a breaking change.
    expect(snapshots(backend)).toEqual(known);
  },
);
