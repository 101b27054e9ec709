import type { Heap } from "@downhill/plugin/engine";
import { kernelsOf } from "./module.ts";
import { wasm } from "./rows.wasm.ts";

/** An address: the byte offset in the memory. */
type Pointer = number;

/** Loops over rows of float32, one after the other, with float64 numbers for each row or column. */
export interface RowLoops {
  columnSums(sums: Pointer, x: Pointer, rows: number, columns: number): void;
  subtractColumns(x: Pointer, means: Pointer, rows: number, columns: number): void;
  squareSums(ofRow: Pointer, ofColumn: Pointer, x: Pointer, rows: number, columns: number): void;
  scaledSquares(
    sum: number,
    x: Pointer,
    byRow: Pointer,
    byColumn: Pointer,
    most: number,
    rows: number,
    columns: number,
  ): number;
  moveScaled(
    w: Pointer,
    x: Pointer,
    byRow: Pointer,
    byColumn: Pointer,
    most: number,
    keep: number,
    alpha: number,
    rows: number,
    columns: number,
  ): void;
  cover(
    g: Pointer,
    m: Pointer,
    byRow: Pointer,
    byColumn: Pointer,
    ofRow: Pointer,
    next: Pointer,
    momentum: number,
    eps: number,
    beta2: number,
    fresh: number,
    most: number,
    rows: number,
    columns: number,
  ): void;
}

export const rowLoopsIn: (heap: Heap) => RowLoops | undefined = /* @__PURE__ */ kernelsOf(wasm);
