import { BIAS, biases, finish, finished, LARGE, large, largeToo, MASK, RELU, steps, unfinished, written } from "./epilogue";
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
// The same where there is nothing to flush.
type MaskLarge = f32;
type BiasReluLarge = f64;

// @ts-ignore: decorator
@inline
export function flagsOf<Epilogue>(): i32 {
  const size: i32 = sizeof<Epilogue>();
  const large: i32 = isFloat<Epilogue>() ? LARGE : 0;
  return large | (size == 1 ? 0 : size == 2 ? BIAS : size == 4 ? MASK : BIAS | RELU);
}

/**
 * Eight columns of the product where the inner dimension is at most 4: the panel of B stays in registers while the rows
 * of A go by. With so little to sum, the epilogue cannot wait. (A sum should start at 0, which makes 0 of -0; the epilogue does that.)
 */
function pass<Depth, Epilogue>(
  out: usize, outDown: usize, a: usize, aDown: usize, b: usize, rows: i32, column: i32,
): void {
  const flags = flagsOf<Epilogue>();
  const bias = biases(flags, column), biasRight = biases(flags, column + 4);
  const b00 = v128.load(b), b01 = v128.load(b, 16);
  const b10 = sizeof<Depth>() > 1 ? v128.load(b, 32) : b00, b11 = sizeof<Depth>() > 1 ? v128.load(b, 48) : b00;
  const b20 = sizeof<Depth>() > 2 ? v128.load(b, 64) : b00, b21 = sizeof<Depth>() > 2 ? v128.load(b, 80) : b00;
  const b30 = sizeof<Depth>() > 4 ? v128.load(b, 96) : b00, b31 = sizeof<Depth>() > 4 ? v128.load(b, 112) : b00;
  for (const end = out + <usize>rows * outDown; out != end; a += aDown, out += outDown) {
    let x = v128.load32_splat(a);
    let left = f32x4.mul(x, b00), right = f32x4.mul(x, b01);
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

/** Two panels at a time: up to a depth of 2 there are registers enough, and it saves reading A. */
function pass16<Depth, Epilogue>(
  out: usize, outDown: usize, a: usize, aDown: usize, b: usize, rows: i32, column: i32,
): void {
  const flags = flagsOf<Epilogue>();
  const next = b + (sizeof<Depth>() << 5);
  const bias0 = biases(flags, column + 0);
  const b00 = v128.load(b, 0);
  const b10 = sizeof<Depth>() > 1 ? v128.load(b, 32) : b00;
  const bias1 = biases(flags, column + 4);
  const b01 = v128.load(b, 16);
  const b11 = sizeof<Depth>() > 1 ? v128.load(b, 48) : b01;
  const bias2 = biases(flags, column + 8);
  const b02 = v128.load(next, 0);
  const b12 = sizeof<Depth>() > 1 ? v128.load(next, 32) : b02;
  const bias3 = biases(flags, column + 12);
  const b03 = v128.load(next, 16);
  const b13 = sizeof<Depth>() > 1 ? v128.load(next, 48) : b03;
  for (const end = out + <usize>rows * outDown; out != end; a += aDown, out += outDown) {
    const x0 = v128.load32_splat(a);
    const x1 = sizeof<Depth>() > 1 ? v128.load32_splat(a, 4) : x0;
    let c0 = f32x4.mul(x0, b00);
    if (sizeof<Depth>() > 1) c0 = f32x4.add(c0, f32x4.mul(x1, b10));
    v128.store(out, finished(c0, out + 0, flags, bias0), 0);
    let c1 = f32x4.mul(x0, b01);
    if (sizeof<Depth>() > 1) c1 = f32x4.add(c1, f32x4.mul(x1, b11));
    v128.store(out, finished(c1, out + 16, flags, bias1), 16);
    let c2 = f32x4.mul(x0, b02);
    if (sizeof<Depth>() > 1) c2 = f32x4.add(c2, f32x4.mul(x1, b12));
    v128.store(out, finished(c2, out + 32, flags, bias2), 32);
    let c3 = f32x4.mul(x0, b03);
    if (sizeof<Depth>() > 1) c3 = f32x4.add(c3, f32x4.mul(x1, b13));
    v128.store(out, finished(c3, out + 48, flags, bias3), 48);
  }
}

function passes16<Depth>(
  out: usize, outDown: usize, a: usize, aDown: usize, b: usize, rows: i32, column: i32, nothing: bool,
): void {
  const flags = steps;
  if (flags == 0) pass16<Depth, Plain>(out, outDown, a, aDown, b, rows, column);
  else if (flags == BIAS) pass16<Depth, Bias>(out, outDown, a, aDown, b, rows, column);
  else if (flags == MASK && nothing) pass16<Depth, MaskLarge>(out, outDown, a, aDown, b, rows, column);
  else if (flags == MASK) pass16<Depth, Mask>(out, outDown, a, aDown, b, rows, column);
  else if (nothing) pass16<Depth, BiasReluLarge>(out, outDown, a, aDown, b, rows, column);
  else pass16<Depth, BiasRelu>(out, outDown, a, aDown, b, rows, column);
}

/** Up to four columns, for `finish`. */
function rest(
  out: usize, outDown: usize, a: usize, aDown: usize, b: usize, bStep: usize, rows: i32, depth: i32, columns: i32,
): void {
  const flags = steps;
  for (; rows > 0; rows--, a += aDown, out += outDown) {
    let sum = f32x4.splat(0);
    for (let k = 0, p = a, q = b; k < depth; k++, p += 4, q += bStep) {
      sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(p), v128.load(q)));
    }
    storeLanes(out, written(sum, flags), columns);
  }
}

