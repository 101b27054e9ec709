/** What an engine needs of the contract, beside what everybody does. */
export { Heap } from "./heap.ts";
