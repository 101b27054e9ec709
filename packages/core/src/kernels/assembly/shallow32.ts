import { BIAS, biases, finish, finished, MASK, RELU, steps } from "./epilogue";
import { storeLanes } from "./lanes";

// What the compiler is to know when it compiles a pass, as types: a depth of 1 to 4 …
type One = i8;
type Two = i16;
type Three = i32;
type Four = i64;
// … and the epilogue.
type Plain = i8;
type Bias = i16;
type Mask = i32;
type BiasRelu = i64;

/**
 * Eight columns of the product where the inner dimension is at most 4: the panel of B stays in registers while the rows
 * of A go by. With so little to sum, the epilogue cannot wait.
 */
function pass<Depth, Epilogue>(
  out: usize, outDown: usize, a: usize, aDown: usize, b: usize, rows: i32, column: i32,
): void {
  const flags: i32 =
    sizeof<Epilogue>() == 1 ? 0 : sizeof<Epilogue>() == 2 ? BIAS : sizeof<Epilogue>() == 4 ? MASK : BIAS | RELU;
  const bias = biases(flags, column), biasRight = biases(flags, column + 4);
  const b00 = v128.load(b), b01 = v128.load(b, 16);
  const b10 = sizeof<Depth>() > 1 ? v128.load(b, 32) : b00, b11 = sizeof<Depth>() > 1 ? v128.load(b, 48) : b00;
  const b20 = sizeof<Depth>() > 2 ? v128.load(b, 64) : b00, b21 = sizeof<Depth>() > 2 ? v128.load(b, 80) : b00;
  const b30 = sizeof<Depth>() > 4 ? v128.load(b, 96) : b00, b31 = sizeof<Depth>() > 4 ? v128.load(b, 112) : b00;
  const zero = f32x4.splat(0);
  for (const end = out + <usize>rows * outDown; out != end; a += aDown, out += outDown) {
    let x = v128.load32_splat(a);
    let left = f32x4.mul(x, b00), right = f32x4.mul(x, b01);
    // A sum starts at 0, which makes 0 of -0. So does a ReLU.
    if (!(flags & RELU)) left = f32x4.add(zero, left), right = f32x4.add(zero, right);
    if (sizeof<Depth>() > 1) {
      x = v128.load32_splat(a, 4);
      left = f32x4.add(left, f32x4.mul(x, b10)), right = f32x4.add(right, f32x4.mul(x, b11));
    }
    if (sizeof<Depth>() > 2) {
      x = v128.load32_splat(a, 8);
      left = f32x4.add(left, f32x4.mul(x, b20)), right = f32x4.add(right, f32x4.mul(x, b21));
    }
    if (sizeof<Depth>() > 4) {
      x = v128.load32_splat(a, 12);
      left = f32x4.add(left, f32x4.mul(x, b30)), right = f32x4.add(right, f32x4.mul(x, b31));
    }
    v128.store(out, finished(left, out, flags, bias));
    v128.store(out, finished(right, out + 16, flags, biasRight), 16);
  }
}

function passes<Depth>(
  out: usize, outDown: usize, a: usize, aDown: usize, b: usize, rows: i32, column: i32,
): void {
  const flags = steps;
  if (flags == 0) pass<Depth, Plain>(out, outDown, a, aDown, b, rows, column);
  else if (flags == BIAS) pass<Depth, Bias>(out, outDown, a, aDown, b, rows, column);
  else if (flags == MASK) pass<Depth, Mask>(out, outDown, a, aDown, b, rows, column);
  else pass<Depth, BiasRelu>(out, outDown, a, aDown, b, rows, column);
}

/** Up to four columns, unfinished. */
function rest(
  out: usize, outDown: usize, a: usize, aDown: usize, b: usize, bStep: usize, rows: i32, depth: i32, columns: i32,
): void {
  for (; rows > 0; rows--, a += aDown, out += outDown) {
    let sum = f32x4.splat(0);
    for (let k = 0, p = a, q = b; k < depth; k++, p += 4, q += bStep) {
      sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(p), v128.load(q)));
    }
    storeLanes(out, sum, columns);
  }
}

/** How many rows take all passes before the next do: few enough that `out` and the mask stay in the first cache. */
const ROWS_AT_ONCE: i32 = 512;

/** All rows of the product for a block of B in panels, of a depth of 1 to 4. */
export function shallow32(
  out: usize, outDown: usize, a: usize, aDown: usize, b: usize, rows: i32, depth: i32, column: i32, columns: i32,
): void {
  for (; rows > 0; rows -= ROWS_AT_ONCE, a += aDown * ROWS_AT_ONCE, out += outDown * ROWS_AT_ONCE) {
    const high = min(rows, ROWS_AT_ONCE);
    let to = out, panel = b;
    let j = 0;
    for (; j + 8 <= columns; j += 8, to += 32, panel += <usize>depth << 5) {
      if (depth == 1) passes<One>(to, outDown, a, aDown, panel, high, column + j);
      else if (depth == 2) passes<Two>(to, outDown, a, aDown, panel, high, column + j);
      else if (depth == 3) passes<Three>(to, outDown, a, aDown, panel, high, column + j);
      else passes<Four>(to, outDown, a, aDown, panel, high, column + j);
    }
    const left = columns - j;
    if (left > 0) {
      const bStep: usize = left > 4 ? 32 : 16;
      rest(to, outDown, a, aDown, panel, bStep, high, depth, left);
      if (left > 4) rest(to + 16, outDown, a, aDown, panel + 16, bStep, high, depth, left - 4);
      finish(to, outDown, high, column + j, left);
    }
  }
}
