import { BIAS, biases, finished, LARGE, large, largeToo, MASK, RELU, steps } from "./epilogue";
import { loadLanes, rounded } from "./lanes";
import { high, low } from "./pack64";
import { SUMS } from "./scratch";
import { flagsOf, TALL } from "./shallow32";

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
// The same where there is nothing to flush.
type MaskLarge = f32;
type BiasReluLarge = f64;

/** As in shallow32, in float64: A and B are promoted, B is in panels of four columns. */
function pass<Depth, Epilogue>(
  out: usize, outDown: usize, a: usize, aDown: usize, b: usize, rows: i32, column: i32,
): void {
  const flags = flagsOf<Epilogue>();
  const bias = biases(flags, column);
  const b00 = v128.load(b), b01 = v128.load(b, 16);
  const b10 = sizeof<Depth>() > 1 ? v128.load(b, 32) : b00, b11 = sizeof<Depth>() > 1 ? v128.load(b, 48) : b00;
  const b20 = sizeof<Depth>() > 2 ? v128.load(b, 64) : b00, b21 = sizeof<Depth>() > 2 ? v128.load(b, 80) : b00;
  const b30 = sizeof<Depth>() > 4 ? v128.load(b, 96) : b00, b31 = sizeof<Depth>() > 4 ? v128.load(b, 112) : b00;
  for (const end = out + <usize>rows * outDown; out != end; a += aDown, out += outDown) {
    let x = v128.load64_splat(a);
    let left = f64x2.mul(x, b00), right = f64x2.mul(x, b01);
    if (sizeof<Depth>() > 1) {
      x = v128.load64_splat(a, 8);
      left = f64x2.add(left, f64x2.mul(x, b10)), right = f64x2.add(right, f64x2.mul(x, b11));
    }
    if (sizeof<Depth>() > 2) {
      x = v128.load64_splat(a, 16);
      left = f64x2.add(left, f64x2.mul(x, b20)), right = f64x2.add(right, f64x2.mul(x, b21));
    }
    if (sizeof<Depth>() > 4) {
      x = v128.load64_splat(a, 24);
      left = f64x2.add(left, f64x2.mul(x, b30)), right = f64x2.add(right, f64x2.mul(x, b31));
    }
    v128.store(out, finished(rounded(left, right), out, flags, bias));
  }
}

function passes<Depth>(
  out: usize, outDown: usize, a: usize, aDown: usize, b: usize, rows: i32, column: i32, nothing: bool,
): void {
  const flags = steps;
  if (flags == 0) pass<Depth, Plain>(out, outDown, a, aDown, b, rows, column);
  else if (flags == BIAS) pass<Depth, Bias>(out, outDown, a, aDown, b, rows, column);
  else if (flags == MASK && nothing) pass<Depth, MaskLarge>(out, outDown, a, aDown, b, rows, column);
  else if (flags == MASK) pass<Depth, Mask>(out, outDown, a, aDown, b, rows, column);
  else if (nothing) pass<Depth, BiasReluLarge>(out, outDown, a, aDown, b, rows, column);
  else pass<Depth, BiasRelu>(out, outDown, a, aDown, b, rows, column);
}

/** All rows of the product for a block of B in panels, of a depth of 1 to 4; whole panels only. */
export function shallow64(
  out: usize, outDown: usize, a: usize, b: usize, rows: i32, depth: i32, column: i32, columns: i32,
): void {
  const nothing = large(a, rows * depth, column, columns & ~3) && largeToo<f64>(b, (columns & ~3) * depth);
  for (; rows > 0; rows -= TALL) {
    const tall = min(rows, TALL);
    promote(SUMS, a, tall * depth);
    for (let j = 0, to = out, panel = b; j + 4 <= columns; j += 4, to += 16, panel += <usize>depth << 5) {
      if (depth == 1) passes<One>(to, outDown, SUMS, 8, panel, tall, column + j, nothing);
      else if (depth == 2) passes<Two>(to, outDown, SUMS, 16, panel, tall, column + j, nothing);
      else if (depth == 3) passes<Three>(to, outDown, SUMS, 24, panel, tall, column + j, nothing);
      else passes<Four>(to, outDown, SUMS, 32, panel, tall, column + j, nothing);
    }
    a += <usize>(tall * depth) << 2;
    out += outDown * tall;
  }
}

/** n elements of A, as float64. */
export function promote(to: usize, a: usize, n: i32): void {
  for (; n > 0; n -= 4, a += 16, to += 32) {
    const v = loadLanes(a, n);
    v128.store(to, low(v)), v128.store(to, high(v), 16);
  }
}
