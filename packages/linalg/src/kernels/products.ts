/**
 * The products of float32 in a heap, with what an engine's layers do to them on their way out. The functions of `.` are for all
 * others: they take arrays from anywhere.
 */
export { Epilogue, type LayerProducts } from "./interface.ts";
export { mixedIn } from "./mixed.ts";
export { singleIn } from "./single.ts";
