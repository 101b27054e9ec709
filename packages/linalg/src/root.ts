/** x^(1/p) for a finite x > 0 and a whole p ≥ 1: by square roots as long as p is even, then by Newton's method. */
export function root(x: number, p: number): number {
  let value = x;
  let degree = p;
  for (; degree % 2 === 0; degree /= 2) value = Math.sqrt(value);
  if (degree === 1) return value;
  // x = v·2^(p·k) with v from 2^-p to 1, exactly: powers of v's root neither overflow nor underflow.
  let scale = 1;
  while (divided(value, scale, degree) > 1) scale *= 2;
  while (divided(value, scale / 2, degree) <= 1) scale /= 2;
  const v = divided(value, scale, degree);
  // From above, where each step comes nearer: until one does not.
  let y = 1;
  for (;;) {
    const next = y - (y - v / power(y, degree - 1)) / degree;
    if (!(next < y)) return y * scale;
    y = next;
  }
}

/** x/y^p. */
function divided(x: number, y: number, p: number): number {
  let quotient = x;
  for (let i = 0; i < p; i++) quotient /= y;
  return quotient;
}

/** y^k by multiplication. */
function power(y: number, k: number): number {
  let product = 1;
  let square = y;
  for (let rest = k; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) product *= square;
    square *= square;
  }
  return product;
}
