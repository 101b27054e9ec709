import { kernelModule } from "@downhill/plugin/engine";
import type { ImageKernels } from "./image-kernels.ts";
import { wasm } from "./images.wasm.ts";
import { type Find, finder, inHeapOf } from "./in-heap.ts";

/** As `kernelsFor`, of layers of images: who uses none does not carry them. */
export const imageKernelsFor: Find<ImageKernels> = /* @__PURE__ */ finder(
  /* @__PURE__ */ inHeapOf(/* @__PURE__ */ kernelModule(wasm)),
);
