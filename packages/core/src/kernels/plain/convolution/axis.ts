/** A convolution along one of its two directions. */
export interface Axis {
  /** Of the image, and of what comes of it. */
  readonly size: number;
  readonly out: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
}

/**
 * Places of the image that are a stride apart: `first`, first + stride, …, `count` of them. They all meet the same part of
 * the kernel, `taps`, and no others do.
 */
export interface Phase {
  readonly taps: readonly number[];
  readonly first: number;
  readonly count: number;
}

/** The phases that meet any of the kernel: however large the stride, no more than that has elements. */
export function phasesOf({ size, kernel, stride, padding, dilation }: Axis): Phase[] {
  const taps = new Map<number, number[]>();
  for (let k = 0; k < kernel; k++) {
    const phase = (k * dilation) % stride;
    const others = taps.get(phase);
    if (others) others.push(k);
    else taps.set(phase, [k]);
  }
  return [...taps].flatMap(([phase, taps]) => {
    const first = (((phase - padding) % stride) + stride) % stride;
    return first < size ? [{ taps, first, count: Math.floor((size - 1 - first) / stride) + 1 }] : [];
  });
}

/** Which place of the image, or of its padding, a tap of the kernel meets at a place of the output. */
export const placeAhead = ({ stride, padding, dilation }: Axis, tap: number, at: number) =>
  at * stride + tap * dilation - padding;

/** Which place of the output a tap meets at the first place of a phase; at the next one it is the next. */
export const placeBack = ({ stride, padding, dilation }: Axis, tap: number, { first }: Phase) =>
  (first + padding - tap * dilation) / stride;
