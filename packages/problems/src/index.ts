export type { Dataset, DatasetOptions } from "./dataset.ts";
export { type NnfsOptions, type NnfsProblem, nnfs } from "./nnfs.ts";
export { type NumpyRandom, numpyRandom } from "./random.ts";
export { spiral } from "./spiral.ts";
export { vertical } from "./vertical.ts";
