import { isList, refuseNumber } from "@downhill/plugin/arguments";

/** The least and the greatest value of each parameter. */
export interface Bounds {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

export interface BoundsOptions {
  /** The least that the parameters may be: a number for all, or one for each, -Infinity for none. The function is not called outside. */
  readonly lower?: number | ArrayLike<number> | undefined;
  /** The greatest. A parameter whose two bounds are equal keeps its value. */
  readonly upper?: number | ArrayLike<number> | undefined;
}

function side(owner: string, name: string, given: unknown, free: number, n: number): Float64Array {
  if (given === undefined) return new Float64Array(n).fill(free);
  const wanted = `a number, or a list of ${n}`;
  if (!isList(given)) {
    if (typeof given !== "number" || Number.isNaN(given)) refuseNumber(owner, name, wanted, given);
    return new Float64Array(n).fill(given);
  }
  if (given.length !== n) throw new RangeError(`${owner}: ${name} must be ${wanted}, got ${given.length}`);
  for (let i = 0; i < n; i++) {
    const each = given[i];
    if (typeof each !== "number" || Number.isNaN(each)) refuseNumber(owner, `${name}[${i}]`, "a number", each);
  }
  return Float64Array.from(given as ArrayLike<number>);
}

/**
 * @param x0 the start, which must lie within them
 * @throws TypeError or RangeError that names the bound, and the parameter by its index
 */
export function boundsOf(owner: string, startName: string, options: BoundsOptions, x0: Float64Array): Bounds {
  const lower = side(owner, "lower", options.lower, -Infinity, x0.length);
  const upper = side(owner, "upper", options.upper, Infinity, x0.length);
  for (let i = 0; i < x0.length; i++) {
    if (!(lower[i]! <= upper[i]!))
      throw new RangeError(`${owner}: lower[${i}] must be at most upper[${i}], got ${lower[i]} and ${upper[i]}`);
    if (x0[i]! < lower[i]! || x0[i]! > upper[i]!)
      throw new RangeError(`${owner}: ${startName}[${i}] must lie in [${lower[i]}, ${upper[i]}], got ${x0[i]}`);
  }
  return { lower, upper };
}

/** The point nearest to x within the bounds, in place. */
export function project(x: Float64Array, { lower, upper }: Bounds): void {
  for (let i = 0; i < x.length; i++) x[i] = Math.min(Math.max(x[i]!, lower[i]!), upper[i]!);
}
