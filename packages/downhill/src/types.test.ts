import * as core from "@downhill/core";
import * as plugin from "@downhill/plugin";
import { expect, expectTypeOf, test } from "vitest";
import * as downhill from "./index.ts";

test("types: under one name everything is what it is under its own", () => {
  expectTypeOf(downhill.elementwise).toEqualTypeOf(plugin.elementwise);
  expectTypeOf(downhill.fit).toEqualTypeOf(core.fit);
  expectTypeOf<downhill.Optimizer>().toEqualTypeOf<plugin.Optimizer>();
  expectTypeOf(downhill.optimizers.adam).toEqualTypeOf(downhill.adam);
  expectTypeOf(downhill.adam.hyper.lr.default).toEqualTypeOf<number>();
  // @ts-expect-error there is no such optimizer
  expect(downhill.optimizers.adma).toBeUndefined();
});
