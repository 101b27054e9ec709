import type { Heap } from "@downhill/plugin/engine";
import { wasm } from "./across.wasm.ts";
import { kernelsOf } from "./module.ts";

/** An address: the byte offset in the memory. */
type Pointer = number;
type Dots = (xy: Pointer, xx: Pointer, yy: Pointer, x: Pointer, y: Pointer, rows: number, columns: number) => void;

/** AdamP's loops over rows of float32, with float64 numbers for each row or column. */
export interface AcrossLoops {
  columnDots: Dots;
  rowDots: Dots;
  pulls(
    sums: Pointer,
    w: Pointer,
    g: Pointer,
    m: Pointer,
    v: Pointer,
    stays: number,
    ahead: number,
    floor: number,
    perRow: boolean,
    rows: number,
    columns: number,
  ): void;
  moveAcross(
    by: Pointer,
    w: Pointer,
    g: Pointer,
    m: Pointer,
    v: Pointer,
    stays: number,
    ahead: number,
    floor: number,
    keep: number,
    alpha: number,
    perRow: boolean,
    rows: number,
    columns: number,
  ): void;
}

export const acrossIn: (heap: Heap) => AcrossLoops | undefined = /* @__PURE__ */ kernelsOf(wasm);
