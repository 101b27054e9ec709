import { transpose } from "./pack32";

/** What lies below the diagonal of an n × n matrix, also above it. */
export function mirror32(a: usize, n: i32): void {
  const down = <usize>n << 2;
  let i = 4;
  for (; i + 4 <= n; i += 4) transpose(a + (<usize>i << 2), down, a + <usize>i * down, down, i, 4);
  // Within the four rows of a block, and in the rows that are left, one by one.
  for (i = 1; i < n; i++) {
    for (let j = i >= (n & ~3) ? 0 : i & ~3; j < i; j++) {
      store<f32>(a + <usize>j * down + (<usize>i << 2), load<f32>(a + <usize>i * down + (<usize>j << 2)));
    }
  }
}

/** The same for float64. */
export function mirrorDouble(a: usize, n: i32): void {
  const down = <usize>n << 3;
  for (let i = 1; i < n; i++) {
    for (let j = 0; j < i; j++) {
      store<f64>(a + <usize>j * down + (<usize>i << 3), load<f64>(a + <usize>i * down + (<usize>j << 3)));
    }
  }
}