/** So many rows at a time stay in the first cache while the panels go by. */
export const TALL: i32 = 32;

/** All rows of the product for a block of B in panels, of a depth of 1 to 4. */
export function shallow32(
  out: usize, outDown: usize, a: usize, aDown: usize, b: usize, rows: i32, depth: i32, column: i32, columns: i32,
): void {
  const nothing = large(a, rows * depth, column, columns & ~7) && largeToo<f32>(b, (columns & ~7) * depth);
  for (; rows > 0; rows -= TALL, a += aDown * TALL, out += outDown * TALL) {
    block(out, outDown, a, aDown, b, min(rows, TALL), depth, column, columns, nothing);
  }
}

function block(
  out: usize, outDown: usize, a: usize, aDown: usize, b: usize, rows: i32, depth: i32, column: i32, columns: i32,
  nothing: bool,
): void {
  const panel = <usize>depth << 5;
  if (depth <= 2) {
    for (; columns >= 16; columns -= 16, column += 16, out += 64, b += panel << 1) {
      if (depth == 1) passes16<One>(out, outDown, a, aDown, b, rows, column, nothing);
      else passes16<Two>(out, outDown, a, aDown, b, rows, column, nothing);
    }
  }
  for (; columns >= 8; columns -= 8, column += 8, out += 32, b += panel) {
    if (depth == 1) passes<One>(out, outDown, a, aDown, b, rows, column, nothing);
    else if (depth == 2) passes<Two>(out, outDown, a, aDown, b, rows, column, nothing);
    else if (depth == 3) passes<Three>(out, outDown, a, aDown, b, rows, column, nothing);
    else passes<Four>(out, outDown, a, aDown, b, rows, column, nothing);
  }
  if (columns <= 0) return;
  const bStep: usize = columns > 4 ? 32 : 16;
  rest(out, outDown, a, aDown, b, bStep, rows, depth, columns);
  if (columns > 4) rest(out + 16, outDown, a, aDown, b + 16, bStep, rows, depth, columns - 4);
  if (unfinished()) finish(out, outDown, rows, column, columns);
}
