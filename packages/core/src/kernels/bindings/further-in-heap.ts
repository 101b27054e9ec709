import { kernelModule } from "@downhill/plugin/engine";
import { wasm } from "./further.wasm.ts";
import type { FurtherKernels } from "./further-kernels.ts";
import { type Find, finder, inHeapOf } from "./in-heap.ts";
import { writeTables } from "./tables.ts";

/** As `kernelsFor`, of other layers and losses than a classifier's: who uses none does not carry them. */
export const furtherKernelsFor: Find<FurtherKernels> = /* @__PURE__ */ finder(
  /* @__PURE__ */ inHeapOf(/* @__PURE__ */ kernelModule(wasm, writeTables)),
);
