import { parse, wrappers } from "@downhill/catalog";
import { elementwise, rate } from "@downhill/plugin";
import { expect, test } from "vitest";
import { known } from "./known.ts";

const mine = elementwise({
  ...{ name: "mine", doc: "For tests.", paper: "none", reference: "none", hyper: { lr: rate(0.1, "step size") } },
  state: [],
  rule: ({ w, g }, { lr }) => ({ w: w - lr * g }),
});
const withMine = (text: string) => (text === "mine" ? mine : text === "sam(mine)" ? wrappers.sam(mine) : parse(text));

test("what has no reference is unverified, in a wrapper too; what the catalog does not have is not in it", () => {
  expect(known(withMine, "adam")).toEqual({ inCatalog: true, isUnverified: false });
  expect(known(withMine, "sam(adamw)")).toEqual({ inCatalog: true, isUnverified: false });
  expect(known(withMine, "mine")).toEqual({ inCatalog: true, isUnverified: true });
  expect(known(withMine, "sam(mine)")).toEqual({ inCatalog: true, isUnverified: true });
  expect(known(withMine, "yours").inCatalog).toBe(false);
});
