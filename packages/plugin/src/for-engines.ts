/** What an engine needs of the contract, beside what everybody does. */
export { bookmark } from "./bookmark.ts";
export { Heap } from "./heap.ts";
export { type KernelModule, kernelModule } from "./kernel-module.ts";
export { readNested } from "./nested.ts";
export { ops } from "./ops.ts";
export { threefry } from "./random-normals.ts";
