import { loadLanes } from "./lanes";

/**
 * Copies `columns` columns of B (`depth` rows, `bDown` bytes apart) to `to`, in panels of eight columns, the last one
 * of four if no more are left; past the last column, zeros.
 */
export function panels32(to: usize, b: usize, bDown: usize, depth: i32, columns: i32): void {
  for (; columns >= 8; columns -= 8, b += 32) {
    for (let k = 0, p = b; k < depth; k++, p += bDown, to += 32) {
      v128.store(to, v128.load(p));
      v128.store(to, v128.load(p, 16), 16);
    }
  }
  if (columns > 4) {
    for (let k = 0; k < depth; k++, b += bDown, to += 32) {
      v128.store(to, v128.load(b));
      v128.store(to, loadLanes(b + 16, columns - 4), 16);
    }
  } else if (columns > 0) {
    for (let k = 0; k < depth; k++, b += bDown, to += 16) v128.store(to, loadLanes(b, columns));
  }
}

/** The same from Bᵀ: column j of B is row j of `b`, `bRight` bytes below the one before it. */
export function panelsTransposed32(to: usize, b: usize, bRight: usize, depth: i32, columns: i32): void {
  for (; columns > 4; columns -= 8, b += bRight << 3, to += (<usize>depth) << 5) {
    transpose(to, 32, b, bRight, depth, 4);
    transpose(to + 16, 32, b + (bRight << 2), bRight, depth, columns - 4);
  }
  if (columns > 0) transpose(to, 16, b, bRight, depth, columns);
}

/** Four columns of `to`, `toDown` bytes from row to row, are up to four rows of `from`; then zeros. */
export function transpose(to: usize, toDown: usize, from: usize, fromDown: usize, length: i32, rows: i32): void {
  const p1 = fromDown,
    p2 = fromDown << 1,
    p3 = p1 + p2;
  let k = 0;
  if (rows >= 4) {
    for (; k + 4 <= length; k += 4, from += 16) {
      const r0 = v128.load(from),
        r1 = v128.load(from + p1),
        r2 = v128.load(from + p2),
        r3 = v128.load(from + p3);
      const low01 = i32x4.shuffle(r0, r1, 0, 4, 1, 5),
        high01 = i32x4.shuffle(r0, r1, 2, 6, 3, 7);
      const low23 = i32x4.shuffle(r2, r3, 0, 4, 1, 5),
        high23 = i32x4.shuffle(r2, r3, 2, 6, 3, 7);
      v128.store(to, i64x2.shuffle(low01, low23, 0, 2));
      v128.store(to + toDown, i64x2.shuffle(low01, low23, 1, 3));
      to += toDown << 1;
      v128.store(to, i64x2.shuffle(high01, high23, 0, 2));
      v128.store(to + toDown, i64x2.shuffle(high01, high23, 1, 3));
      to += toDown << 1;
    }
  }
  for (; k < length; k++, from += 4, to += toDown) {
    let v = v128.load32_zero(from);
    if (rows > 1) v = v128.load32_lane(from + p1, v, 1);
    if (rows > 2) v = v128.load32_lane(from + p2, v, 2);
    if (rows > 3) v = v128.load32_lane(from + p3, v, 3);
    v128.store(to, v);
  }
}

/** Up to four columns of A (`depth` rows, `aDown` bytes apart), side by side; then zeros. */
export function columns32(to: usize, a: usize, aDown: usize, depth: i32, columns: i32): void {
  if (columns >= 4) {
    for (let k = 0; k < depth; k++, a += aDown, to += 16) v128.store(to, v128.load(a));
  } else {
    for (let k = 0; k < depth; k++, a += aDown, to += 16) v128.store(to, loadLanes(a, columns));
  }
}
