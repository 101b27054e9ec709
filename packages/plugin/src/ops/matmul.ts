import type { FloatArray } from "../contract.ts";
import { ownHeap } from "./home.ts";
import { plainTile, side, simdTile, type Tile } from "./tile.ts";

/** A matrix whose element (i, j) is `data[i * down + j * right]`. */
export interface Matrix {
  readonly data: FloatArray;
  readonly down: number;
  readonly right: number;
}

/** Block sizes, multiples of the tile's side: three blocks of float64 that fit into the second-level cache. */
const [span, deep] = [128, 256];
const [panels, tiles] = [span * deep, span * span];

/** Fewer multiplications than these do not repay packing. */
const worthwhile = 1000;

/** The panels of a block of A, then those of a block of B, then the tiles of a block of C; and what works on them. */
interface Workshop {
  readonly work: Float64Array;
  readonly tile: Tile;
}

const workshops: { simd?: Workshop; plain?: Workshop } = {};

function workshop(simd: boolean): Workshop {
  const length = 2 * panels + tiles;
  if (!simd) {
    workshops.plain ??= { work: new Float64Array(length), tile: plainTile };
    return workshops.plain;
  }
  if (!workshops.simd) {
    const heap = ownHeap();
    const work = new Float64Array(heap.buffer, heap.allocate(8 * length), length);
    workshops.simd = { work, tile: simdTile(heap) };
  }
  return workshops.simd;
}

/** C = A·B, where A has `inner` columns: each sum in float64, in order, and rounded once. C is neither A nor B. */
export function multiply(
  simd: boolean,
  a: Matrix,
  b: Matrix,
  c: FloatArray,
  rows: number,
  inner: number,
  columns: number,
): void {
  if (rows < side || columns < side || rows * inner * columns < worthwhile) {
    multiplyDirectly(a, b, c, rows, inner, columns);
    return;
  }
  const { work, tile } = workshop(simd);
  for (let j = 0; j < columns; j += span) {
    const width = Math.min(span, columns - j);
    for (let i = 0; i < rows; i += span) {
      const height = Math.min(span, rows - i);
      work.fill(0, 2 * panels, 2 * panels + upToSide(height) * upToSide(width));
      for (let k = 0; k < inner; k += deep) {
        const depth = Math.min(deep, inner - k);
        pack(work, 0, a.data, i * a.down + k * a.right, a.down, a.right, height, depth);
        pack(work, panels, b.data, k * b.down + j * b.right, b.right, b.down, width, depth);
        let at = 2 * panels;
        for (let q = 0; q < width; q += side)
          for (let p = 0; p < height; p += side, at += side * side)
            tile(work, p * depth, panels + q * depth, at, depth);
      }
      unpack(work, c, i * columns + j, columns, height, width);
    }
  }
}

const upToSide = (n: number) => Math.ceil(n / side) * side;

/**
 * Copies `lines` rows of A, or columns of B, each `depth` elements long: four lines together make a panel, which holds
 * their first elements, then their second, and so on. Where the last panel lacks lines, it repeats the last one.
 */
function pack(
  work: Float64Array,
  at: number,
  data: FloatArray,
  start: number,
  across: number,
  along: number,
  lines: number,
  depth: number,
): void {
  for (let line = 0; line < lines; line += side) {
    let p = start + line * across;
    let q = start + Math.min(line + 1, lines - 1) * across;
    let r = start + Math.min(line + 2, lines - 1) * across;
    let s = start + Math.min(line + 3, lines - 1) * across;
    for (const end = at + side * depth; at < end; at += side, p += along, q += along, r += along, s += along) {
      work[at] = data[p]!;
      work[at + 1] = data[q]!;
      work[at + 2] = data[r]!;
      work[at + 3] = data[s]!;
    }
  }
}

/** Copies a block's tiles, which follow each other column by column, to their places in C. */
function unpack(work: Float64Array, c: FloatArray, start: number, columns: number, height: number, width: number) {
  let at = 2 * panels;
  for (let q = 0; q < width; q += side, at += side * (upToSide(height) - height)) {
    const within = Math.min(side, width - q);
    for (let i = 0; i < height; i++, at += side)
      for (let j = 0; j < within; j++) c[start + i * columns + q + j] = work[at + j]!;
  }
}

function multiplyDirectly(a: Matrix, b: Matrix, c: FloatArray, rows: number, inner: number, columns: number): void {
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += a.data[i * a.down + k * a.right]! * b.data[k * b.down + j * b.right]!;
      c[i * columns + j] = sum;
    }
}
